"""What arrays, search and outcomes ask of a light field, be it a room's or a hall's."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.asked.light_brief import LightBrief
from plenum.ceiling.light.photometry import Matrix
from plenum.ceiling.room.geometry import Mask, Points
from plenum.ceiling.room.grid import Tile
from plenum.ceiling.room.room import Room


class FieldLike(Protocol):
    """Free tiles, calculation points, and the illuminance of any choice of tiles."""

    room: Room
    brief: LightBrief
    points: Points
    existing: tuple[Tile, ...]
    aimed: bool
    """Whether the brief's limits are raised by the design margin: no rule asks for those."""

    @property
    def tiles(self) -> tuple[Tile, ...]:
        """The free tiles, row by row."""
        ...

    @property
    def base(self) -> Matrix:
        """From the lights that are there, in lx at the points."""
        ...

    @property
    def spots(self) -> NDArray[np.int64]:
        """The tiles as an array, one (x, y) a row."""
        ...

    @property
    def lower_bound(self) -> int:
        """No fewer further lights can reach the mean; one more than tiles where all cannot."""
        ...

    def at(self, chosen: NDArray[np.int64] | Mask | slice) -> Matrix:
        """Illuminance in lx at the points with lights on these tiles (indices or a mask)."""
        ...
