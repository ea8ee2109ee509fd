"""Reflected light in a hall: from cell to cell of its floor, and evenly between their middles."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from plenum.ceiling.asked.light_brief import LightBrief
from plenum.ceiling.light.hall.lattice import Spots
from plenum.ceiling.light.interpolation import weights
from plenum.ceiling.light.photometry import Matrix
from plenum.ceiling.light.reflected.patches import Patches, patches
from plenum.ceiling.light.reflected.reflected import reflected
from plenum.ceiling.room.geometry import Points
from plenum.ceiling.room.room import Room


class Reflected:
    """What luminaires on the tile grid add by way of the surfaces at the calculation points."""

    def __init__(self, room: Room, brief: LightBrief, at: Points) -> None:
        has = patches(room, brief.working_plane_m + brief.mounting_height_m)
        stand_in = _stand_ins(has)
        self._gain: Matrix = reflected(room, brief, has.middles, has.middles)[stand_in][:, stand_in]
        xs, ys = (has.xs[1:] + has.xs[:-1]) / 2.0, (has.ys[1:] + has.ys[:-1]) / 2.0
        tiles = (np.arange(max(room.width, room.height)) + 0.5)[:, None] * room.tile_m
        self._columns, self._rows = weights(xs, tiles[: room.width, 0]), weights(ys, tiles[: room.height, 1])
        own_xs, self._column = np.unique(at[:, 0], return_inverse=True)
        own_ys, self._row = np.unique(at[:, 1], return_inverse=True)
        self._across, self._along = weights(xs, own_xs), weights(ys, own_ys)

    def lit(self, spots: Spots) -> Matrix:
        """In lx at the points, from a luminaire on each of these tiles."""
        x, y = spots.T
        cells = self._rows[y].T @ self._columns[x]
        sent = (cells.ravel() @ self._gain).reshape(cells.shape)
        lit: Matrix = (self._along @ sent @ self._across.T)[self._row, self._column]
        return lit

    @cached_property
    def mean_gain(self) -> Matrix:
        """height × width: what a luminaire on each tile adds to the points' mean, in lx."""
        points = np.zeros((len(self._along), len(self._across)))
        points[self._row, self._column] = 1.0 / len(self._row)
        received = self._along.T @ points @ self._across
        cells = (self._gain @ received.ravel()).reshape(received.shape)
        mean: Matrix = self._rows @ cells @ self._columns.T
        return mean


def _stand_ins(has: Patches) -> Spots:
    """For each cell of the whole lattice the number of the nearest that is in the room."""
    across = len(has.xs) - 1
    every = np.arange(across * (len(has.ys) - 1))
    place = np.stack(np.divmod(every, across), axis=1)
    away = ((place[:, None] - place[has.cells]) ** 2).sum(axis=2)
    nearest: Spots = away.argmin(axis=1)
    return nearest
