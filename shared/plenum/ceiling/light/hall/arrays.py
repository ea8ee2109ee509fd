"""Regular arrays of a hall: hundreds of columns lists times as many rows lists, weighed as products.

The count of an array and the mean it gives are sums over its nodes, so that two matrix products
answer them for all pairs at once; only the smallest that reach the mean are computed point by point.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Sequence
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


def smallest_arrays(
    field: HallField, columns: Sequence[Line], rows: Sequence[Line], wanted_lx: float, slack: float
) -> list[Regular]:
    """Arrays that reach a mean alone, walls aside, with at most `slack` times the fewest lights."""
    arrays = Arrays(field)
    tx, ty = field.room.tile_m
    height = field.brief.mounting_height_m
    usual = math.sqrt(len(field.tiles) * tx * ty / max(1, field.lower_bound))
    low, high = usual / OBLONG, min(usual * OBLONG, WIDEST * height)
    columns, wide = _spaced(columns, tx, low, high)
    rows, deep = _spaced(rows, ty, low, high)
    wide, deep = wide[:, None], deep[None]
    if not columns or not rows:
        return []
    snapped = arrays.snapped
    taken = snapped >= 0
    gain = np.where(taken, field.mean_gain[snapped], 0.0)
    across, along = _marks(columns, field.room.width), _marks(rows, field.room.height)
    counts = across @ taken.astype(float) @ along.T
    means = across @ gain @ along.T
    # Where columns meet rows, light falls off from the middle of a cell along both axes at once.
    rising, climbing = field.lattice.profiles()
    evenness = np.outer(_evenness(across @ rising), _evenness(along @ climbing))
    x, y = field.spots.T
    echo = np.where(taken, field.reflected.mean_gain[y, x][snapped], 0.0)
    reflected = across @ echo @ along.T
    evenness = 1.0 - (1.0 - evenness) * (1.0 - reflected / np.maximum(means, reflected + 1e-9))
    good = (means >= wanted_lx) & (wide <= OBLONG * deep) & (deep <= OBLONG * wide)
    good &= evenness >= HOPEFUL * field.brief.u0
    if not good.any():
        return []
    good &= counts <= slack * counts[good].min()
    i, j = np.nonzero(good)
    order = np.lexsort((np.abs(wide[i, 0] - deep[0, j]), counts[i, j]))
    return [Regular(int(counts[i[k], j[k]]), columns[i[k]], rows[j[k]]) for k in order]


def pick_array(
    field: HallField,
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
    arrays = Arrays(field)
    best: tuple[tuple[float, ...], Nodes] | None = None
    nearest: tuple[float, Nodes] | None = None
    limit = np.inf
    most = int(np.clip(LOOKED_AT_POINTS // max(1, len(field.points)), LEAST, LOOKED_AT))
    for pattern in _some(patterns, most):
        if pattern.count > limit:
            break
        nodes = arrays.built(pattern)
        lit = field.open_alone(nodes)
        if valid(field, lit, margin):
            limit = min(limit, slack * len(nodes))
            value = worth(nodes, lit)
            if best is None or value > best[0]:
                best = value, nodes
        elif best is None:
            missed = float(deficit(field, lit))
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
    gaps = np.array([_gap(line) for line in lines], dtype=float) * tile_m
    kept = (gaps >= low_m) & (gaps <= high_m)
    return [line for line, fits in zip(lines, kept.tolist(), strict=True) if fits], gaps[kept]


def _gap(line: Line) -> int:
    """The widest gap between neighbours; a single line counts as its own."""
    return max(map(operator.sub, line[1:], line), default=1)


def _evenness(profiles: Matrix) -> Matrix:
    share: Matrix = profiles.min(axis=1) / profiles.mean(axis=1)
    return share


def _marks(lines: Sequence[Line], length: int) -> Matrix:
    marks = np.zeros((len(lines), length))
    for mark, line in zip(marks, lines, strict=True):
        mark[list(line)] = 1.0
    return marks
