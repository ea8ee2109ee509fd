"""The light field of a hall: what a choice of tiles gives at the points, without the gains of each.

It answers the same questions as `light.field.LightField`, so that arrays and outcomes work on both.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from dataclasses import field as attribute
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.asked.light_brief import LightBrief
from plenum.ceiling.caches.by_bytes import cached_by_bytes
from plenum.ceiling.caches.once import cached_once
from plenum.ceiling.light.calculation_grid import points
from plenum.ceiling.light.hall.bent_reflected import BentReflected
from plenum.ceiling.light.hall.lattice import Lattice, Spots
from plenum.ceiling.light.hall.occlusion import Occlusion
from plenum.ceiling.light.hall.reflected import Reflected, is_wide
from plenum.ceiling.light.photometry import Matrix
from plenum.ceiling.room.geometry import Mask, Points, is_convex, tile_centres
from plenum.ceiling.room.grid import EMPTY, Tile
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.room import Extent, Room

MOST_ROOM_PAIRS: Final = 2_000_000
"""Tile-point pairs beyond which a room is a hall: 16 MB of gains."""

REMEMBERED_MB: Final = 8.0
"""Of illuminance: steps ask for the choice before them, and the verifier for what a model chose."""
OPEN_MB: Final = 16.0
"""Of the same, walls aside: the models, and each model's next round, look at many of the same arrays."""


def is_hall(room: Room, brief: LightBrief) -> bool:
    """Whether a room's lights are computed as a hall's, by models and verifier alike."""
    return room.usable * len(points(room, brief.mounting_height_m)) > MOST_ROOM_PAIRS


def hall_illuminance(room: Room, brief: LightBrief) -> Matrix:
    """Illuminance in lx at each calculation point from all lights on the grid of a hall."""
    return _illuminance(room, brief, np.asarray(room.of_kind(Kind.LIGHT), dtype=np.int64).reshape(-1, 2))


def _illuminance(room: Room, brief: LightBrief, spots: Spots) -> Matrix:
    """From lights on these tiles, which must be in the order of their rows: sums repeat to the bit."""
    return _lit(_hall(room, brief), spots.tobytes())


@dataclass(frozen=True)
class _Hall:
    """A hall by what its light depends on."""

    size: tuple[int, int]
    extent: Extent
    brief: LightBrief
    room: Room = attribute(compare=False)

    @property
    def points(self) -> Points:
        return points(self.room, self.brief.mounting_height_m)


def _hall(room: Room, brief: LightBrief) -> _Hall:
    # The limits do not matter here: the models' are raised by their margin, the verifier's are not.
    bare = replace(brief, em_lx=0.0, u0=0.0, margin=0.0)
    return _Hall((room.width, room.height), room.extent, bare, room)


@cached_once(1)
def _lattice(hall: _Hall) -> Lattice:
    return Lattice(hall.room, hall.brief, hall.points)


@cached_once(1)
def _occlusion(hall: _Hall) -> Occlusion:
    return Occlusion(hall.room, hall.brief, hall.points)


@cached_once(1)
def _reflected(hall: _Hall) -> Reflected | BentReflected:
    even = is_convex(hall.room) and is_wide(hall.room, hall.brief)
    return (Reflected if even else BentReflected)(hall.room, hall.brief, hall.points)


@cached_by_bytes(REMEMBERED_MB)
def _lit(hall: _Hall, spots_bytes: bytes) -> Matrix:
    room, spots = hall.room, _spots(spots_bytes)
    lit = _open(hall, spots_bytes)
    if is_convex(room):
        return lit
    return lit - _occlusion(hall).held_back(tile_centres(room, spots))


@cached_by_bytes(OPEN_MB)
def _open(hall: _Hall, spots_bytes: bytes) -> Matrix:
    """As `_lit`, walls aside."""
    spots = _spots(spots_bytes)
    return _lattice(hall).lit(spots) + _reflected(hall).lit(spots)


def _spots(spots_bytes: bytes) -> Spots:
    return np.frombuffer(spots_bytes, dtype=np.int64).reshape(-1, 2)


class HallField:
    """A hall's free tiles and points, and the light of any choice of them."""

    aimed = False

    def __init__(self, room: Room, brief: LightBrief, reserved: Collection[Tile] = ()) -> None:
        self.room = room
        self.brief = brief
        self.points = points(room, brief.mounting_height_m)
        self._known = _hall(room, brief)
        self.lattice = _lattice(self._known)
        self.reflected = _reflected(self._known)
        self.existing = room.of_kind(Kind.LIGHT)
        free = room.cells == ord(EMPTY)
        for x, y in reserved:
            free[y, x] = False
        rows, columns = np.nonzero(free)
        self.spots: Spots = np.stack([columns, rows], axis=1)
        self.base = self.at(np.zeros(0, dtype=np.int64))

    @cached_property
    def tiles(self) -> tuple[Tile, ...]:
        """As `spots`: tens of thousands, of which few are asked for."""
        return tuple((x, y) for x, y in self.spots.tolist())

    @cached_property
    def convex(self) -> bool:
        """Whether no wall hides anything: `open_alone` is exact."""
        return is_convex(self.room)

    @cached_property
    def _begins(self) -> NDArray[np.int64]:
        """The first tile of each row of the grid, and the end of the last."""
        return np.searchsorted(self.spots[:, 1], np.arange(self.room.height + 1))

    def in_rows(self, low_m: float, high_m: float) -> NDArray[np.int64]:
        """The tiles of the grid's rows that reach between these places along y."""
        rows = np.array([low_m, high_m]) // self.room.tile_m[1] + (0, 1)
        first, end = self._begins[np.clip(rows, 0, self.room.height).astype(np.int64)]
        return np.arange(first, end)

    @cached_property
    def mean_gain(self) -> Matrix:
        """What each tile adds to the mean, in lx, walls between aside: never less than it does."""
        x, y = self.spots.T
        gain: Matrix = self.lattice.mean_gain[y, x] + self.reflected.mean_gain[y, x]
        return gain

    def open_gain(self, node: int) -> Matrix:
        """Illuminance in lx that a light on this tile adds at the points, walls aside."""
        spot = self.spots[node]
        return self.lattice.one(spot) + self.reflected.lit(spot[None])

    def open_alone(self, chosen: NDArray[np.int64]) -> Matrix:
        """Illuminance in lx at the points from lights on these tiles and no other, walls aside."""
        return _open(self._known, self.spots[chosen].tobytes())

    def alone(self, chosen: NDArray[np.int64]) -> Matrix:
        """Illuminance in lx at the points from lights on these tiles and no other."""
        return _lit(self._known, self.spots[chosen].tobytes())

    def at(self, chosen: NDArray[np.int64] | Mask | slice) -> Matrix:
        """Illuminance in lx at the points with lights on these tiles (indices or a mask)."""
        return _illuminance(self.room, self.brief, self._all(chosen))

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
        return int(np.searchsorted(self._reach, missing)) + 1

    @cached_property
    def _reach(self) -> Matrix:
        """What so many lights add to the mean at most."""
        return np.cumsum(np.sort(self.mean_gain)[::-1])
