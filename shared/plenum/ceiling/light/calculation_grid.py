"""Where illuminance is calculated: a grid of points on the working plane, clear of the walls (LGT-3).

The greatest pitch is p = 0.2·5^log10(d) m, at most 10 m, for a side of d m (domain facts 1.7). In
large rooms that is wider than a luminaire's pool of light, and a search would put one over each
point and call the hall lit; so the pitch is also at most half the mounting height, as long as that
takes no more than some 250 points a side.

The sides are those of the rectangle with the room's area and perimeter, so that a bent corridor
counts as long and narrow: where it is at least twice as long as wide, both axes take the narrow
side's pitch, else each axis takes that of its own extent. Counts are odd, so that the grid never
falls in step with an array of luminaires, and cells are at most twice as long as wide.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import shapely

from plenum.ceiling.room.geometry import Points, crossings, polygon, upright_box
from plenum.ceiling.room.pairs import either
from plenum.ceiling.room.room import Ring, Room
from plenum.ceiling.room.walls import clear_within

BAND_M: Final = 0.5
"""Left out along walls, holes included; a quarter of the width where a room is narrower than 2 m."""
LARGEST_PITCH_M: Final = 10.0
FINEST_SHARE: Final = 250
"""The mounting height shortens the pitch to no less than this share of the side."""
ROUNDING_M: Final = 1e-6
TWICE: Final = 2.0 - 1e-9
"""Twice as long as wide, in floating point: a room of 2.4 × 1.2 m is."""
FEWEST_POINTS: Final = 9
"""Rooms of odd shapes get a finer grid until this many points lie inside."""


def largest_pitch_m(side_m: float) -> float:
    """The greatest grid pitch the formula allows for a side of this length."""
    return float(min(LARGEST_PITCH_M, 0.2 * 5.0 ** math.log10(side_m)))


def pitch_m(side_m: float, mounting_height_m: float) -> float:
    """The grid pitch for a side of this length under luminaires at this height above the plane."""
    return min(largest_pitch_m(side_m), max(mounting_height_m / 2.0, side_m / FINEST_SHARE))


def equivalent_sides_m(area_m2: float, perimeter_m: float) -> tuple[float, float]:
    """The longer and shorter side of the rectangle with this area and perimeter (or square)."""
    half = perimeter_m / 2.0
    root = math.sqrt(max(0.0, half * half / 4.0 - area_m2))
    long = max(half / 2.0 + root, math.sqrt(area_m2))
    return long, area_m2 / long


def band_m(short_m: float) -> float:
    """The strip left out along the walls of a room whose equivalent rectangle has this shorter side.

    It never swallows a room without holes: a quarter of that side is at most area over perimeter,
    and no such room is everywhere nearer than that to its walls.
    """
    return min(BAND_M, short_m / 4.0)


def points(room: Room, mounting_height_m: float) -> Points:
    """The calculation points of a room, in m in the grid's frame, row by row."""
    return _grid(room.outline, room.holes_m, mounting_height_m).points


def finer_points(room: Room, mounting_height_m: float) -> Points:
    """The points, then those midway between them, no nearer to the walls.

    A layout that was chosen by its light at the points is judged on these as well.
    """
    grid = _grid(room.outline, room.holes_m, mounting_height_m)
    if grid.counts is None:
        return grid.points
    return np.concatenate([grid.points, _midway(room, grid.band, *grid.counts)])


@dataclass(frozen=True)
class _Grid:
    """The points of a room and the lattice that they are of."""

    points: Points
    band: float
    counts: tuple[int, int] | None
    """Of the lattice, along each axis; None where the room has no place for one."""


@lru_cache(maxsize=512)
def _grid(outline: Ring, holes: tuple[Ring, ...], height_m: float) -> _Grid:
    room = Room("", ("",), outline_m=outline, holes_m=holes)
    shape = polygon(room)
    x0, y0, x1, y1 = shape.bounds
    extent = np.array([x1 - x0, y1 - y0])
    long, short = equivalent_sides_m(shape.area, shape.length)
    sides = [short, short] if long >= TWICE * short else extent
    pitch = [pitch_m(side, height_m) for side in sides]
    nx, ny = (_odd(math.ceil(side / p - 1e-9)) for side, p in zip(extent, pitch, strict=True))
    band = band_m(short)
    span = extent - 2.0 * band
    while span[0] / nx > 2.0 * span[1] / ny + ROUNDING_M:
        nx += 2
    while span[1] / ny > 2.0 * span[0] / nx + ROUNDING_M:
        ny += 2
    coarse, counts = (nx, ny), None
    for _ in range(5):
        found = _lattice(room, band, (x0 + band, y0 + band), span, nx, ny)
        if len(found) >= FEWEST_POINTS:
            counts = nx, ny
            break
        nx, ny = 2 * nx + 1, 2 * ny + 1
    if not len(found):
        # Between columns that stand close together there is no place clear of them.
        found = _lattice(room, 0.0, (x0, y0), extent, *coarse)
    if not len(found):
        found = shapely.get_coordinates(shape.representative_point())
    found.setflags(write=False)
    return _Grid(found, band, counts)


def _odd(count: int) -> int:
    return count + 1 - count % 2


def _midway(room: Room, band: float, nx: int, ny: int) -> Points:
    """The lattice at half the pitch, from its first point to its last on each axis, less its own points."""
    x0, y0, x1, y1 = polygon(room).bounds
    span = np.array([x1 - x0, y1 - y0]) - 2.0 * band
    pitch = span / (nx, ny)
    begin = x0 + band + pitch[0] / 4.0, y0 + band + pitch[1] / 4.0
    found = _lattice(room, band, begin, span - pitch / 2.0, 2 * nx - 1, 2 * ny - 1)
    steps = np.rint((found - begin) / (pitch / 2.0) - 0.5).astype(np.int64)
    return found[either(steps % 2 != 0)]


def _lattice(room: Room, band: float, start: tuple[float, float], span: Points, nx: int, ny: int) -> Points:
    xs = start[0] + (np.arange(nx) + 0.5) * span[0] / nx
    ys = start[1] + (np.arange(ny) + 0.5) * span[1] / ny
    lattice: Points = crossings(xs, ys)
    if band > 0.0 and upright_box(room) is not None:
        # All of the box is inside, and as clear as its band.
        return lattice
    kept: Points = lattice[clear_within(room, lattice, band - ROUNDING_M)]
    return kept
