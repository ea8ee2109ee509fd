"""Which lines of sight a room's columns cross, asked of those alone that pass near one.

A hall has hundreds of thousands of lines and a hundred columns. From a source a column's circle takes a few
degrees: what stands in other directions is not hidden by it.
"""

from __future__ import annotations

import math
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.room.pairs import ends

Mask = NDArray[np.bool_]
Numbers = NDArray[np.intp]
Box = tuple[NDArray[np.float64], NDArray[np.float64]]
"""The least x and y, and the greatest."""
Boxes = Box
"""Of many: a row each."""
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
AT_ONCE: Final = 20_000
"""Segments held against columns in one go: their arrays stay in the processor's cache."""
APART: Final = 8.0
"""Between the directions of two sources, more than a full turn."""


QUARTER_TURN: Final = np.array([[0.0, 1.0], [-1.0, 0.0]])


class Circle(NamedTuple):
    """Around a column: its middle, its radius, and the numbers of its walls."""

    x: float
    y: float
    radius: float
    walls: range


def circles(walls: NDArray[np.float64], extent_m: float) -> list[Circle]:
    """Around the columns among these walls (k × 2 × 2, tail and head), each wall after its neighbour, that
    are small beside the box of sources and points."""
    begins = np.flatnonzero((walls[1:, 0] != walls[:-1, 1]).any(axis=1)) + 1
    found = []
    for start, end in zip([0, *begins.tolist()], [*begins.tolist(), len(walls)], strict=True):
        if end - start <= MOST_SIDES:
            vertices = walls[start:end].reshape(-1, 2)
            low, high = ends(vertices)
            x, y = ((low + high) / 2.0).tolist()
            radius = float(np.hypot(*(vertices - (x, y)).T).max())
            if 2.0 * radius * SMALL <= extent_m:
                found.append(Circle(x, y, radius, range(start, end)))
    return found


def facing(walls: Boxes, sources: NDArray[np.float64], points: Box) -> Mask:
    """Which sources have one of the walls in the box around them and all points: none else is hidden."""
    (wall_low, wall_high), (low, high) = walls, points
    low, high = np.minimum(sources, low) - SLACK_M, np.maximum(sources, high) + SLACK_M
    meets = np.ones((len(sources), len(wall_low)), dtype=bool)
    for axis in (0, 1):
        meets &= wall_high[:, axis] >= low[:, axis, None]
        meets &= wall_low[:, axis] <= high[:, axis, None]
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
    # Which of a wall's sides each source and each point is on: they share a bit when it is between them.
    sent, met = (one.view(np.int8) + 2 * other.view(np.int8) for one, other in zip(*sides, strict=True))
    find = _behind if len(columns) <= FEW_COLUMNS else _towards
    i, j, number = find(columns, sources, points)
    first = np.array([column.walls.start for column in columns])[number]
    count = np.array([len(column.walls) for column in columns])[number]
    for walls_of_one in {len(column.walls) for column in columns}:
        alike = np.flatnonzero(count == walls_of_one)
        for start in range(0, len(alike), AT_ONCE):
            some = alike[start : start + AT_ONCE]
            asked = i[some], j[some], first[some]
            place = asked[0] * len(points) + asked[1]
            for k, hit in enumerate(_crossed(walls, walls_of_one, (sent, met), (sources, points), asked)):
                crossed[k, place[hit]] = True
    return crossed.reshape(2, len(sources), len(points))


def _crossed(
    walls: NDArray[np.float64],
    count: int,
    sides: tuple[NDArray[np.int8], NDArray[np.int8]],
    places: tuple[NDArray[np.float64], NDArray[np.float64]],
    asked: tuple[Numbers, Numbers, Numbers],
) -> tuple[Mask, Mask]:
    """Of pairs of a source, a point and the first of so many walls: which segments cross one of these, moved
    to one side, and to the other."""
    i, j, wall = asked
    # `take` gathers single numbers many times as fast as an index does.
    ends = [
        place[:, axis].take(numbers) for place, numbers in zip(places, (i, j), strict=True) for axis in (0, 1)
    ]
    below, above = np.zeros(len(i), dtype=bool), np.zeros(len(i), dtype=bool)
    turn = turned(walls[:, 0], wall, ends)
    for _ in range(count):
        tail, turn = turn, turned(walls[:, 1], wall, ends)
        between = sides[0].take(wall * len(places[0]) + i) & sides[1].take(wall * len(places[1]) + j) != 0
        below |= between & ((tail > -PARALLEL) ^ (turn > -PARALLEL))
        above |= between & ((tail > PARALLEL) ^ (turn > PARALLEL))
        wall = wall + 1
    return below, above


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
    low, high, row = (
        each.ravel() for each in (middle - wide, middle + wide, np.broadcast_to(rows, dx.shape))
    )
    turns = (
        (0.0, np.arange(dx.size)),
        (math.tau, np.flatnonzero(low < -math.pi)),
        (-math.tau, np.flatnonzero(high > math.pi)),
    )
    found = []
    for turn, some in turns:
        begin = np.maximum(low[some] + turn, -math.pi) + APART * row[some] - PARALLEL
        end = np.minimum(high[some] + turn, math.pi) + APART * row[some] + PARALLEL
        first = np.searchsorted(ordered, begin, side="left")
        count = np.maximum(np.searchsorted(ordered, end, side="right") - first, 0)
        source, column = np.divmod(np.repeat(some, count), len(columns))
        found.append((source, order.ravel()[counted(first, count)], column))
    i, j, number = (np.concatenate(part) for part in zip(*found, strict=True))
    return i, j, number


def counted(first: Numbers, count: Numbers) -> Numbers:
    """So many numbers from each first one on."""
    begins = np.cumsum(count) - count
    return np.asarray(np.repeat(first - begins, count) + np.arange(int(count.sum())))


def turned(
    vertices: NDArray[np.float64], which: Numbers, ends: list[NDArray[np.float64]]
) -> NDArray[np.float64]:
    """On which side of each segment's line (x and y of its source, then its point) the vertex lies: twice
    the area between them, m²."""
    x, y = vertices[:, 0].take(which), vertices[:, 1].take(which)
    from_x, from_y, to_x, to_y = ends
    return np.asarray((from_x - x) * (to_y - y) - (from_y - y) * (to_x - x))
