"""A ring without its bends, by Douglas and Peucker's rule, whichever way it lies.

What starts at a ring's first corner, or keeps one of two corners that are equally far out, makes another
ring of a mirror image. Here a ring starts where it reaches farthest along the axes, in the middle of a wall
that lies there, and all corners that are equally far out are kept. Most rings have few corners: one by one
they take less time than as arrays.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise, product
from typing import Final

import numpy as np

from plenum.ceiling.room.geometry import Points
from plenum.ceiling.room.room import Point

SAME_M: Final = 1e-3
"""Apart, corners are equally far out."""
STRAIGHT_M: Final = 1e-6


def straightened(corners: Points, bend_m: float) -> Points:
    """Corners of the ring, or middles of its walls; all of them where no fewer would do."""
    ring, starts = _from_starts([(x, y) for x, y in corners.tolist()])
    kept = set(starts)
    asked = list(pairwise(starts))
    while asked:
        start, end = asked.pop()
        away = [_from_line(at, ring[start], ring[end]) for at in ring[start + 1 : end]]
        farthest = max(away, default=0.0)
        if farthest > bend_m + STRAIGHT_M:
            far = [at for at, out in enumerate(away, start + 1) if out > farthest - SAME_M]
            kept.update(far)
            asked += pairwise([start, *far, end])
    found = _without_straight([ring[at] for at in sorted(kept)[:-1]])
    return np.array(found) if 3 <= len(found) < len(corners) else corners


def _from_starts(corners: Sequence[Point]) -> tuple[list[Point], list[int]]:
    """The ring from one of its starts to itself again, and where its starts are."""
    alone, walls = _outermost(corners)
    ring, begins = list[Point](), list[int]()
    for at, ((x, y), (to_x, to_y)) in enumerate(pairwise([*corners, corners[0]])):
        if at in alone:
            begins.append(len(ring))
        ring.append((x, y))
        if at in walls:
            begins.append(len(ring))
            ring.append(((x + to_x) / 2.0, (y + to_y) / 2.0))
    first, size = begins[0], len(ring)
    return [*ring[first:], *ring[: first + 1]], [*(at - first for at in begins), size]


def _outermost(corners: Sequence[Point]) -> tuple[set[int], set[int]]:
    """Where a ring reaches farthest along an axis: its corners there, and walls by the first of their two."""
    alone, walls = set[int](), set[int]()
    for axis, way in product((0, 1), (1.0, -1.0)):
        out = [way * corner[axis] for corner in corners]
        farthest = max(out) - SAME_M
        there = {at for at, far in enumerate(out) if far > farthest}
        wall = {at for at in there if (at + 1) % len(corners) in there}
        walls |= wall
        alone |= there - wall - {(at + 1) % len(corners) for at in wall}
    return alone, walls


def _from_line(point: Point, start: Point, end: Point) -> float:
    """How far a point is from the line between two."""
    along_x, along_y = end[0] - start[0], end[1] - start[1]
    to_x, to_y = point[0] - start[0], point[1] - start[1]
    length2 = max(along_x * along_x + along_y * along_y, STRAIGHT_M**2)
    share = min(max((to_x * along_x + to_y * along_y) / length2, 0.0), 1.0)
    return math.hypot(to_x - share * along_x, to_y - share * along_y)


def _without_straight(ring: Sequence[Point]) -> list[Point]:
    """Without corners that are on the line between their neighbours."""
    bent = []
    for before, corner, after in zip([ring[-1], *ring[:-1]], ring, [*ring[1:], ring[0]], strict=True):
        along_x, along_y = after[0] - before[0], after[1] - before[1]
        aside = along_x * (corner[1] - before[1]) - along_y * (corner[0] - before[0])
        if abs(aside) > STRAIGHT_M * max(math.hypot(along_x, along_y), STRAIGHT_M):
            bent.append(corner)
    return bent
