"""The units that drawings and schedules are read in: metres, millimetres and L/s, or feet, inches and CFM.

What is computed stays in the verifier's units; this is the one place that turns them into print.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from plenum.ceiling.rules.table import FOOT_M


class Units(StrEnum):
    """What an office works in."""

    METRIC = "metric"
    IMPERIAL = "imperial"
    """As in the United States: feet, inches and eighths, CFM, foot-candles."""

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Units:
        """Those of a building's `settings`; metric where they say none."""
        return cls(settings.get("units", cls.METRIC))

    @classmethod
    def of_length(cls, unit_m: float) -> Units:
        """Those of whoever draws in a unit of so many metres: inches, feet (surveyors' too) or yards."""
        own = (FOOT_M / 12.0, FOOT_M, 3.0 * FOOT_M)
        return cls.IMPERIAL if any(math.isclose(unit_m, m, rel_tol=1e-5) for m in own) else cls.METRIC

    def name_of(self, unit: str) -> str:
        """How the verifier's unit is printed, or what stands for it; counts and classes have none."""
        return self._printed(unit)[0]

    def one(self, unit: str) -> float:
        """How many of the verifier's unit are one of what stands for it: 0.3048 of m, in feet."""
        return self._printed(unit)[1]

    def figure(self, value: float, unit: str) -> float:
        """A figure in the verifier's unit in what stands for it."""
        return value / self.one(unit)

    def column(self, unit: str) -> str:
        """The end of the name of a table's column: `m` or `ft`, `l_s` or `cfm`."""
        return self.name_of(unit).lower().replace("/", "_")

    @property
    def of_dimensions(self) -> str:
        """What dimensions without a unit are in."""
        return "feet and inches" if self is Units.IMPERIAL else "mm"

    def overall(self, m: float) -> str:
        """A room's side on its dimension line."""
        return feet_and_inches(m) if self is Units.IMPERIAL else f"{m:.2f} m"

    def distance(self, m: float) -> str:
        """Between two marks of a chain of dimensions."""
        return feet_and_inches(m) if self is Units.IMPERIAL else f"{1000 * m:.0f}"

    def height(self, m: float, digits: int = 6) -> str:
        """Of a ceiling, to so many digits of a metre."""
        return feet_and_inches(m) if self is Units.IMPERIAL else f"{round(m, digits):g} m"

    def sides(self, tile_m: tuple[float, float]) -> str:
        """Of a tile."""
        x, y = tile_m
        if self is Units.IMPERIAL:
            return f"{feet_and_inches(x)} × {feet_and_inches(y)}"
        return f"{x:g} × {y:g} m"

    def area(self, m2: float) -> str:
        """A floor's."""
        digits = 0 if self is Units.IMPERIAL else 1
        return f"{self.figure(m2, 'm2'):,.{digits}f} {self.name_of('m2')}"

    def flow(self, l_s: float) -> str:
        """A terminal's."""
        return f"{self.figure(l_s, 'L/s'):,.0f} {self.name_of('L/s')}"

    def _printed(self, unit: str) -> tuple[str, float]:
        return _PRINTED[self].get(unit, (unit, 1.0))


_FOOT2: Final = FOOT_M**2
_CFM_L_S: Final = 1000.0 * FOOT_M**3 / 60.0
_NAMELESS: Final = dict.fromkeys(("UGR", "detectors", "diffusers"), ("", 1.0))
_PRINTED: Final[Mapping[Units, Mapping[str, tuple[str, float]]]] = {
    Units.METRIC: {
        "m2": ("m²", 1.0),
        "W/m2": ("W/m²", 1.0),
        "kWh/m2 a year": ("kWh/m² a year", 1.0),
        **_NAMELESS,
    },
    Units.IMPERIAL: {
        "m": ("ft", FOOT_M),
        "mm": ("in", 1000.0 * FOOT_M / 12.0),
        "m2": ("ft²", _FOOT2),
        "L/s": ("CFM", _CFM_L_S),
        "lx": ("fc", 1.0 / _FOOT2),
        "W/m2": ("W/ft²", 1.0 / _FOOT2),
        "kWh/m2 a year": ("kWh/ft² a year", 1.0 / _FOOT2),
        **_NAMELESS,
    },
}
_NOTHING: Final = 5e-4
"""A remainder of rounding: such as an air balance of a hundredth of a per cent."""
_MOST_MORE: Final = 3
"""Digits beyond three: evidence has six."""
_EIGHTHS: Final = ("", "1/8", "1/4", "3/8", "1/2", "5/8", "3/4", "7/8")
"""Of an inch."""


def feet_and_inches(m: float) -> str:
    """As architects write a length, to an eighth of an inch: 3'-11 1/2"."""
    feet, rest = divmod(round(m / FOOT_M * 12 * len(_EIGHTHS)), 12 * len(_EIGHTHS))
    whole, part = divmod(rest, len(_EIGHTHS))
    inches = " ".join(filter(None, (str(whole) if whole or feet or not part else "", _EIGHTHS[part])))
    return f"{feet}'-{inches}\"" if feet else f'{inches}"'


def number(value: float | None, more: int = 0) -> str:
    """A figure as a reader wants it: three digits or so many more, no exponent in the usual range, no sign on
    nothing."""
    if value is None:
        return "–"
    if value and abs(value) < _NOTHING:
        return "0.000"
    value = round(value, 4 + more) + 0.0
    if value and abs(value) >= 100:
        return f"{value:,.{more}f}"
    return f"{value:.{3 + more}g}"


def apart(*values: float | None) -> list[str]:
    """Figures that are compared, with one digit after another until no two that differ look alike, whatever
    their signs: what lies within a limit is held against its size."""
    sizes = {abs(value) for value in values if value is not None}
    for more in range(_MOST_MORE + 1):
        if len({float(number(size, more).replace(",", "")) for size in sizes}) == len(sizes):
            return [number(value, more) for value in values]
    return [number(value) for value in values]
