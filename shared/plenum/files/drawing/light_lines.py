"""The lines that a room's lights stand on, drawn as centre lines and dimensioned in mm."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.room import Room

_FEWEST_A_LINE: Final = 1.5
"""Lights for each line; with fewer there is no pattern to dimension."""
DASH: Final = "4 0.8 0.6 0.8"
"""mm on paper: long, gap, dot, gap."""


def light_lines(room: Room) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """The x of the columns and the y of the rows, in m in the grid's frame; empty without a pattern."""
    tiles = room.of_kind(Kind.LIGHT)
    columns, rows = (sorted({tile[axis] for tile in tiles}) for axis in (0, 1))
    lines = len(columns) + len(rows) - 1
    if not tiles or (
        len(tiles) > 1 and len(tiles) < _FEWEST_A_LINE * lines and min(len(columns), len(rows)) > 1
    ):
        return (), ()
    tx, ty = room.tile_m
    return tuple((x + 0.5) * tx for x in columns), tuple((y + 0.5) * ty for y in rows)


def pitches(lines: Sequence[float]) -> list[float]:
    """The different distances of neighbouring lines, in mm."""
    return sorted({round(1000.0 * (b - a)) for a, b in pairwise(lines)})
