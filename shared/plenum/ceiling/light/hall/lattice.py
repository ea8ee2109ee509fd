"""Direct light of luminaires on the tile grid at the calculation points, walls aside, for any number
of either: by the factored kernel, never by a matrix of all pairs."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.asked.light_brief import LightBrief
from plenum.ceiling.light.hall.kernel import along, peak_lx, terms
from plenum.ceiling.light.hall.table_kernel import along_axes
from plenum.ceiling.light.photometry import Matrix
from plenum.ceiling.luminaire.distribution import FLUX_LM, Distribution
from plenum.ceiling.room.geometry import Points
from plenum.ceiling.room.room import Room

Spots = NDArray[np.int64]
"""Tiles as an array, one (x, y) a row."""


class Lattice:
    """The tile grid against the grid that the calculation points are a part of."""

    def __init__(self, room: Room, brief: LightBrief, at: Points) -> None:
        self.xs: Matrix
        self.ys: Matrix
        self.xs, self._column = np.unique(at[:, 0], return_inverse=True)
        self.ys, self._row = np.unique(at[:, 1], return_inverse=True)
        height, beam = brief.mounting_height_m, brief.luminaire.beam
        flux = brief.luminaire.lumens * brief.maintenance_factor
        (tx, ty) = room.tile_m
        lamps: Matrix = 0.5 + np.arange(max(room.width, room.height), dtype=float)
        xs, ys = lamps[: room.width] * tx, lamps[: room.height] * ty
        if isinstance(beam, Distribution):
            axes = along_axes((xs, ys), (self.xs, self.ys), height, beam, room.tile_m)
            self._across, self._along = axes
            self._along *= flux / FLUX_LM
        else:
            self._across = along(xs, self.xs, height, beam, tx)
            self._along = along(ys, self.ys, height, beam, ty)
            self._along *= (peak_lx(flux, beam, height) * terms(beam)[1])[:, None, None]

    def lit(self, spots: Spots) -> Matrix:
        """The direct illuminance in lx at the points from a luminaire on each of these tiles."""
        if not len(spots):
            return np.zeros(len(self._row))
        columns, i = np.unique(spots[:, 0], return_inverse=True)
        rows, j = np.unique(spots[:, 1], return_inverse=True)
        mask = np.zeros((len(rows), len(columns)))
        mask[j, i] = 1.0
        across, up = self._across[:, :, columns], self._along[:, :, rows]
        if mask.all():
            full = up.sum(axis=2).T @ across.sum(axis=2)
        else:
            inner = mask @ across.transpose(0, 2, 1)
            full = up.transpose(1, 0, 2).reshape(len(self.ys), -1) @ inner.reshape(-1, len(self.xs))
        return self._at_points(full)

    def one(self, spot: Spots) -> Matrix:
        """The direct illuminance from a single tile."""
        x, y = spot
        return self._at_points(self._along[:, :, y].T @ self._across[:, :, x])

    @cached_property
    def mean_gain(self) -> Matrix:
        """height × width: what a luminaire on each tile adds to the points' mean, in lx."""
        points = np.zeros((len(self.ys), len(self.xs)))
        points[self._row, self._column] = 1.0 / len(self._row)
        inner = points @ self._across
        width, height = inner.shape[2], self._along.shape[2]
        mean: Matrix = self._along.transpose(2, 0, 1).reshape(height, -1) @ inner.reshape(-1, width)
        return mean

    def profiles(self) -> tuple[Matrix, Matrix]:
        """width × columns of points and height × rows of points: light along each axis alone, from
        lines of luminaires that run the whole length of the other."""
        across = np.tensordot(self._along.mean(axis=1).sum(axis=1), self._across, axes=1)
        up = np.tensordot(self._across.mean(axis=1).sum(axis=1), self._along, axes=1)
        return across.T, up.T

    def _at_points(self, full: Matrix) -> Matrix:
        lit: Matrix = full[self._row, self._column]
        return lit
