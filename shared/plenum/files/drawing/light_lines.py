"""The lines that a room's lights stand on, drawn as centre lines and dimensioned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

import shapely
from shapely import LineString, Polygon

from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.room import Point, Room

_FEWEST_A_LINE: Final = 1.5
"""Lights for each line; with fewer there is no pattern to dimension."""
DASH: Final = "4 0.8 0.6 0.8"
"""mm on paper: long, gap, dot, gap."""
LINE: Final = "#b0602a"


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
    """The different distances of neighbouring lines in m, to the millimetre."""
    return sorted({round(b - a, 3) for a, b in pairwise(lines)})


def inside(room: Room, axis: int, at: float, span: tuple[float, float]) -> Iterator[tuple[Point, Point]]:
    """What lies within the walls of a line across an axis, `at` on it, over a span of the other; m."""
    ends = [(at, stop) if axis == 0 else (stop, at) for stop in span]
    for part in shapely.get_parts(LineString(ends).intersection(Polygon(room.outline, room.holes_m))):
        if isinstance(part, LineString) and part.length > 0.0:
            (x0, y0), (x1, y1) = part.coords[0], part.coords[-1]
            yield (x0, y0), (x1, y1)
