"""Some tiles of a grid by their place: the nearest of them to a point, without asking all."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.room.distances import Tiles
from plenum.ceiling.room.geometry import Points
from plenum.ceiling.room.room import Room

Index = NDArray[np.intp]
BLOCK: Final = 500_000
"""Pairs of a point and a tile looked at in one go."""


class TileIndex:
    """Tiles numbered as they were given; of equally near ones the first in the order of rows is taken."""

    def __init__(self, room: Room, tiles: Tiles) -> None:
        self.tile_m = np.asarray(room.tile_m)
        self.at: Index = np.full((room.height, room.width), -1, dtype=np.intp)
        spots = np.asarray(tiles, dtype=np.intp).reshape(-1, 2)
        self.at[spots[:, 1], spots[:, 0]] = np.arange(len(spots))

    def remove(self, spot: Index) -> None:
        """This tile (x, y) is found no more."""
        self.at[spot[1], spot[0]] = -1

    def nearest(self, points: Points, reach: int) -> Index:
        """Each point's nearest tile no more than so many columns and rows from its own; -1 where none is."""
        found = np.full(len(points), -1, dtype=np.intp)
        steps = np.arange(-reach, reach + 1)
        size = len(steps) ** 2
        for start in range(0, len(points), max(1, BLOCK // size)):
            block = slice(start, start + max(1, BLOCK // size))
            own = np.floor(points[block] / self.tile_m).astype(np.intp)
            x, y = own[:, 0, None] + steps, own[:, 1, None] + steps
            across = ((x + 0.5) * self.tile_m[0] - points[block, 0, None]) ** 2
            along = ((y + 0.5) * self.tile_m[1] - points[block, 1, None]) ** 2
            away = (along[:, :, None] + across[:, None, :]).reshape(len(own), size)
            number = self._at(x, y).reshape(len(own), size)
            away[number < 0] = np.inf
            best = away.argmin(axis=1)[:, None]
            found[block] = np.take_along_axis(number, best, axis=1)[:, 0]
        return found

    def _at(self, x: Index, y: Index) -> Index:
        """points × rows × columns: the tiles' numbers, -1 outside the grid."""
        height, width = self.at.shape
        inside = ((y >= 0) & (y < height))[:, :, None] & ((x >= 0) & (x < width))[:, None, :]
        number = self.at[np.clip(y, 0, height - 1)[:, :, None], np.clip(x, 0, width - 1)[:, None, :]]
        return np.asarray(np.where(inside, number, -1))
