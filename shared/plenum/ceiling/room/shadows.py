"""Which points walls hide from sources near them, without asking of each pair.

From a source a wall hides what stands behind it in the wedge between its ends: of points that lie in rows, a
run of each row.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.room.columns import PARALLEL, SLACK_M, counted, turned
from plenum.ceiling.room.geometry import TOUCH_M, Points

Numbers = NDArray[np.intp]
AT_ONCE: Final = 200_000
"""Sources times walls."""
LEVEL: Final = 1e-12
"""In m, what along a row bounds nothing."""


class Boxes(NamedTuple):
    """Of each source the box that is asked about: the least and the greatest x and y, in m."""

    low: Points
    high: Points


def hidden_pairs(walls: Points, sources: Points, points: Points, boxes: Boxes) -> tuple[Numbers, Numbers]:
    """The numbers of sources, in their order, and of points in the box of each that it does not see.

    As `geometry.visible` judges it, walls given by tail and head (k × 2 × 2).
    """
    rows = _Rows(points)
    found = [np.zeros(0, dtype=np.intp)]
    step = max(1, AT_ONCE // max(1, len(walls)))
    for start in range(0, len(sources), step):
        part = slice(start, start + step)
        i, j, wall = _behind(walls, sources[part], rows, Boxes(boxes.low[part], boxes.high[part]))
        ends = [*sources[part][i].T, *points[j].T]
        tail, head = (turned(walls[:, end], wall, ends) for end in (0, 1))
        pair = (start + i) * len(points) + j
        moved, others = (_distinct(pair[(tail > hair) ^ (head > hair)]) for hair in (-PARALLEL, PARALLEL))
        found.append(np.intersect1d(moved, others, assume_unique=True))
    i, j = np.divmod(np.concatenate(found), max(1, len(points)))
    return i, j


def _distinct(numbers: Numbers) -> Numbers:
    """In their order, by sorting: they nearly are."""
    ordered = np.sort(numbers, kind="stable")
    return ordered[np.diff(ordered, prepend=-1) > 0]


class _Rows:
    """Points by the row they lie in, each row in the order of x."""

    def __init__(self, points: Points) -> None:
        self.points = points
        self.ys, row = np.unique(points[:, 1], return_inverse=True)
        self.order = np.lexsort((points[:, 0], row))
        self.west = float(points[:, 0].min(initial=0.0)) - 1.0
        self.span = float(points[:, 0].max(initial=0.0)) + 1.0 - self.west
        """Longer than a row: places along all rows are numbers in one order."""
        self.places = self.along(row, points[:, 0])[self.order]

    def along(self, row: Numbers, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """Of a place in a row, no farther out than the rows reach."""
        return np.asarray(row * self.span + np.clip(x - self.west, 0.0, self.span))


def _behind(walls: Points, sources: Points, rows: _Rows, boxes: Boxes) -> tuple[Numbers, Numbers, Numbers]:
    """Sources, points and walls: each point in the wedge behind the wall, or within a hair of it."""
    along = walls[:, 1] - walls[:, 0]
    along /= np.hypot(along[:, 0], along[:, 1])[:, None]
    normal = np.stack([-along[:, 1], along[:, 0]], axis=1)
    offset = (walls[:, 0] * normal).sum(axis=1)
    away = sources @ normal.T - offset
    meets = np.abs(away) > TOUCH_M
    for axis in (0, 1):
        meets &= walls[:, :, axis].max(axis=1) >= boxes.low[:, axis, None] - SLACK_M
        meets &= walls[:, :, axis].min(axis=1) <= boxes.high[:, axis, None] + SLACK_M
    i, wall = np.nonzero(meets)
    side, (x, y) = np.sign(away[i, wall]), sources[i].T
    (ax, ay), (bx, by) = (
        side * (walls[wall, end] + out * SLACK_M * along[wall] - sources[i]).T
        for end, out in ((0, -1.0), (1, 1.0))
    )
    nx, ny = -side * normal[wall].T
    # Of a place so far from the source: between the ends, and not before the wall.
    least = (-ay, ax, 0.0), (by, -bx, 0.0), (nx, ny, np.abs(away[i, wall]) + TOUCH_M / 2.0)
    first = np.searchsorted(rows.ys, boxes.low[i, 1])
    count = np.searchsorted(rows.ys, boxes.high[i, 1], side="right") - first
    which, row = np.repeat(np.arange(len(i)), count), counted(first, count)
    up = rows.ys[row] - y[which]
    low, high = (bound[i, 0] - x for bound in boxes)
    low, high = low[which], high[which]
    for aside, to_y, at_least in least:
        to_x = np.where(np.abs(aside) < LEVEL, LEVEL, aside)
        bound = (at_least / to_x)[which] - (to_y / to_x)[which] * up
        west = (to_x > 0.0)[which]
        np.maximum(low, bound, out=low, where=west)
        np.minimum(high, bound, out=high, where=~west)
    there = np.flatnonzero(low <= high)
    which, row = which[there], row[there]
    begin = np.searchsorted(rows.places, rows.along(row, x[which] + low[there] - LEVEL))
    count = (
        np.searchsorted(rows.places, rows.along(row, x[which] + high[there] + LEVEL), side="right") - begin
    )
    which, point = np.repeat(which, count), rows.order[counted(begin, count)]
    i, wall = i[which], wall[which]
    behind = side[which] * ((rows.points[point] * normal[wall]).sum(axis=1) - offset[wall]) < -TOUCH_M
    return i[behind], point[behind], wall[behind]
