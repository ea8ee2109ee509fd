"""Lights that stand alone: on a line that has room for two."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Final

import numpy as np

from plenum.ceiling.light.field import LightField
from plenum.ceiling.light.local_search import Nodes
from plenum.ceiling.room.geometry import Mask
from plenum.ceiling.room.grid import INVALID

ROOM_FOR_TWO: Final = 1.5
"""Even pitches that a line goes on for: across an arm that is narrower lights stand one by one."""


def alone(field: LightField, nodes: Nodes) -> int:
    """Lights that share their column with none, or their row, where it has room for two; or both anywhere."""
    of_column, of_row = (np.bincount(line)[line] == 1 for line in field.spots[nodes].T)
    tall, wide = _room_for_two(field)[:, nodes]
    return int((of_column & (of_row | tall) | of_row & wide).sum())


def even_m(field: LightField) -> float:
    """The pitch of a square array at the flux bound, m."""
    tile = field.room.tile_m
    return math.sqrt(len(field.tiles) * tile[0] * tile[1] / field.lower_bound)


@lru_cache(maxsize=1)
def _room_for_two(field: LightField) -> Mask:
    """2 × tiles: whether the room goes on far enough along each one's column, and along its row."""
    usable, tile = field.room.cells != ord(INVALID), field.room.tile_m
    columns, rows = field.spots.T
    reach_m = [
        _runs(usable.T)[columns, rows] * tile[1],
        _runs(usable)[rows, columns] * tile[0],
    ]
    return np.asarray(np.array(reach_m) >= ROOM_FOR_TWO * even_m(field))


def _runs(usable: Mask) -> Nodes:
    """Of each cell how many lie in its row without a break."""
    breaks = np.cumsum(~usable, axis=1)
    run = breaks + (breaks.max() + 1) * np.arange(len(usable))[:, None]
    return np.asarray(np.bincount(run[usable], minlength=int(run.max()) + 1)[run])
