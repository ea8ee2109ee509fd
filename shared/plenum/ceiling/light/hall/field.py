"""The light field of a hall: what a choice of tiles gives at the points, without the gains of each.

It answers the same questions as `light.field.LightField`, so that arrays and outcomes work on both.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.asked.light_brief import LightBrief
from plenum.ceiling.light.calculation_grid import points
from plenum.ceiling.light.hall.lattice import Lattice, Spots
from plenum.ceiling.light.hall.occlusion import held_back
from plenum.ceiling.light.interreflection import indirect_lx
from plenum.ceiling.light.photometry import Matrix
from plenum.ceiling.room.geometry import Mask, Points, is_convex, tile_centres
from plenum.ceiling.room.grid import EMPTY, Tile
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.room import Room

MOST_ROOM_PAIRS: Final = 2_000_000
"""Tile-point pairs beyond which a room is a hall: 16 MB of gains."""


def is_hall(room: Room, brief: LightBrief) -> bool:
    """Whether a room's lights are computed as a hall's, by models and verifier alike."""
    return room.usable * len(points(room, brief.mounting_height_m)) > MOST_ROOM_PAIRS


def hall_illuminance(room: Room, brief: LightBrief) -> Matrix:
    """Illuminance in lx at each calculation point from all lights on the grid of a hall."""
    at = points(room, brief.mounting_height_m)
    spots = np.asarray(room.of_kind(Kind.LIGHT), dtype=np.int64).reshape(-1, 2)
    return _illuminance(room, brief, Lattice(room, brief, at), spots, at)


def _illuminance(room: Room, brief: LightBrief, lattice: Lattice, spots: Spots, at: Points) -> Matrix:
    """From lights on these tiles, which must be in the order of their rows: sums repeat to the bit."""
    lit = lattice.lit(spots) + len(spots) * indirect_lx(room, brief)
    if not is_convex(room):
        lit -= held_back(room, brief, tile_centres(room, spots.tolist()), at)
    return lit


class HallField:
    """A hall's free tiles and points, and the light of any choice of them."""

    def __init__(self, room: Room, brief: LightBrief, reserved: Collection[Tile] = ()) -> None:
        self.room = room
        self.brief = brief
        self.points = points(room, brief.mounting_height_m)
        self.lattice = Lattice(room, brief, self.points)
        self.indirect = indirect_lx(room, brief)
        self.existing = room.of_kind(Kind.LIGHT)
        free = np.array([[char == EMPTY for char in row] for row in room.rows])
        for x, y in reserved:
            free[y, x] = False
        rows, columns = np.nonzero(free)
        self.spots: Spots = np.stack([columns, rows], axis=1)
        self.tiles: tuple[Tile, ...] = tuple((x, y) for x, y in self.spots.tolist())
        self._last: tuple[Spots, Matrix] | None = None
        """The last choice asked for, and its light: steps ask for the one before them."""
        self.base = self.at(np.zeros(0, dtype=np.int64))

    @cached_property
    def convex(self) -> bool:
        """Whether no wall hides anything: `open_alone` is exact."""
        return is_convex(self.room)

    @cached_property
    def mean_gain(self) -> Matrix:
        """What each tile adds to the mean, in lx, walls between aside: never less than it does."""
        x, y = self.spots.T
        gain: Matrix = self.lattice.mean_gain[y, x] + self.indirect
        return gain

    def open_alone(self, chosen: NDArray[np.int64]) -> Matrix:
        """Illuminance in lx at the points from lights on these tiles and no other, walls aside."""
        lit: Matrix = self.lattice.lit(self.spots[chosen]) + len(chosen) * self.indirect
        return lit

    def at(self, chosen: NDArray[np.int64] | Mask | slice) -> Matrix:
        """Illuminance in lx at the points with lights on these tiles (indices or a mask)."""
        spots = self._all(chosen)
        last = self._last
        if last is None or not np.array_equal(last[0], spots):
            lit = _illuminance(self.room, self.brief, self.lattice, spots, self.points)
            lit.setflags(write=False)
            self._last = last = spots, lit
        return last[1]

    def _all(self, chosen: NDArray[np.int64] | Mask | slice) -> Spots:
        there = np.asarray(self.existing, dtype=np.int64).reshape(-1, 2)
        spots = np.concatenate([there, self.spots[chosen]])
        ordered: Spots = spots[np.lexsort((spots[:, 0], spots[:, 1]))]
        return ordered

    @cached_property
    def lower_bound(self) -> int:
        """No fewer further lights can reach the mean: the greatest gains, added until they do."""
        missing = self.brief.em_lx * (1.0 - 1e-6) - float(self.base.mean())
        if missing <= 0.0:
            return 0
        reach = np.cumsum(np.sort(self.mean_gain)[::-1])
        return int(np.searchsorted(reach, missing)) + 1
