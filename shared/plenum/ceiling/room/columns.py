"""Which lines of sight a room's columns cross, asked of those alone that pass near one.

A hall has hundreds of thousands of lines and a hundred columns. From a source a column's circle takes a few
degrees: what stands in other directions is not hidden by it.
"""

from __future__ import annotations

import math
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Numbers = NDArray[np.intp]
Sides = tuple[tuple[Mask, Mask], tuple[Mask, Mask]]
"""Before a wall and behind it, then behind it and before it: which sources are, which points are."""
FEW_PAIRS: Final = 4_000
"""Pairs of a source and a point up to which every wall is asked about all of them."""
FEW_COLUMNS: Final = 12
"""Of which each is held against every pair; more are found by their directions."""
MOST_SIDES: Final = 16
"""Of a chain of walls that counts as a column."""
SMALL: Final = 6.0
"""Times that a column's circle goes into the box of sources and points, at least."""
SLACK_M: Final = 1e-3
"""Beyond a circle or a box: what touches a wall is judged by the walls."""
PARALLEL: Final = 1e-9
"""Of a product of lengths, where a vertex is on a line; of directions in radians, where they are one."""
APART: Final = 8.0
"""Between the directions of two sources, more than a full turn."""


QUARTER_TURN: Final = np.array([[0.0, 1.0], [-1.0, 0.0]])


class Circle(NamedTuple):
    """Around a column: its middle, its radius, and the numbers of its walls."""

    x: float
    y: float
    radius: float
    walls: range


def circles(
    walls: NDArray[np.float64], sources: NDArray[np.float64], points: NDArray[np.float64]
) -> list[Circle]:
    """Around the columns among these walls (k × 2 × 2, tail and head), each wall after its neighbour.

    None where sources and points are few.
    """
    if len(sources) * len(points) <= FEW_PAIRS:
        return []
    extent_m = float(np.ptp(np.concatenate([sources, points]), axis=0).max())
    begins = np.flatnonzero((walls[1:, 0] != walls[:-1, 1]).any(axis=1)) + 1
    found = []
    for start, end in zip([0, *begins.tolist()], [*begins.tolist(), len(walls)], strict=True):
        if end - start <= MOST_SIDES:
            vertices = walls[start:end].reshape(-1, 2)
            x, y = ((vertices.min(axis=0) + vertices.max(axis=0)) / 2.0).tolist()
            radius = float(np.hypot(*(vertices - (x, y)).T).max())
            if 2.0 * radius * SMALL <= extent_m:
                found.append(Circle(x, y, radius, range(start, end)))
    return found


def facing(walls: NDArray[np.float64], sources: NDArray[np.float64], points: NDArray[np.float64]) -> Mask:
    """Which sources have one of the walls in the box around them and all points: none else is hidden."""
    low = np.minimum(sources, points.min(axis=0)) - SLACK_M
    high = np.maximum(sources, points.max(axis=0)) + SLACK_M
    meets = np.ones((len(sources), len(walls)), dtype=bool)
    for axis in (0, 1):
        meets &= walls[:, :, axis].max(axis=1) >= low[:, axis, None]
        meets &= walls[:, :, axis].min(axis=1) <= high[:, axis, None]
    return np.asarray(meets.any(axis=1))


def crossed_columns(
    columns: list[Circle],
    walls: NDArray[np.float64],
    sides: Sides,
    sources: NDArray[np.float64],
    points: NDArray[np.float64],
) -> Mask:
    """2 × sources × points: which segments cross a column, moved a hair to one side or the other."""
    crossed = np.zeros((2, len(sources) * len(points)), dtype=bool)
    find = _behind if len(columns) <= FEW_COLUMNS else _towards
    i, j, number = find(columns, sources, points)
    count = np.array([len(column.walls) for column in columns])[number]
    wall = np.array([column.walls.start for column in columns])[number]
    i, j, wall = np.repeat(i, count), np.repeat(j, count), _counted(wall, count)
    # `take` gathers single numbers and short rows many times as fast as an index does.
    sent, met = wall * len(sources) + i, wall * len(points) + j
    (before, behind), (after, ahead) = sides
    between = (before.take(sent) & behind.take(met)) | (after.take(sent) & ahead.take(met))
    i, j, wall = i[between], j[between], wall[between]
    seen_from, seen = sources.take(i, axis=0), points.take(j, axis=0)
    tail, head = (_turn(walls[:, end].take(wall, axis=0), seen_from, seen) for end in (0, 1))
    for k, least in enumerate((-PARALLEL, PARALLEL)):
        hit = (tail > least) ^ (head > least)
        crossed[k, i[hit] * len(points) + j[hit]] = True
    return crossed.reshape(2, len(sources), len(points))


def _behind(
    columns: list[Circle], sources: NDArray[np.float64], points: NDArray[np.float64]
) -> tuple[Numbers, Numbers, Numbers]:
    """As `_towards`, column by column: points in the wedge that a circle takes up from a source."""
    found = []
    for number, column in enumerate(columns):
        to = np.array([column.x, column.y]) - sources
        away, reach = np.hypot(to[:, 0], to[:, 1]), column.radius + SLACK_M
        outside = away > reach
        ahead = to / np.maximum(away, reach)[:, None]
        aside = ahead @ QUARTER_TURN
        along = ahead @ points.T - (ahead * sources).sum(axis=1)[:, None]
        across = aside @ points.T - (aside * sources).sum(axis=1)[:, None]
        steepness = reach / np.sqrt(np.maximum(away**2 - reach**2, SLACK_M**2))
        within = (np.abs(across) <= along * steepness[:, None] + SLACK_M) & (along >= (away - reach)[:, None])
        within[~outside] = True
        i, j = np.nonzero(within)
        found.append((i, j, np.full(len(i), number)))
    i, j, which = (np.concatenate(part) for part in zip(*found, strict=True))
    return i, j, which


def _towards(
    columns: list[Circle], sources: NDArray[np.float64], points: NDArray[np.float64]
) -> tuple[Numbers, Numbers, Numbers]:
    """Sources, points and columns: what stands where a source sees the column's circle, or behind that.

    Points stand in the order of their directions from each source, one source after the other.
    """
    off = points[None] - sources[:, None]
    direction = np.arctan2(off[..., 1], off[..., 0])
    order = np.argsort(direction, axis=1)
    rows = np.arange(len(sources))[:, None]
    ordered = (np.take_along_axis(direction, order, axis=1) + APART * rows).ravel()
    x, y, radius = (np.array([column[k] for column in columns]) for k in range(3))
    dx, dy = x - sources[:, :1], y - sources[:, 1:]
    away, reach = np.hypot(dx, dy), radius + SLACK_M
    wide = np.where(away > reach, np.arcsin(np.minimum(reach / np.maximum(away, reach), 1.0)), math.pi)
    middle, wide = np.arctan2(dy, dx), wide + PARALLEL
    found = []
    for turn in (-2.0 * math.pi, 0.0, 2.0 * math.pi):
        low = np.maximum(middle - wide + turn, -math.pi) + APART * rows - PARALLEL
        high = np.minimum(middle + wide + turn, math.pi) + APART * rows + PARALLEL
        first = np.searchsorted(ordered, low.ravel(), side="left")
        count = np.maximum(np.searchsorted(ordered, high.ravel(), side="right") - first, 0)
        source, column = np.divmod(np.repeat(np.arange(low.size), count), len(columns))
        found.append((source, order.ravel()[_counted(first, count)], column))
    i, j, number = (np.concatenate(part) for part in zip(*found, strict=True))
    return i, j, number


def _counted(first: Numbers, count: Numbers) -> Numbers:
    """So many numbers from each first one on."""
    begins = np.cumsum(count) - count
    return np.asarray(np.repeat(first - begins, count) + np.arange(int(count.sum())))


def _turn(
    vertices: NDArray[np.float64], sources: NDArray[np.float64], points: NDArray[np.float64]
) -> NDArray[np.float64]:
    """On which side of each segment's line each vertex lies: twice the area between them, m²."""
    s, p = sources - vertices, points - vertices
    return np.asarray(s[:, 0] * p[:, 1] - s[:, 1] * p[:, 0])
