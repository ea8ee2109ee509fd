"""Picking tiles one after the other, each good by its own score and far from those before it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.geometry import tile_centres
from plenum.ceiling.grid import Tile
from plenum.ceiling.room import Room

MANY: Final = 400
PER_PICK: Final = 40
"""Tiles considered: `MANY` and so many more for each to be picked; a hall has far more than that."""


def dispersed(
    room: Room,
    tiles: Sequence[Tile],
    score: NDArray[np.float64],
    others: Sequence[Tile],
    count: int,
    apart_m: float,
) -> list[int]:
    """Indices of `count` tiles, each of the greatest score plus distance in m to the nearest pick.

    `others` count as picked before; beyond `apart_m` distance brings nothing more. Ties go to the
    first tile.
    """
    centres = tile_centres(room, tiles)
    apart = np.full(len(tiles), apart_m)
    for centre in tile_centres(room, others):
        np.minimum(apart, np.hypot(*(centres - centre).T), out=apart)
    score = np.array(score, dtype=float)
    chosen: list[int] = []
    for _ in range(min(count, len(tiles))):
        best = int(np.argmax(np.round(score + apart, 9)))
        chosen.append(best)
        score[best] = -np.inf
        np.minimum(apart, np.hypot(*(centres - centres[best]).T), out=apart)
    return chosen


def thinned(tiles: Sequence[Tile], count: int) -> tuple[Tile, ...]:
    """Evenly spaced ones of the tiles where there are far more than `count` needs."""
    return tuple(tiles[:: 1 + len(tiles) // (MANY + PER_PICK * count)])
