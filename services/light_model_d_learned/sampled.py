"""A room's field at a few of its points: enough to tell which arrays are worth calculating.

The field of a room costs the other models what each of its tiles adds at each of its points; a guess needs
all points for those tiles alone that it lights.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.asked.light_brief import LightBrief
from plenum.ceiling.light.field import LightField, gains
from plenum.ceiling.light.photometry import Matrix, direct
from plenum.ceiling.room.geometry import Mask, Points, tile_centres
from plenum.ceiling.room.grid import Tile
from plenum.ceiling.room.room import Room

PROBES: Final = 48
"""Points at most: half of them the darkest, half taken evenly among all."""


class SampledField(LightField):
    """What each tile adds at the probes (`adds`), and on average at those taken evenly; nobody asks for its
    `gain`."""

    def __init__(self, room: Room, brief: LightBrief, reserved: Collection[Tile] = ()) -> None:
        super().__init__(room, brief, reserved)
        every = [*self.tiles, *self.existing]
        at, self.even = _probes(self, tile_centres(room, every))
        adds = gains(room, brief, every, at)
        self.adds, self.there = adds[: len(self.tiles)], adds[len(self.tiles) :].sum(axis=0)

    @cached_property
    def base(self) -> Matrix:
        """From the lights that are there, in lx at the probes taken evenly."""
        lit: Matrix = self.there[self.even :]
        return lit

    @cached_property
    def mean_gain(self) -> Matrix:
        """About what each tile adds to the mean, in lx."""
        mean: Matrix = self.adds[:, self.even :].mean(axis=1)
        return mean

    def at(self, chosen: Sequence[int] | NDArray[np.int64] | Mask | slice) -> Matrix:
        """Illuminance in lx at all points with lights on these tiles and those there before, calculated."""
        tiles = [*self.existing, *map(tuple, self.spots[chosen].tolist())]
        lit: Matrix = gains(self.room, self.brief, tiles, self.points).sum(axis=0)
        return lit


def _probes(field: LightField, centres: Points) -> tuple[Points, int]:
    """Those that all tiles together light least, walls aside; from the number on those taken evenly."""
    at, half = field.points, PROBES // 2
    if len(at) <= PROBES or not len(centres):
        return at, 0
    brief, some = field.brief, centres[:: -(-len(centres) // PROBES)]
    lit = direct(some, at, brief.mounting_height_m, 1.0, brief.luminaire.beam, field.room.tile_m).sum(axis=0)
    dark = lit.argsort(kind="stable")[:half]
    return np.concatenate([at[dark], at[:: -(-len(at) // half)]]), half
