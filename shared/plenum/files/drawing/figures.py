"""The key figures of a room, picked from its evidence for the title block."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from plenum.ceiling.rules.names import name
from plenum.ceiling.rules.rule import Sense
from plenum.ceiling.rules.rule_set import RULES
from plenum.files.units import Units, apart, number

_SHOWN: Final = (
    "LGT-1",
    "LGT-2",
    "LGT-13",
    "AIR-2",
    "AIR-3",
    "AIR-8",
    "AIR-10",
    "SMK-1N",
    "SMK-1B",
    "SMK-1E",
    "SMK-5",
    "SMK-9",
)
_PRINTED: Final = ((">=", "≥"), ("<=", "≤"), ("*", "·"), ("^2", "²"), ("ft2", "ft²"), ("sqrt(", "√("))
_SIGNS: Final = {Sense.AT_LEAST: "≥", Sense.AT_MOST: "≤", Sense.WITHIN: "±", Sense.BETWEEN: "in"}


@dataclass(frozen=True)
class KeyFigure:
    """One line of the title block."""

    name: str
    value: str
    limit: str
    passed: bool
    checked: bool
    """Whether there is a limit at all; a reported figure has none."""


def key_figures(evidence: Iterable[Mapping[str, Any]], most: int, units: Units) -> list[KeyFigure]:
    """The figures to show, at most `most`: every broken hard rule first, then the usual ones in order."""
    found = {entry["rule"]: entry for entry in evidence}
    broken = [rule for rule, entry in found.items() if entry["hard"] and not entry["passed"]]
    order = [*broken, *(rule for rule in _SHOWN if rule in found and rule not in broken)]
    return [_figure(name(rule) or rule, found[rule], units) for rule in order[:most]]


def title(rule: str) -> str:
    """What a rule's figure is called on a drawing; empty for one that none shows."""
    return name(rule) if rule in _SHOWN else ""


def _figure(called: str, entry: Mapping[str, Any], units: Units) -> KeyFigure:
    rule = RULES.get(entry["rule"])
    sense = rule.sense if rule else Sense.REPORTED
    value, limit = against(entry, units)
    value = " ".join(filter(None, (value, units.name_of(entry["unit"]))))
    if sense is Sense.REPORTED:
        return KeyFigure(called, value, "", True, False)
    return KeyFigure(
        called,
        value,
        f"{_SIGNS[sense]} {limit}",
        bool(entry["passed"]),
        True,
    )


def measured(value: float | None, unit: str, units: Units) -> str:
    """A rule's figure in the reader's units."""
    return number(None if value is None else units.figure(value, unit))


def against(entry: Mapping[str, Any], units: Units) -> list[str]:
    """A rule's value and its limit in the reader's units: told apart where the rule does not hold."""
    figures = [entry[which] for which in ("value", "limit")]
    if entry["passed"]:
        return [measured(figure, entry["unit"], units) for figure in figures]
    return apart(*(None if each is None else units.figure(each, entry["unit"]) for each in figures))


def formula(given: str) -> str:
    """A rule's formula in the signs of print, whole."""
    for typed, printed in _PRINTED:
        given = given.replace(typed, printed)
    return given
