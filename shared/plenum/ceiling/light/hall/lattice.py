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
            self._along *= (peak_lx(flux, beam, height) * terms(beam)[1])[:, None]

    def lit(self, spots: Spots) -> Matrix:
        """The direct illuminance in lx at the points from a luminaire on each of these tiles."""
        taken = np.zeros((len(self._along), len(self._across)), dtype=bool)
        taken[spots[:, 1], spots[:, 0]] = True
        # Rows with luminaires in the same columns count as one: of a whole array all do.
        alike: dict[bytes, list[int]] = {}
        for row in np.flatnonzero(taken.any(axis=1)).tolist():
            alike.setdefault(taken[row].tobytes(), []).append(row)
        full = np.zeros((len(self.ys), len(self.xs)))
        for rows in alike.values():
            full += self._along[rows].sum(axis=0).T @ self._across[taken[rows[0]]].sum(axis=0)
        return self._at_points(full)

    def one(self, spot: Spots) -> Matrix:
        """The direct illuminance from a single tile."""
        x, y = spot
        return self._at_points(self._along[y].T @ self._across[x])

    @cached_property
    def mean_gain(self) -> Matrix:
        """height × width: what a luminaire on each tile adds to the points' mean, in lx."""
        if len(self._row) == len(self.ys) * len(self.xs):
            # No wall leaves out a crossing: columns and rows are summed apart.
            whole: Matrix = self._along.sum(axis=2) @ self._across.sum(axis=2).T / len(self._row)
            return whole
        points = np.zeros((len(self.ys), len(self.xs)))
        points[self._row, self._column] = 1.0 / len(self._row)
        width, terms_of_one, _ = self._across.shape
        inner = self._across.reshape(width * terms_of_one, -1) @ points.T
        mean: Matrix = self._along.reshape(len(self._along), -1) @ inner.reshape(width, -1).T
        return mean

    @cached_property
    def profiles(self) -> tuple[Matrix, Matrix]:
        """width × columns of points and height × rows of points: light along each axis alone, from
        lines of luminaires that run the whole length of the other."""
        across = self._along.mean(axis=2).sum(axis=0) @ self._across
        up = self._across.mean(axis=2).sum(axis=0) @ self._along
        return across, up

    def _at_points(self, full: Matrix) -> Matrix:
        lit: Matrix = full[self._row, self._column]
        return lit
