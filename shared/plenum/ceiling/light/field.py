"""The light field of a room: what each possible luminaire adds to each calculation point.

The models search in it; `room_illuminance` is the same sum for a room that is done. The room's own
lights count in `base`; what may still be placed has a row in `gain`. Rooms with more pairs than
`hall.field.MOST_ROOM_PAIRS` have a `HallField` instead.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.asked.light_brief import LightBrief
from plenum.ceiling.caches.by_bytes import cached_by_bytes
from plenum.ceiling.light.calculation_grid import points
from plenum.ceiling.light.photometry import Matrix, direct
from plenum.ceiling.light.reflected.reflected import reflected
from plenum.ceiling.room.geometry import Mask, Points, is_convex, tile_centres, visible
from plenum.ceiling.room.grid import Tile
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.room import Ring, Room

REMEMBERED_MB: Final = 48.0
"""Gains of rooms that were asked about lately."""
_BLOCK: Final = 1_000_000
"""Luminaire-point pairs in one go: bounds the temporary matrices to some 8 MB each."""


def gains(room: Room, brief: LightBrief, tiles: Sequence[Tile], at: Points) -> Matrix:
    """tiles × points: the maintained illuminance in lx that a luminaire on each tile adds."""
    total = direct_gains(room, brief, tiles, at)
    total += reflected(room, brief, tile_centres(room, tiles), at)
    return total


def direct_gains(room: Room, brief: LightBrief, tiles: Sequence[Tile], at: Points) -> Matrix:
    """What arrives straight from the luminaires: where the outline does not stand between (occlusion)."""
    centres = tile_centres(room, tiles)
    flux = brief.luminaire.lumens * brief.maintenance_factor
    lamp = brief.mounting_height_m, flux, brief.luminaire.beam
    total = direct(centres, at, *lamp, room.tile_m)
    if not is_convex(room):
        step = max(1, _BLOCK // max(1, len(at)))
        for start in range(0, len(tiles), step):
            block = slice(start, start + step)
            total[block] *= visible(room, centres[block], at)
    return total


def room_illuminance(room: Room, brief: LightBrief) -> Matrix:
    """Illuminance in lx at each calculation point from all lights on the grid: every pair summed up."""
    at = points(room, brief.mounting_height_m)
    lit: Matrix = gains(room, brief, room.of_kind(Kind.LIGHT), at).sum(axis=0)
    return lit


class _Bare(NamedTuple):
    """What of a room its light depends on, whatever hangs in it."""

    rows: tuple[str, ...]
    tile_m: tuple[float, float]
    outline: Ring
    holes: tuple[Ring, ...]

    @property
    def room(self) -> Room:
        return Room("", self.rows, self.tile_m, outline_m=self.outline, holes_m=self.holes)


@cached_by_bytes(REMEMBERED_MB)
def _every_gain(bare: _Bare, brief: LightBrief) -> Matrix:
    """Gains of all usable tiles of a room: several models ask in turn."""
    room = bare.room
    total = direct_gains(room, brief, room.free(), points(room, brief.mounting_height_m))
    total += _every_reflected(bare, brief)
    return total


@cached_by_bytes(REMEMBERED_MB / 2.0)
def _every_reflected(bare: _Bare, brief: LightBrief) -> Matrix:
    """What of the gains comes by way of the surfaces."""
    room = bare.room
    return reflected(room, brief, tile_centres(room, room.free()), points(room, brief.mounting_height_m))


class LightField:
    """Gains of every tile a light may still go to, and the illuminance that is already there."""

    aimed = False

    def __init__(self, room: Room, brief: LightBrief, reserved: Collection[Tile] = ()) -> None:
        self.room = room
        self.brief = brief
        self.points = points(room, brief.mounting_height_m)
        self.tiles = tuple(t for t in room.free() if t not in reserved)
        self.existing = room.of_kind(Kind.LIGHT)
        # What a room may take changes none of its gains, and differs between buildings.
        asked = replace(brief, most_lights=None)
        self._known = _Bare(room.usable_cells, room.tile_m, room.outline, room.holes_m), asked

    @cached_property
    def index(self) -> dict[Tile, int]:
        """The row of each tile."""
        return {tile: i for i, tile in enumerate(self.tiles)}

    @cached_property
    def gain(self) -> Matrix:
        """tiles × points: what a light on each tile adds, in lx."""
        every = _every_gain(*self._known)
        return every if len(self.tiles) == len(every) else every[self._rows_of(self.tiles)]

    @cached_property
    def base(self) -> Matrix:
        """From the lights that are there, in lx at the points."""
        lit: Matrix = _every_gain(*self._known)[self._rows_of(self.existing)].sum(axis=0)
        return lit

    def reflected(self, tiles: Sequence[Tile]) -> Matrix:
        """tiles × points: what luminaires on usable tiles add by way of the surfaces."""
        return np.asarray(_every_reflected(*self._known)[self._rows_of(tiles)])

    def _rows_of(self, tiles: Sequence[Tile]) -> list[int]:
        """Of those that all usable tiles have."""
        return [self._numbers[tile] for tile in tiles]

    @cached_property
    def _numbers(self) -> dict[Tile, int]:
        return self.room.usable_numbers

    @cached_property
    def mean_gain(self) -> Matrix:
        """What each tile adds to the mean, in lx."""
        mean: Matrix = self.gain.mean(axis=1)
        return mean

    @cached_property
    def spots(self) -> NDArray[np.int64]:
        """The tiles as an array, one (x, y) a row."""
        return np.asarray(self.tiles, dtype=np.int64).reshape(-1, 2)

    def at(self, chosen: Sequence[int] | NDArray[np.int64] | Mask | slice) -> Matrix:
        """Illuminance in lx at the points with lights on these tiles (indices or a mask)."""
        lit: Matrix = self.base + self.gain[chosen].sum(axis=0)
        return lit

    def shortfall(self, lit: Matrix) -> Matrix:
        """How far illuminances (points along the last axis) miss LGT-1 and LGT-2; 0: both hold.

        Each in its own limit's unit share, added up: the least violating choice has the least.
        """
        mean = lit.mean(axis=-1)
        low = np.maximum(0.0, 1.0 - mean / self.brief.em_lx)
        limit = self.brief.u0 * np.maximum(mean, 1e-9)
        uneven = np.maximum(0.0, 1.0 - lit.min(axis=-1) / limit)
        missed: Matrix = low + uneven
        return missed

    @cached_property
    def lower_bound(self) -> int:
        """No fewer further lights can reach the mean: the greatest gains, added until they do.

        One more than there are tiles where even all of them do not: then no layout can exist.
        """
        missing = self.brief.em_lx * (1.0 - 1e-9) - float(self.base.mean())
        if missing <= 0.0:
            return 0
        reach = np.cumsum(np.sort(self.mean_gain)[::-1])
        return int(np.searchsorted(reach, missing)) + 1
