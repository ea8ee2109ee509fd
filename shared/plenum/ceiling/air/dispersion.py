"""Picking tiles one after the other, each good by its own score and far from those before it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.room.geometry import Points, tile_centres
from plenum.ceiling.room.grid import Tile
from plenum.ceiling.room.room import Room, Spots

Index = NDArray[np.intp]
Some = TypeVar("Some", Sequence[Tile], Spots)
MANY: Final = 400
PER_PICK: Final = 40
"""Tiles considered: `MANY` and so many more for each to be picked; a hall has far more than that."""


def dispersed(
    room: Room,
    tiles: Spots,
    score: NDArray[np.float64],
    others: Sequence[Tile],
    count: int,
    apart_m: float,
) -> list[int]:
    """Indices of `count` tiles, each of the greatest score plus distance in m to the nearest pick.

    `others` count as picked before; beyond `apart_m` distance brings nothing more. Ties go to the
    first tile. A pick changes what is near it alone, so that in a hall only that is looked at again.
    """
    centres = tile_centres(room, tiles)
    by_row = np.argsort(centres[:, 1], kind="stable")
    rows = centres[by_row, 1]
    apart = np.full(len(tiles), apart_m)

    def near(centre: Points) -> Index:
        low, high = np.searchsorted(rows, [centre[1] - apart_m, centre[1] + apart_m])
        band = by_row[low:high]
        return np.asarray(band[np.abs(centres[band, 0] - centre[0]) <= apart_m])

    def pick(centre: Points) -> Index:
        changed = near(centre)
        away = np.hypot(*(centres[changed] - centre).T)
        apart[changed] = np.minimum(apart[changed], away)
        return changed

    for centre in tile_centres(room, others):
        pick(centre)
    score = np.array(score, dtype=float)
    worth = np.round(score + apart, 9)
    chosen: list[int] = []
    for _ in range(min(count, len(tiles))):
        best = int(np.argmax(worth))
        chosen.append(best)
        score[best] = -np.inf
        changed = pick(centres[best])
        worth[changed] = np.round(score[changed] + apart[changed], 9)
    return chosen


def thinned(tiles: Some, count: int) -> Some:
    """Evenly spaced ones of the tiles where there are far more than `count` needs."""
    return tiles[:: 1 + len(tiles) // (MANY + PER_PICK * count)]
