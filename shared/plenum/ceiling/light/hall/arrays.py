"""Regular arrays of a hall: hundreds of columns lists times as many rows lists, weighed as products.

The count of an array and the mean it gives are sums over its nodes, so that two matrix products
answer them for all pairs at once; only the smallest that reach the mean are computed point by point.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache
from itertools import chain
from typing import Final

import numpy as np

from plenum.ceiling.light.array_patterns import Line, Regular
from plenum.ceiling.light.arrays import Arrays
from plenum.ceiling.light.hall.field import HallField
from plenum.ceiling.light.local_search import Nodes, deficit, valid
from plenum.ceiling.light.photometry import Matrix

LOOKED_AT: Final = 48
"""Arrays computed point by point,"""
LOOKED_AT_POINTS: Final = 1_000_000
"""but at no more than so many points in all,"""
LEAST: Final = 12
"""and so many at least."""
WIDEST: Final = 2.2
"""Gaps of lines in mounting heights beyond which no array is even: not looked at."""
HOPEFUL: Final = 0.98
"""Share of U0 that an estimate of an array's uniformity must reach for it to be looked at."""
OBLONG: Final = 2.0
"""Likewise gaps along one axis over those along the other."""


class HallArrays:
    """The arrays of these columns and rows in one field, each weighed once."""

    def __init__(self, field: HallField, columns: Sequence[Line], rows: Sequence[Line]) -> None:
        self.field = field
        self.arrays = Arrays(field)
        tx, ty = field.room.tile_m
        height = field.brief.mounting_height_m
        usual = math.sqrt(len(field.spots) * tx * ty / max(1, field.lower_bound))
        low, high = usual / OBLONG, min(usual * OBLONG, WIDEST * height)
        self.columns, wide = _spaced(columns, tx, low, high)
        self.rows, deep = _spaced(rows, ty, low, high)
        self.wide, self.deep = wide[:, None], deep[None]

    @cached_property
    def _weighed(self) -> tuple[Matrix, Matrix, Matrix]:
        """Of each pair of columns and rows the count, the mean in lx and the evenness, walls aside."""
        field, snapped = self.field, self.arrays.snapped
        taken = snapped >= 0
        gain = np.where(taken, field.mean_gain[snapped], 0.0)
        across, along = _marks(self.columns, field.room.width), _marks(self.rows, field.room.height)
        counts = across @ taken.astype(float) @ along.T
        means = across @ gain @ along.T
        # Where columns meet rows, light falls off from the middle of a cell along both axes at once.
        rising, climbing = field.lattice.profiles
        evenness = np.outer(_evenness(across @ rising), _evenness(along @ climbing))
        x, y = field.spots.T
        echo = np.where(taken, field.reflected.mean_gain[y, x][snapped], 0.0)
        reflected = across @ echo @ along.T
        evenness = 1.0 - (1.0 - evenness) * (1.0 - reflected / np.maximum(means, reflected + 1e-9))
        return counts, means, evenness

    def smallest(self, wanted_lx: float, slack: float) -> list[Regular]:
        """Arrays that reach a mean alone, walls aside, with at most `slack` times the fewest lights."""
        if not self.columns or not self.rows:
            return []
        wide, deep = self.wide, self.deep
        counts, means, evenness = self._weighed
        good = (means >= wanted_lx) & (wide <= OBLONG * deep) & (deep <= OBLONG * wide)
        good &= evenness >= HOPEFUL * self.field.brief.u0
        if not good.any():
            return []
        good &= counts <= slack * counts[good].min()
        i, j = np.nonzero(good)
        order = np.lexsort((np.abs(wide[i, 0] - deep[0, j]), counts[i, j]))
        return [Regular(int(counts[i[k], j[k]]), self.columns[i[k]], self.rows[j[k]]) for k in order]

    def pick(
        self,
        patterns: Sequence[Regular],
        worth: Callable[[Nodes, Matrix], tuple[float, ...]],
        margin: float,
        slack: float,
    ) -> tuple[Nodes, bool]:
        """The worthiest of a spread of the patterns that holds the rules with this margin, by itself and
        walls aside.

        Of more patterns than are looked at, evenly many. Patterns of over `slack` times the first that holds
        are out. Where none holds, the one that misses least, and False.
        """
        best: tuple[tuple[float, ...], Nodes] | None = None
        nearest: tuple[float, Nodes] | None = None
        limit = np.inf
        most = int(np.clip(LOOKED_AT_POINTS // max(1, len(self.field.points)), LEAST, LOOKED_AT))
        for pattern in _some(patterns, most):
            if pattern.count > limit:
                break
            nodes = self.arrays.built(pattern)
            lit = self.field.open_alone(nodes)
            if valid(self.field, lit, margin):
                limit = min(limit, slack * len(nodes))
                value = worth(nodes, lit)
                if best is None or value > best[0]:
                    best = value, nodes
            elif best is None:
                missed = float(deficit(self.field, lit))
                if nearest is None or missed < nearest[0]:
                    nearest = missed, nodes
        if best:
            return best[1], True
        return (nearest[1] if nearest else np.zeros(0, dtype=np.int64)), False


def _some(patterns: Sequence[Regular], most: int) -> list[Regular]:
    """The first half of what is looked at, and evenly many of the rest."""
    first = most // 2
    rest = patterns[first:]
    return [*patterns[:first], *rest[:: 1 + len(rest) // (most - first)]]


def _spaced(lines: Sequence[Line], tile_m: float, low_m: float, high_m: float) -> tuple[list[Line], Matrix]:
    """The lines whose widest gap lies between two lengths, and their gaps in m."""
    gaps = _gaps(tuple(lines)) * tile_m
    kept = (gaps >= low_m) & (gaps <= high_m)
    return [line for line, fits in zip(lines, kept.tolist(), strict=True) if fits], gaps[kept]


@lru_cache(maxsize=32)
def _gaps(lines: tuple[Line, ...]) -> Matrix:
    """The widest gap between neighbours of each line, in tiles; a single line counts as its own."""
    return np.array([max(map(operator.sub, line[1:], line), default=1) for line in lines], dtype=float)


def _evenness(profiles: Matrix) -> Matrix:
    share: Matrix = profiles.min(axis=1) / profiles.mean(axis=1)
    return share


def _marks(lines: Sequence[Line], length: int) -> Matrix:
    marks = np.zeros((len(lines), length))
    which = np.repeat(np.arange(len(lines)), list(map(len, lines)))
    marks[which, np.fromiter(chain.from_iterable(lines), np.intp, len(which))] = 1.0
    return marks
