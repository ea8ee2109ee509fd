"""A room's surfaces in patches: cells of the floor, as many of the ceiling, pieces of wall in bands.

Cells are those of a lattice over the room, cut by its walls; both get coarser where a room is large for its
height, so that their number is bounded. Next to the walls of such a room cells stay narrow. Lengths in m.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon

from plenum.ceiling.room.geometry import Points, contains, polygon, upright_box
from plenum.ceiling.room.room import Room

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]
STEP: Final = 0.5
"""A cell's side and a piece's length, over the room's height."""
FEWEST: Final = 2
"""Cells along each side."""
MOST_CELLS: Final = 64
"""About so many, and the narrow ones of large rooms beside."""
MOST_PIECES: Final = 48
"""About so many; those of small columns beside."""
BANDS: Final = 4
"""Of the walls, from floor to ceiling."""
SAMPLE: Final = 0.35
"""Between a cell's samples at most, over the room's height,"""
CUT: Final = 2
"""and so many along each side of it at least where walls cut cells."""
MOST_SAMPLES: Final = 16
"""Along a side."""
BEND_M: Final = 0.05
"""Bends of the wall below this are taken for straight."""
INSIDE_M: Final = 0.06
"""Farther than that, from the wall to where a piece is seen from."""


@dataclass(frozen=True)
class Patches:
    """Where the patches are, and how large."""

    height_m: float
    xs: Floats
    ys: Floats
    """The lattice's lines."""
    cells: Numbers
    """The lattice's cells that are in the room, by y and x."""
    covered: Floats
    """The share of each that is."""
    areas: Floats
    """Of the cells, in m²: together the room's."""
    middles: Points
    """A point of the room for each cell."""
    samples: Points
    """Points of the room, those of the first cell first, evenly over each."""
    first_samples: Numbers
    """Where each cell's begin."""
    tails: Points
    heads: Points
    """The ends of the pieces, the room to the left."""

    @cached_property
    def levels(self) -> Floats:
        """Heights of the bands' ends over the floor."""
        return np.linspace(0.0, self.height_m, BANDS + 1)

    @cached_property
    def lengths(self) -> Floats:
        """Of the pieces."""
        along = self.heads - self.tails
        return np.hypot(along[:, 0], along[:, 1])

    @cached_property
    def normals(self) -> Points:
        """Of the pieces, into the room."""
        along = (self.heads - self.tails) / self.lengths[:, None]
        return np.stack([-along[:, 1], along[:, 0]], axis=1)

    @cached_property
    def centres(self) -> Points:
        """Of the pieces, in plan."""
        return (self.tails + self.heads) / 2.0

    @cached_property
    def seen_at(self) -> Points:
        """Beside each piece's middle, surely in the room."""
        return self.centres + INSIDE_M * self.normals

    @cached_property
    def wall_areas(self) -> Floats:
        """Of the wall's patches, in m²: band by band from the floor."""
        return np.tile(self.lengths * self.height_m / BANDS, BANDS)

    @cached_property
    def count(self) -> int:
        """Of all patches: ceiling, floor, walls, in this order."""
        return 2 * len(self.cells) + len(self.wall_areas)


def patches(room: Room, height_m: float) -> Patches:
    """The patches of a room of this height."""
    shape = polygon(room)
    x0, y0, x1, y1 = shape.bounds
    box = (x1 - x0) * (y1 - y0)
    step = STEP * height_m
    side = max(step, math.sqrt(box / MOST_CELLS))
    xs, ys = _lines(x0, x1, side, step), _lines(y0, y1, side, step)
    upright = upright_box(room) is not None
    per_side = math.ceil(max(np.diff(xs).max(), np.diff(ys).max()) / (SAMPLE * height_m))
    per_side = min(MOST_SAMPLES, max(per_side, 1 if upright else CUT))
    lattice = _samples(xs, ys, per_side)
    inside = contains(room, lattice.reshape(-1, 2)).reshape(lattice.shape[:2])
    counts = inside.sum(axis=1)
    cells = np.flatnonzero(counts)
    counts, inside, lattice = counts[cells], inside[cells], lattice[cells]
    whole = np.outer(np.diff(ys), np.diff(xs)).ravel()[cells]
    areas = whole * counts / per_side**2
    tails, heads = _pieces(shape, max(step, shape.length / MOST_PIECES))
    return Patches(
        height_m,
        xs,
        ys,
        cells,
        counts / per_side**2,
        areas * (shape.area / areas.sum()),
        _stand_ins(lattice, inside),
        lattice[inside],
        np.concatenate([[0], np.cumsum(counts)[:-1]]),
        tails,
        heads,
    )


def _lines(low: float, high: float, side: float, step: float) -> Floats:
    """Even ones this far apart at most; where that is much for the height, two narrow cells at each end."""
    span = high - low
    if side <= 1.5 * step or span <= 8.0 * step:
        return np.linspace(low, high, max(FEWEST, math.ceil(span / side - 1e-9)) + 1)
    narrow = np.array([0.0, step, 2.5 * step])
    between = np.linspace(low + narrow[-1], high - narrow[-1], math.ceil((span - 5.0 * step) / side) + 1)
    return np.concatenate([low + narrow[:-1], between, high - narrow[-2::-1]])


def _samples(xs: Floats, ys: Floats, per_side: int) -> Points:
    """cells × samples × 2."""
    shares = (np.arange(per_side) + 0.5) / per_side
    across = xs[:-1, None] + np.diff(xs)[:, None] * shares
    along = ys[:-1, None] + np.diff(ys)[:, None] * shares
    shape = len(along), len(across), per_side, per_side
    x = np.broadcast_to(across[None, :, None, :], shape)
    y = np.broadcast_to(along[:, None, :, None], shape)
    return np.stack([x, y], axis=-1).reshape(shape[0] * shape[1], -1, 2)


def _stand_ins(lattice: Points, inside: NDArray[np.bool_]) -> Points:
    """The middle of each cell's samples; of a cut cell the sample that is nearest to it."""
    middles: Points = (lattice * inside[..., None]).sum(axis=1) / inside.sum(axis=1)[:, None]
    away = np.where(inside, ((lattice - middles[:, None]) ** 2).sum(axis=-1), np.inf)
    nearest = lattice[np.arange(len(lattice)), away.argmin(axis=1)]
    return np.where(inside.all(axis=1, keepdims=True), middles, nearest)


def _pieces(shape: Polygon, longest: float) -> tuple[Points, Points]:
    """The walls in straight pieces, around holes too, bends smoothed."""
    tails, heads = [], []
    smooth = shapely.simplify(shape, BEND_M)
    for number, ring in enumerate(shapely.get_rings(smooth)):
        corners = shapely.get_coordinates(ring)
        corners = corners if shapely.is_ccw(ring) == (number == 0) else corners[::-1]
        for tail, head in pairwise(corners):
            count = math.ceil(float(np.hypot(*(head - tail))) / longest - 1e-9)
            ends = tail + np.linspace(0.0, 1.0, max(1, count) + 1)[:, None] * (head - tail)
            tails.append(ends[:-1])
            heads.append(ends[1:])
    return np.concatenate(tails), np.concatenate(heads)
