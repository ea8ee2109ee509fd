"""A room's field before anything is calculated: what a light adds is estimated, reckoned once it is lit.

The field of a room costs the other models a row for each of its tiles; a guess needs those that it lights.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.asked.light_brief import LightBrief
from plenum.ceiling.light.calculation_grid import points
from plenum.ceiling.light.field import LightField, gains
from plenum.ceiling.light.photometry import Matrix, utilisation_factor
from plenum.ceiling.room.geometry import Mask, area_m2, room_cavity_ratio
from plenum.ceiling.room.grid import Tile
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.room import Room


class UnlitField(LightField):
    """A field in which every tile adds the same to the mean, by the lumen method; it has no `gain`."""

    def __init__(self, room: Room, brief: LightBrief, reserved: Collection[Tile] = ()) -> None:
        self.room = room
        self.brief = brief
        self.points = points(room, brief.mounting_height_m)
        self.tiles = tuple(t for t in room.free() if t not in reserved)
        self.existing = room.of_kind(Kind.LIGHT)
        self.base = np.full(1, self.each_lx * len(self.existing))

    @cached_property
    def each_lx(self) -> float:
        """What one light adds to the mean: Phi·UF·MF/A."""
        brief, lamp = self.brief, self.brief.luminaire
        ratio = room_cavity_ratio(self.room, brief.mounting_height_m)
        uf = utilisation_factor(ratio, brief.reflectances, lamp.beam)
        return lamp.lumens * brief.maintenance_factor * uf / area_m2(self.room)

    @cached_property
    def mean_gain(self) -> Matrix:
        """The same of every tile."""
        return np.full(len(self.tiles), self.each_lx)

    @cached_property
    def lower_bound(self) -> int:
        """About how many lights reach the mean: an estimate here, no bound."""
        return max(0, math.ceil((self.brief.em_lx - float(self.base[0])) / self.each_lx))

    def at(self, chosen: Sequence[int] | NDArray[np.int64] | Mask | slice) -> Matrix:
        """Illuminance in lx at the points with lights on these tiles and those there before, calculated."""
        tiles = [*self.existing, *map(tuple, self.spots[chosen].tolist())]
        lit: Matrix = gains(self.room, self.brief, tiles, self.points).sum(axis=0)
        return lit
