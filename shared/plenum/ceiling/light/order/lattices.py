"""Every lattice of a room: columns crossed with rows, the crossings on tiles that can take a light.

Counts and means of all of them are matrix products; the full field is reckoned in the order of their counts,
along one axis first, so that lattices with the same columns share the work.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.light.field import LightField
from plenum.ceiling.light.looks import LEAST_PITCH, oblong_price
from plenum.ceiling.light.mirrors import images
from plenum.ceiling.light.order.axis_lines import WIDE, Axis, axis_lines
from plenum.ceiling.light.order.finer import FinerGrid
from plenum.ceiling.light.order.lattice_light import Indices, LatticeLight, Lattices
from plenum.ceiling.light.photometry import Matrix
from plenum.ceiling.room.geometry import polygon
from plenum.ceiling.room.grid import INVALID

STRETCH: Final = 2.0
"""Pitches looked at, as a multiple and a share of the even one at the flux bound."""
SPREAD: Final = 2.6
"""Mean squared distance to the lines over that of a square lattice, beyond which none is even."""
ODD: Final = 0.4
"""Prices in units of lights: no tile midway between lines of either axis,"""
UNEQUAL: Final = 1.0
"""the spread above a square lattice's,"""
OFF_LATTICE: Final = 2.5
"""a light that hangs there already and is on no crossing,"""
UNIT: Final = 0.6
UNIT_SHARE: Final = 0.05
"""A unit of lights, in which looks are priced: so many, or this share of the flux bound."""
ROUNDING: Final = 0.05
"""Wall gaps are rounded to this, in tiles: equal rooms have equal lines, and lines are remembered."""
LOOKED_AT: Final = 200
"""Points at about which layouts are ranked."""
DARK: Final = 8
FEWEST_DARK: Final = 8
"""The darkest of a field's points: one of so many, and so many at the least."""


class LatticeSearch:
    """What all searches for lattices in one field share."""

    def __init__(
        self, field: LightField, margin: float, finer: FinerGrid | None = None, *, close: bool = False
    ) -> None:
        self.field = field
        self.close = close
        """Whether lines are looked at that stand nearer than any that are in order elsewhere, even side by
        side."""
        self.margin = margin
        cells = field.room.cells
        usable = cells != ord(INVALID)
        ys, xs = np.flatnonzero(usable.any(axis=1)), np.flatnonzero(usable.any(axis=0))
        self.corner = int(xs[0]), int(ys[0])
        self.size = int(xs[-1] - xs[0] + 1), int(ys[-1] - ys[0] + 1)
        self.usable = usable[ys[0] : ys[-1] + 1, xs[0] : xs[-1] + 1].T
        self.spots = field.spots - self.corner
        self.unit = price_unit(field)
        """What prices of looks are multiplied by: lights."""
        self.finer = finer or FinerGrid(field)

    @cached_property
    def free(self) -> Matrix:
        """columns × rows: 1 where a light may go."""
        return self._on_grid(np.ones(len(self.spots)))

    @cached_property
    def there(self) -> Matrix:
        """columns × rows: 1 where a light hangs already."""
        grid = np.zeros(self.size)
        for x, y in self.field.existing:
            grid[x - self.corner[0], y - self.corner[1]] = 1.0
        return grid

    @cached_property
    def whole(self) -> LatticeLight:
        """What lattices give at all points."""
        return LatticeLight(self.field, self.spots, self.size, slice(None))

    @cached_property
    def darkest(self) -> LatticeLight:
        """At the points that are the darkest with lights everywhere: where a lattice is dark at all, it is
        there."""
        every = self.field.gain.sum(axis=0) + self.field.base
        some = np.arange(len(every))[some_points(self.field)]
        dark = np.argsort(every[some], kind="stable")[: max(FEWEST_DARK, len(every) // DARK)]
        return LatticeLight(self.field, self.spots, self.size, np.sort(some[dark]))

    @cached_property
    def some(self) -> LatticeLight:
        """At so many points that lattices can be ranked by what they miss."""
        return LatticeLight(self.field, self.spots, self.size, some_points(self.field))

    def _on_grid(self, values: NDArray[np.float64]) -> Matrix:
        grid = np.zeros(self.size)
        grid[tuple(self.spots.T)] = values
        return grid

    @cached_property
    def axes(self) -> tuple[Axis, Axis]:
        """Both axes of the room."""
        return self._axis(0), self._axis(1)

    def _axis(self, axis: int) -> Axis:
        """What the lines along an axis depend on."""
        room, tile = self.field.room, self.field.room.tile_m
        bounds = polygon(room).bounds
        low, high = self.corner[axis], self.corner[axis] + self.size[axis]
        before, after = low - bounds[axis] / tile[axis], bounds[axis + 2] / tile[axis] - high
        sign = (-1, 1) if axis == 0 else (1, -1)
        middles = {
            round((image[2 + axis] / tile[axis] - low - 0.5) / ROUNDING) * ROUNDING
            for image in images(room)
            if image[:2] == sign
        }
        even = math.sqrt(self.usable.sum() * tile[0] * tile[1] / max(1, self.field.lower_bound)) / tile[axis]
        return Axis(
            self.size[axis],
            round(before / ROUNDING) * ROUNDING,
            round(after / ROUNDING) * ROUNDING,
            tuple(sorted(middles)),
            1 if self.close else max(LEAST_PITCH, math.floor(even / STRETCH)),
            max(3, math.ceil(even * STRETCH)),
        )

    def lattices(self, wide: bool, most: int, share: float = 1.0, reach: float = WIDE[1]) -> Lattices:
        """Those with up to `most` new lights that reach this share of the mean asked for, no crossing on a
        tile kept or taken."""
        columns, rows = (axis_lines(axis, wide or not axis.mirrors, reach) for axis in self.axes)
        c, r = columns.marks, rows.marks
        counts = c @ self.free @ r.T
        wanted = share * self.field.brief.em_lx * (1.0 + self.margin)
        means = c @ self._on_grid(self.field.mean_gain) @ r.T + float(self.field.base.mean())
        i, j = np.nonzero((counts <= most) & (means >= wanted))
        counts, means, there = counts[i, j], means[i, j], self._on_crossings(self.there, c, r, i, j)
        tile = self.field.room.tile_m
        spread = columns.spread[i] * tile[0] ** 2 + rows.spread[j] * tile[1] ** 2
        # A square lattice of so many lights over the room's tiles: a sixth of each one's area.
        area = self.usable.sum() * tile[0] * tile[1]
        spread = spread / (area / 6.0 / np.maximum(counts + there, 1.0))
        kept = self._on_crossings(self.usable - self.free - self.there, c, r, i, j)
        good = (counts >= 1.0) & (kept < 0.5) & (spread < SPREAD)
        i, j, counts, means, there, spread = (each[good] for each in (i, j, counts, means, there, spread))
        other = UNEQUAL * np.maximum(0.0, spread - 1.0) + ODD * (columns.odd[i] & rows.odd[j])
        if self.field.existing:
            other += OFF_LATTICE * (len(self.field.existing) - there)
        number = np.rint(counts).astype(np.intp)
        others = np.round(number + self.unit * other, 6)
        x0, y0, x1, y1 = polygon(self.field.room).bounds
        oblong = oblong_price(
            (columns.pitch[i] * tile[0], np.asarray(x1 - x0)), (rows.pitch[j] * tile[1], np.asarray(y1 - y0))
        )
        prices = np.round(others + self.unit * (columns.price[i] + rows.price[j] + oblong), 6)
        # By columns and rows they are in order already.
        order = np.lexsort((prices, number))
        return Lattices(
            columns, rows, i[order], j[order], number[order], means[order], prices[order], others[order]
        )

    @staticmethod
    def _on_crossings(grid: Matrix, c: Matrix, r: Matrix, i: Indices, j: Indices) -> NDArray[np.float64]:
        """The sum over the crossings of each of these lattices; mostly there is nothing on a grid."""
        return (c @ grid @ r.T)[i, j] if grid.any() else np.zeros(len(i))

    def masks(self, lattices: Lattices, some: Indices) -> Matrix:
        """some × the field's tiles: 1 where there is a light."""
        return lattices.masks(self.spots, some)

    def holds(self, lit: Matrix) -> NDArray[np.bool_]:
        """Which illuminance rows hold mean and uniformity with the margin."""
        brief, mean = self.field.brief, lit.mean(axis=-1)
        held = mean >= brief.em_lx * (1.0 + self.margin)
        held &= lit.min(axis=-1) >= mean * (brief.u0 * (1.0 + self.margin))
        return np.asarray(held)

    def nodes(self, lattices: Lattices, which: int) -> NDArray[np.int64]:
        """The field's tiles of one lattice."""
        across = lattices.columns.marks[lattices.i[which]] > 0.0
        along = lattices.rows.marks[lattices.j[which]] > 0.0
        return np.flatnonzero(across[self.spots[:, 0]] & along[self.spots[:, 1]])


def fill(field: LightField) -> float:
    """The share of their box that a room's usable tiles fill."""
    usable = field.room.cells != ord(INVALID)
    columns, rows = (np.flatnonzero(usable.any(axis=axis)) for axis in (0, 1))
    return float(usable.sum() / ((columns[-1] - columns[0] + 1) * (rows[-1] - rows[0] + 1)))


def some_points(field: LightField) -> slice:
    """Of a field's points about so many that layouts can be ranked by what they miss."""
    return slice(None, None, max(1, len(field.points) // LOOKED_AT))


def price_unit(field: LightField) -> float:
    """How many lights a unit of looks is worth in a room."""
    return max(UNIT, UNIT_SHARE * field.lower_bound)


def blocks(listed: Indices, size: int) -> Iterator[Indices]:
    """Lattices in their order, so many at a time."""
    for start in range(0, len(listed), size):
        yield listed[start : start + size]
