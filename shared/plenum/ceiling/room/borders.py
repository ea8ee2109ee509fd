"""The strips of cut tiles along a room's walls, and the two walls of an axis they are measured from (GEO-4).

A room that is no rectangle has more than two walls across an axis; the longest on either side decide,
where a strip that differs from its opposite would be seen.
"""

from __future__ import annotations

import math
from functools import lru_cache
from itertools import pairwise
from typing import Final

import shapely
from shapely import Polygon

from plenum.ceiling.room.geometry import polygon
from plenum.ceiling.room.room import Extent, Room

Wall = tuple[float, float]
"""Where the middle of a wall stands along an axis, and its length, m."""
STRAIGHT: Final = 0.02
"""Sine of the angle up to which a wall stands across an axis: about a degree."""
ROOMS: Final = 64
"""Whose cuts are remembered: each stage's rules ask for them."""
SNAP_M: Final = 1e-3
"""A wall this near to a joint is on it: files are no more exact than that."""


def walls_across(floor: Polygon, axis: int) -> tuple[float, float]:
    """Where the longest wall on the low and on the high side of an axis stands; m along the axis.

    Walls in one line count together. The sides of the box where the floor has no such pair.
    """
    box = floor.bounds[axis], floor.bounds[axis + 2]
    ends = shapely.get_coordinates(shapely.orient_polygons(floor).exterior).tolist()
    walls: tuple[list[Wall], list[Wall]] = [], []
    for tail, head in pairwise(ends):
        way = head[0] - tail[0], head[1] - tail[1]
        length = math.hypot(*way)
        if length > 0 and abs(way[axis]) <= STRAIGHT * length:
            # Counter-clockwise the inside is on the left: a wall that runs down has it towards higher x.
            upward = way[1] > 0 if axis == 0 else way[0] < 0
            walls[upward].append(((tail[axis] + head[axis]) / 2, length))
    low, high = _longest(walls[0], low=True), _longest(walls[1], low=False)
    if low is None or high is None or low >= high:
        return box
    return low, high


def _longest(walls: list[Wall], *, low: bool) -> float | None:
    """Where the longest line of these walls stands; of equally long ones the outermost. None of none."""
    lines: dict[int, list[Wall]] = {}
    for wall in walls:
        lines.setdefault(round(wall[0] / SNAP_M), []).append(wall)
    if not lines:
        return None
    total = {place: sum(length for _, length in line) for place, line in lines.items()}
    most = max(total.values()) - SNAP_M
    line = lines[(min if low else max)(place for place, length in total.items() if length >= most)]
    return sum(at for at, _ in line) / len(line)


def border_cuts(room: Room) -> tuple[tuple[float, float], tuple[float, float]]:
    """The width in m of the cut strip at the low and at the high wall of x and of y; 0: whole tiles there."""
    return _border_cuts(room.extent)


@lru_cache(maxsize=ROOMS)
def _border_cuts(extent: Extent) -> tuple[tuple[float, float], tuple[float, float]]:
    (tx, ty), outline, holes, _ = extent
    floor = polygon(Room("", (), outline_m=outline, holes_m=holes))
    return cuts(walls_across(floor, 0), tx), cuts(walls_across(floor, 1), ty)


def cuts(walls: tuple[float, float], tile: float) -> tuple[float, float]:
    """The strips that a grid from 0 with this tile leaves at two walls, in m."""
    low, high = walls
    left = math.ceil((low - SNAP_M) / tile) * tile - low
    right = high - math.floor((high + SNAP_M) / tile) * tile
    return _strip(left), _strip(right)


def _strip(width: float) -> float:
    return 0.0 if width <= SNAP_M else round(width, 4)
