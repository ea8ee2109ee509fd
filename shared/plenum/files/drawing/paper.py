"""The paper that an office prints on, and the scales it draws at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from plenum.ceiling.rules.table import FOOT_M
from plenum.files.units import Units

_INCH_MM: Final = 1000.0 * FOOT_M / 12.0
_ARCHITECTS: Final = (48, 64, 96, 128, 192, 384)
"""A quarter of an inch to the foot, three sixteenths, an eighth, and on."""
_ENGINEERS: Final = (480, 600, 720, 1200, 2400, 6000, 12_000)
"""An inch to 40, 50, 60, 100, 200, 500 and 1,000 feet."""


@dataclass(frozen=True)
class Stock:
    """Sheets from the smallest, with width and height in mm, and scales as 1 : n from the largest."""

    papers: tuple[tuple[str, float, float], ...]
    scales: tuple[int, ...]
    of_storeys: tuple[int, ...]
    """The scales of storeys' sheets."""


def _arch(letter: str, width_in: float, height_in: float) -> tuple[str, float, float]:
    return f"ARCH {letter}", width_in * _INCH_MM, height_in * _INCH_MM


STOCK: Final[Mapping[Units, Stock]] = {
    Units.METRIC: Stock(
        (
            ("A4", 297.0, 210.0),
            ("A3", 420.0, 297.0),
            ("A2", 594.0, 420.0),
            ("A1", 841.0, 594.0),
            ("A0", 1189.0, 841.0),
        ),
        (50, 75, 100, 125, 150, 200, 250, 300, 400, 500, 750, 1000, 1500, 2000, 2500, 5000, 10_000),
        (50, 100, 200, 250, 500, 1000, 2000, 5000),
    ),
    Units.IMPERIAL: Stock(
        (_arch("A", 12, 9), _arch("B", 18, 12), _arch("C", 24, 18), _arch("D", 36, 24), _arch("E", 48, 36)),
        (*_ARCHITECTS, *_ENGINEERS),
        (*_ARCHITECTS, *_ENGINEERS),
    ),
}


def scale_words(scale: int, units: Units) -> str:
    """1 : 100, or 1/8" = 1'-0"."""
    if units is Units.METRIC:
        return f"1 : {scale}"
    return f"1\" = {scale // 12}'" if scale in _ENGINEERS else f'{Fraction(12, scale)}" = 1\'-0"'


def size_words(width: float, height: float, units: Units) -> str:
    """Of a sheet, mm, that has no name."""
    if units is Units.METRIC:
        return f"{width:g} × {height:g} mm"
    return f"{width / _INCH_MM:g} × {height / _INCH_MM:g} in"
