"""What does not hold in a whole building, rule by rule: a thousand rooms in a few lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from plenum.ceiling.rules.verdict import Verdict, verdict

_ORDER: Final = (Verdict.BROKEN, Verdict.NOT_MET, Verdict.NOTED)


@dataclass(frozen=True)
class Finding:
    """One rule that does not hold somewhere, and where it is farthest from holding."""

    verdict: Verdict
    rule: str
    places: int
    """Rooms, or the building itself, in which it does not hold."""
    worst: str
    """The place farthest beyond the limit, relative to it."""
    entry: Mapping[str, Any]
    """The evidence there."""


def findings(places: Iterable[tuple[str, Iterable[Mapping[str, Any]]]]) -> list[Finding]:
    """Rules that are broken, then those not met, then what is only noted; the most frequent first."""
    found: dict[tuple[Verdict, str], list[tuple[str, Mapping[str, Any]]]] = {}
    for place, evidence in places:
        for entry in evidence:
            sort = verdict(entry)
            if sort in _ORDER:
                found.setdefault((sort, str(entry["rule"])), []).append((place, entry))
    told = [
        Finding(sort, rule, len(where), *min(where, key=lambda one: _relative(one[1])))
        for (sort, rule), where in found.items()
    ]
    return sorted(told, key=lambda one: (_ORDER.index(one.verdict), -one.places))


def _relative(entry: Mapping[str, Any]) -> float:
    """The margin over the limit; where there is no such limit the margin itself."""
    return float((entry["margin"] or 0.0) / (abs(entry["limit"] or 0.0) or 1.0))
