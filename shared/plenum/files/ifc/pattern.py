"""What a ceiling's names and materials say of it: a grid and its tiles, or a closed surface without one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from plenum.ceiling.rules.table import FOOT_M
from plenum.files.limits import MAX_TILE_M, MIN_TILE_M

_UNITS: Final = {
    "mm": 0.001,
    "cm": 0.01,
    "dm": 0.1,
    "m": 1.0,
    "'": FOOT_M,
    "′": FOOT_M,
    "ft": FOOT_M,
    "feet": FOOT_M,
    "foot": FOOT_M,
    '"': FOOT_M / 12,
    "″": FOOT_M / 12,
    "''": FOOT_M / 12,
    "in": FOOT_M / 12,
    "inch": FOOT_M / 12,
}
_INCHES: Final = frozenset((12.0, 24.0, 36.0, 48.0))
"""Edges of tiles that are sold in whole feet."""
_NUMBER: Final = r"(\d{1,4}(?:[.,]\d{1,3})?)"
_UNIT: Final = r"(?:\s*-?\s*((?:mm|cm|dm|m|ft|feet|foot|inch|in)(?![a-z])|''|'|′|\"|″))?"
_SIZE: Final = re.compile(rf"(?<![\d.,]){_NUMBER}{_UNIT}\s*(?:x|×|\*|by)\s*{_NUMBER}{_UNIT}(?![\d.,])")
_SLASHED: Final = re.compile(r"(?<![\d.,])(\d{3,4})/(?=\d{3,4}(?![\d.,]))")
_NO_INCHES: Final = re.compile(r"(?<=['′])\s*-?\s*0(?:\"|″|'')")
_ALONE: Final = re.compile(r"(?<![\d.,])(600|610|625)(?:\s*mm)?(?![\d.,])")
"""A module that is named by one number."""
_GRID: Final = re.compile(
    r"(?<![a-z])(grid|t-?bar|lay-?in|act\b|tiles?\b|tegular|raster|kassette|mineralfaser|odenwald|owa\b|dalle"
    r"|ossature apparente|modul|pannelli|registrable|desmontable|systeemplafond|undertaksplatt|bärverk)"
    r"|kassetten|rasterdecke|plattendecke"
)
_CLOSED: Final = re.compile(
    r"(?<![a-z])(gyps|gwb\b|gyp\b|gkb?\b|gkf\b|drywall|dry wall|plaster|sheetrock|stucco|pl[aâ]tre|placo"
    r"|ba ?13\b|cartongesso|pladur|escayola|yeso|gips|stuc|pleister|puts\b|putsad|trockenbau|verputz)"
    r"|putzdecke|gipskarton|rigips|gipsplat"
)


@dataclass(frozen=True)
class Pattern:
    """A ceiling's surface, as far as its names tell."""

    tile_m: tuple[float, float] | None = None
    """The tiles of its grid, as they are named."""
    closed: bool = False
    """Whether it is of boards without a grid: gypsum, plaster."""
    said: str = ""
    """The name that told."""


def pattern_of(names: Iterable[str]) -> Pattern:
    """What the first name tells that tells anything; the materials come last.

    A board of gypsum between the rails of a grid is a tile: where a name says both, the grid counts.
    """
    for name in names:
        text = name.casefold()
        grid = bool(_GRID.search(text))
        if _CLOSED.search(text) and not grid:
            return Pattern(closed=True, said=name)
        tile = _tile(text)
        if grid and tile is None and (module := _ALONE.search(text)):
            tile = (int(module[1]) / 1000,) * 2
        if tile:
            return Pattern(tile, said=name)
    return Pattern()


def _tile(text: str) -> tuple[float, float] | None:
    """The first two lengths with a sign of multiplication between them that a tile can have, m."""
    for found in _SIZE.finditer(_SLASHED.sub(r"\1 x ", _NO_INCHES.sub("", text))):
        first, unit, second, last = found.groups()
        figures = [float(value.replace(",", ".")) for value in (first, second)]
        scale = _UNITS[unit or last] if unit or last else _customary(figures)
        scales = (_UNITS[unit] if unit else scale, _UNITS[last] if last else scale)
        x, y = (round(value * by, 4) for value, by in zip(figures, scales, strict=True))
        if min(x, y) >= MIN_TILE_M and max(x, y) <= MAX_TILE_M:
            return x, y
    return None


def _customary(figures: list[float]) -> float:
    """Metres of the unit that nobody wrote: 600 x 600 is mm, 62.5 x 62.5 cm, 24 x 48 inches, 2 x 4 feet."""
    if max(figures) >= 150:
        return _UNITS["mm"]
    if _INCHES.issuperset(figures):
        return _UNITS["in"]
    if max(figures) >= 20:
        return _UNITS["cm"]
    return FOOT_M if all(value == int(value) for value in figures) else 1.0
