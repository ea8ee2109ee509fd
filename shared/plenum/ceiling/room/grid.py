"""The alphabet of a ceiling grid: one character a tile, and the public names of each component."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from plenum.ceiling.room.kinds import Kind

Tile = tuple[int, int]
"""(x, y): x to the right, y upwards in plan; the tile covers [x·tx, (x+1)·tx] × [y·ty, (y+1)·ty] m."""


EMPTY: Final = "."
INVALID: Final = "#"
SYMBOLS: Final[dict[Kind, str]] = {kind: kind.entry.symbol for kind in Kind}
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
