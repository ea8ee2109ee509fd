"""Lattices of a field, and the light that they give at some of its points.

It is reckoned along one axis first, so that lattices with the same columns share the work, or tile by tile
where that is less.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.light.field import LightField
from plenum.ceiling.light.order.axis_lines import AxisLines
from plenum.ceiling.light.photometry import Matrix

Indices = NDArray[np.intp]


@dataclass(frozen=True)
class Lattices:
    """Lattices of a field that may hold the rules, by columns and rows, the fewest lights first."""

    columns: AxisLines
    rows: AxisLines
    i: Indices
    """Of the columns of each lattice."""
    j: Indices
    counts: NDArray[np.intp]
    """New lights of each."""
    means: NDArray[np.float64]
    """What each gives in the mean, lx, with the lights that were there."""
    prices: NDArray[np.float64]
    """In lights: the count and what the looks cost, as far as lines tell."""
    others: NDArray[np.float64]
    """The same without the lines' looks."""

    def __len__(self) -> int:
        return len(self.i)

    def masks(self, spots: NDArray[np.int64], some: Indices) -> Matrix:
        """some × tiles: 1 where there is a light."""
        across, along = self.columns.marks[self.i[some]], self.rows.marks[self.j[some]]
        return across[:, spots[:, 0]] * along[:, spots[:, 1]]


class LatticeLight:
    """What lattices give at some points of a field."""

    def __init__(
        self, field: LightField, spots: NDArray[np.int64], size: tuple[int, int], at: Indices | slice
    ) -> None:
        self.spots = spots
        """The tiles, counted from the corner of the lattices' axes, which are so long."""
        self.size = size
        self.gain = field.gain[:, at]
        self.base = field.base[at]

    def cost(self, lattices: Lattices, some: Indices) -> tuple[int, int]:
        """Multiplications that `lit` takes by columns first, and tile by tile."""
        (columns, rows), points = self.size, len(self.base)
        by_columns = (len(set(lattices.i[some].tolist())) * columns + len(some)) * rows * points
        return by_columns, len(some) * self.gain.size

    def lit(self, lattices: Lattices, some: Indices) -> Matrix:
        """some × points: the illuminance that each of these lattices gives, lx."""
        by_columns, by_tiles = self.cost(lattices, some)
        if by_tiles <= by_columns:
            return lattices.masks(self.spots, some) @ self.gain + self.base
        total = np.empty((len(some), len(self.base)))
        i, j = lattices.i[some], lattices.j[some]
        own, back = np.unique(i, return_inverse=True)
        along = (lattices.columns.marks[own] @ self._grid).reshape(len(own), self.size[1], -1)
        for number, row in enumerate(along):
            asked = np.flatnonzero(back == number)
            total[asked] = lattices.rows.marks[j[asked]] @ row
        total += self.base
        return total

    @cached_property
    def _grid(self) -> Matrix:
        """columns × rows·points: what a light on each tile adds at each point, lx."""
        grid = np.zeros((*self.size, len(self.base)))
        grid[tuple(self.spots.T)] = self.gain
        return grid.reshape(self.size[0], -1)
