"""The key figures of a room, picked from its evidence for the title block."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from plenum.ceiling.rule import Sense
from plenum.ceiling.rules import RULES

_SHOWN: Final = (
    ("LGT-1", "Mean illuminance"),
    ("LGT-2", "Uniformity U0"),
    ("LGT-13", "Glare class"),
    ("AIR-2", "Supply air Q"),
    ("AIR-3", "Supply diffusers"),
    ("AIR-8", "Return free area"),
    ("AIR-10", "Air balance"),
    ("SMK-1N", "To nearest detector"),
    ("SMK-1B", "To nearest detector"),
    ("SMK-1E", "To nearest detector"),
    ("SMK-5", "Detector to supply"),
    ("SMK-9", "Detectors"),
)
_UNITS: Final = {"m2": "m²", "W/m2": "W/m²", "UGR": "", "detectors": "", "diffusers": ""}
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


def key_figures(evidence: Iterable[Mapping[str, Any]], most: int) -> list[KeyFigure]:
    """The figures to show, at most `most`: every broken hard rule first, then the usual ones in order."""
    found = {entry["rule"]: entry for entry in evidence}
    names = dict(_SHOWN)
    broken = [rule for rule, entry in found.items() if entry["hard"] and not entry["passed"]]
    order = [*broken, *(rule for rule, _ in _SHOWN if rule in found and rule not in broken)]
    return [_figure(names.get(rule, rule), found[rule]) for rule in order[:most]]


def _figure(name: str, entry: Mapping[str, Any]) -> KeyFigure:
    rule = RULES.get(entry["rule"])
    sense = rule.sense if rule else Sense.REPORTED
    unit = _UNITS.get(entry["unit"], entry["unit"])
    value = f"{number(entry['value'])} {unit}".strip()
    if sense is Sense.REPORTED:
        return KeyFigure(name, value, "", True, False)
    return KeyFigure(name, value, f"{_SIGNS[sense]} {number(entry['limit'])}", bool(entry["passed"]), True)


def number(value: float | None) -> str:
    """A figure as a reader wants it: three digits, no exponent in the usual range."""
    if value is None:
        return "–"
    value = round(value, 4) + 0.0
    if value and abs(value) >= 100:
        return f"{value:,.0f}"
    text = f"{value:.3g}"
    return text if "e" not in text else f"{value:.3f}"
