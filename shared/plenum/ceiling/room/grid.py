"""The alphabet of a ceiling grid: one character a tile, and the public names of each component."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

Tile = tuple[int, int]
"""(x, y): x to the right, y upwards in plan; the tile covers [x·tx, (x+1)·tx] × [y·ty, (y+1)·ty] m."""


class Kind(StrEnum):
    """What Plenum places. The value is the component's public name in files and metrics."""

    LIGHT = "light"
    SUPPLY = "air_supply"
    RETURN = "air_return"
    DETECTOR = "smoke_detector"


EMPTY: Final = "."
INVALID: Final = "#"
SYMBOLS: Final[dict[Kind, str]] = {
    Kind.LIGHT: "L",
    Kind.SUPPLY: "S",
    Kind.RETURN: "R",
    Kind.DETECTOR: "D",
}
KINDS: Final[dict[str, Kind]] = {symbol: kind for kind, symbol in SYMBOLS.items()}
COMPONENTS: Final[dict[str, str]] = {
    EMPTY: "empty",
    INVALID: "invalid",
    **{symbol: kind.value for kind, symbol in SYMBOLS.items()},
}
ALPHABET: Final = frozenset(COMPONENTS)


def row_by_row(tile: Tile) -> Tile:
    """Sorts tiles as they are read: along a row, from y = 0."""
    return tile[1], tile[0]


def components(rows: Sequence[str]) -> dict[Tile, Kind]:
    """What hangs where in these rows, row by row from y = 0."""
    return {(x, y): KINDS[char] for y, row in enumerate(rows) for x, char in enumerate(row) if char in KINDS}
