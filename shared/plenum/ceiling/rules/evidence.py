"""One checked rule: what was measured, what was allowed, and how far apart they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from math import isfinite, nan
from typing import Any


@dataclass(frozen=True)
class Evidence:
    """A rule's result for one room; `margin`, in `unit`, is positive where the rule holds."""

    rule: str
    value: float
    limit: float
    unit: str
    margin: float
    passed: bool
    hard: bool
    source: str
    confidence: str
    """H, M or L: how well the limit itself is sourced (see the rule table)."""
    detail: str = ""
    """Where or why, when there is something to add: a tile, a room type, an exemption."""

    def to_json(self) -> dict[str, Any]:
        """Plain data, without an empty detail.

        Figures have six significant digits, more than any rule; what could not be measured, such
        as the distance to a diffuser where there is none, is null.
        """
        data = asdict(self)
        for name in ("value", "limit", "margin"):
            data[name] = float(f"{data[name]:.6g}") if isfinite(data[name]) else None
        if not self.detail:
            del data["detail"]
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Evidence:
        """Evidence from `to_json`'s form."""
        figures = {name: nan if data[name] is None else data[name] for name in ("value", "limit", "margin")}
        return cls(**{**data, **figures})


def broken(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """The hard rules that do not hold."""
    return tuple(e for e in evidence if e.hard and not e.passed)
