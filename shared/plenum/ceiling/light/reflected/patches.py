"""A room's surfaces in patches: cells of the floor, as many of the ceiling, pieces of wall in bands.

Cells are those of a lattice over the room, cut by its walls; both get coarser where a room is large for its
height. Their number is bounded where the plan's corners are. Next to the walls of such a room cells stay
narrow. Patches of walls have parts: a luminaire may hang nearer to a wall than a patch is long. Lengths in m.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon

from plenum.ceiling.light.reflected.plan import bands, step_m
from plenum.ceiling.room.geometry import Mask, Points, polygon, upright_box
from plenum.ceiling.room.pairs import square
from plenum.ceiling.room.room import Room

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]
Shapes = NDArray[np.object_]
FEWEST: Final = 2
"""Cells along each side."""
MOST_CELLS: Final = 40
"""About so many, and the narrow ones of large rooms beside."""
MOST_OF_LATTICE: Final = 400
"""About so many with those that lie outside a long bent room."""
MOST_PIECES: Final = 36
"""Around the room, about so many;"""
MOST_WITH_HOLES: Final = 60
"""so many with those around what stands in it; those of small columns beside."""
PARTS: Final = 2
"""Along a piece, and up a band."""
SLIVER: Final = 1e-4
"""The share of a cell below which it is left out."""
QUARTERED: Final = 4
"""So often at most is a cell that walls leave bent."""
INSIDE_M: Final = 0.06
"""Farther than that, from the wall to where a piece is seen from."""


@dataclass(frozen=True)
class Patches:
    """Where the patches are, and how large."""

    height_m: float
    bands: int
    """Of the walls."""
    xs: Floats
    ys: Floats
    """The lattice's lines."""
    cells: Numbers
    """Those of the lattice that are in the room, by y and x; of a bent one as many as it has parts."""
    covered: Floats
    """The share of each that is."""
    areas: Floats
    """Of the cells, in m²: together the room's."""
    middles: Points
    """A point of the room for each cell."""
    tails: Points
    heads: Points
    """The ends of the pieces' parts, the room to the left."""

    @cached_property
    def levels(self) -> Floats:
        """Heights over the floor where the bands' parts end."""
        return np.linspace(0.0, self.height_m, PARTS * self.bands + 1)

    @cached_property
    def lengths(self) -> Floats:
        """Of the parts."""
        along = self.heads - self.tails
        return np.hypot(along[:, 0], along[:, 1])

    @cached_property
    def normals(self) -> Points:
        """Of the parts, into the room."""
        along = (self.heads - self.tails) / self.lengths[:, None]
        return np.stack([-along[:, 1], along[:, 0]], axis=1)

    @cached_property
    def centres(self) -> Points:
        """Of the parts, in plan."""
        return (self.tails + self.heads) / 2.0

    @cached_property
    def looked_at(self) -> Points:
        """Where parts are looked at, beside their middles and surely in the room, and then cells."""
        return np.concatenate([self.centres + INSIDE_M * self.normals, self.middles])

    @cached_property
    def part_areas(self) -> Floats:
        """Of the walls' parts, in m²: band by band from the floor."""
        return np.outer(np.diff(self.levels), self.lengths).ravel()

    @cached_property
    def wall_areas(self) -> Floats:
        """Of the walls' patches, likewise."""
        return self.gathered(self.part_areas)

    def gathered(self, parts: Floats) -> Floats:
        """Sums by patch of what the last axis has by part."""
        by = parts.reshape(*parts.shape[:-1], -1, PARTS, len(self.tails))
        along = sum((by[..., part, :] for part in range(1, PARTS)), start=by[..., 0, :])
        found = sum((along[..., part::PARTS] for part in range(1, PARTS)), start=along[..., ::PARTS])
        return np.asarray(found.reshape(*parts.shape[:-1], -1))

    def spread(self, walls: Floats) -> Floats:
        """Of what the last axis has by patch, by part."""
        by = walls.reshape(*walls.shape[:-1], -1, len(self.tails) // PARTS)
        return by.repeat(PARTS, axis=-1).repeat(PARTS, axis=-2).reshape(*walls.shape[:-1], -1)

    def images(self, along: Mask) -> Numbers:
        """Of each floor cell and each part of an upright rectangle the number of its image, mirrored along
        these axes."""
        both_ends = np.array([self.xs[0] + self.xs[-1], self.ys[0] + self.ys[-1]])
        cells, parts = (
            square(np.where(along, both_ends - at, at)[:, None] - at).argmin(axis=1)
            for at in (self.middles, self.centres)
        )
        bands = len(cells) + len(parts) * np.arange(len(self.levels) - 1)
        return np.concatenate([cells, np.add.outer(bands, parts).ravel()])

    @cached_property
    def count(self) -> int:
        """Of all patches: ceiling, floor, walls, in this order."""
        return 2 * len(self.cells) + len(self.wall_areas)


def patches(room: Room, height_m: float) -> Patches:
    """The patches of a room of this height, its plan smoothed."""
    shape = polygon(room)
    x0, y0, x1, y1 = shape.bounds
    step = step_m(shape, height_m)
    side = max(step, math.sqrt(max(shape.area / MOST_CELLS, (x1 - x0) * (y1 - y0) / MOST_OF_LATTICE)))
    xs, ys = _lines(x0, x1, side, step), _lines(y0, y1, side, step)
    whole = np.outer(np.diff(ys), np.diff(xs)).ravel()
    cells, areas, middles = _floor(room, xs, ys)
    longest = max(step, shape.exterior.length / MOST_PIECES, shape.length / MOST_WITH_HOLES)
    tails, heads = _pieces(shape, longest)
    levels = bands(shape, height_m)
    return Patches(height_m, levels, xs, ys, cells, areas / whole[cells], areas, middles, tails, heads)


def _lines(low: float, high: float, side: float, step: float) -> Floats:
    """Even ones this far apart at most; where that is much for the height, two narrow cells at each end."""
    span = high - low
    if side <= 1.5 * step or span <= 8.0 * step:
        return np.linspace(low, high, max(FEWEST, math.ceil(span / side - 1e-9)) + 1)
    narrow = np.array([0.0, step, 2.5 * step])
    between = np.linspace(low + narrow[-1], high - narrow[-1], math.ceil((span - 5.0 * step) / side) + 1)
    return np.concatenate([low + narrow[:-1], between, high - narrow[-2::-1]])


def _floor(room: Room, xs: Floats, ys: Floats) -> tuple[Numbers, Floats, Points]:
    """Of each cell, or part of one, that is in the room: the lattice's cell, its area and its middle."""
    west, east = (np.tile(lines, len(ys) - 1) for lines in (xs[:-1], xs[1:]))
    south, north = (np.repeat(lines, len(xs) - 1) for lines in (ys[:-1], ys[1:]))
    middles = np.stack([(west + east) / 2.0, (south + north) / 2.0], axis=1)
    cells, areas = np.arange(len(middles)), (east - west) * (north - south)
    if upright_box(room) is not None:
        return cells, areas, middles
    boxes, shape = shapely.box(west, south, east, north), polygon(room)
    cut = ~shapely.covers(shape, boxes)
    parts, of = _unbent(shapely.intersection(boxes[cut], shape), cells[cut])
    large = shapely.area(parts) > SLIVER * areas[of]
    parts, of = parts[large], of[large]
    return (
        np.concatenate([cells[~cut], of]),
        np.concatenate([areas[~cut], shapely.area(parts)]),
        np.concatenate([middles[~cut], _middles(parts)]),
    )


def _unbent(shapes: Shapes, cells: Numbers, rounds: int = QUARTERED) -> tuple[Shapes, Numbers]:
    """Those that have their middle within them as they are, others in quarters, with their cells. One point
    of a bent one would stand for it from one side: a room mirrored would be another room."""
    there = shapely.area(shapes) > 0.0
    shapes, cells = shapes[there], cells[there]
    bent = ~shapely.contains(shapes, shapely.centroid(shapes))
    if not rounds or not bent.any():
        return shapes, cells
    x, y = shapely.get_coordinates(shapely.centroid(shapes[bent])).T
    x0, y0, x1, y1 = shapely.bounds(shapes[bent]).T
    quarters = shapely.box([x0, x, x0, x], [y0, y0, y, y], [x, x1, x, x1], [y, y, y1, y1])
    parts = shapely.intersection(shapes[bent], quarters).ravel()
    parts, of = _unbent(parts, np.tile(cells[bent], len(quarters)), rounds - 1)
    return np.concatenate([shapes[~bent], parts]), np.concatenate([cells[~bent], of])


def _middles(shapes: Shapes) -> Points:
    """Or another point of the few and small that are bent yet."""
    middles = shapely.centroid(shapes)
    bent = ~shapely.contains(shapes, middles)
    middles[bent] = shapely.point_on_surface(shapes[bent])
    return np.asarray(shapely.get_coordinates(middles))


def _pieces(shape: Polygon, longest: float) -> tuple[Points, Points]:
    """The walls in straight pieces, around holes too."""
    tails, heads = [], []
    for number, ring in enumerate(shapely.get_rings(shape)):
        corners = shapely.get_coordinates(ring)
        corners = corners if shapely.is_ccw(ring) == (number == 0) else corners[::-1]
        tails.append(corners[:-1])
        heads.append(corners[1:])
    begin = np.concatenate(tails)
    along = np.concatenate(heads) - begin
    counts = PARTS * np.ceil(np.hypot(*along.T) / longest - 1e-9).astype(int)
    wall = np.repeat(np.arange(len(begin)), counts)
    step = np.arange(len(wall)) - np.repeat(np.cumsum(counts) - counts, counts)
    share, next_share = step / counts[wall], (step + 1) / counts[wall]
    return (
        begin[wall] + share[:, None] * along[wall],
        begin[wall] + next_share[:, None] * along[wall],
    )
