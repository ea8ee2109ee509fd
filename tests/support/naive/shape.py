"""Plane geometry with nothing but arithmetic: rings of points, rays, segments. Lengths in m.

A shape is a list of rings, the outline first, then the holes; a ring is a list of (x, y), not closed.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise

Point = tuple[float, float]
Shape = list[list[Point]]

TOUCH_M = 1e-6
"""A point this near a wall lies on it: coordinates in files are rounded decimals."""


def edges(shape: Shape) -> Iterator[tuple[Point, Point]]:
    """Every wall of the shape, those around holes too."""
    for ring in shape:
        for i, point in enumerate(ring):
            yield point, ring[(i + 1) % len(ring)]


def edges_round(shape: Shape) -> Iterator[tuple[Point, Point]]:
    """Every wall, from tail to head with the room to the left."""
    for number, ring in enumerate(shape):
        to_the_left = (_doubled_area(ring) > 0) == (number == 0)
        yield from edges([ring if to_the_left else ring[::-1]])


def ring_area(ring: list[Point]) -> float:
    """By the shoelace formula, positive whichever way the ring runs."""
    return abs(_doubled_area(ring)) / 2


def _doubled_area(ring: list[Point]) -> float:
    """Positive counter-clockwise."""
    return sum(p[0] * q[1] - q[0] * p[1] for p, q in edges([ring]))


def _turns(ring: list[Point]) -> list[float]:
    """At each corner, positive to the left."""
    found = []
    for i, q in enumerate(ring):
        p, r = ring[i - 1], ring[(i + 1) % len(ring)]
        found.append((q[0] - p[0]) * (r[1] - q[1]) - (q[1] - p[1]) * (r[0] - q[0]))
    return found


def area(shape: Shape) -> float:
    """Outline less holes."""
    return ring_area(shape[0]) - sum(ring_area(hole) for hole in shape[1:])


def perimeter(shape: Shape) -> float:
    """Length of all walls."""
    return sum(math.dist(p, q) for p, q in edges(shape))


def box(shape: Shape) -> tuple[float, float, float, float]:
    """Least x and y, greatest x and y."""
    xs, ys = zip(*shape[0], strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def to_segment(point: Point, p: Point, q: Point) -> float:
    """Distance from a point to a segment."""
    ex, ey = q[0] - p[0], q[1] - p[1]
    length2 = ex * ex + ey * ey
    t = ((point[0] - p[0]) * ex + (point[1] - p[1]) * ey) / length2 if length2 else 0.0
    t = min(1.0, max(0.0, t))
    return math.hypot(point[0] - p[0] - t * ex, point[1] - p[1] - t * ey)


def to_wall(point: Point, shape: Shape) -> float:
    """Distance from a point to the nearest wall."""
    return min(to_segment(point, p, q) for p, q in edges(shape))


def strictly_inside(point: Point, shape: Shape) -> bool:
    """By counting the walls that a ray to the right crosses; points on a wall may go either way."""
    x, y = point
    inside = False
    for (px, py), (qx, qy) in edges(shape):
        if (py > y) != (qy > y) and x < px + (y - py) * (qx - px) / (qy - py):
            inside = not inside
    return inside


def inside(point: Point, shape: Shape) -> bool:
    """Inside, or on a wall."""
    return strictly_inside(point, shape) or to_wall(point, shape) <= TOUCH_M


def crossings(a: Point, b: Point, shape: Shape) -> list[float]:
    """Where the segment from a to b meets walls, as shares of its length, touching included."""
    found = []
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = math.hypot(dx, dy)
    if not length:
        return found
    slack = TOUCH_M / length
    for (px, py), (qx, qy) in edges(shape):
        ex, ey = qx - px, qy - py
        wall = math.hypot(ex, ey)
        if not wall:
            continue
        across = dx * ey - dy * ex
        if abs(across) > 1e-12 * length * wall:
            t = ((px - a[0]) * ey - (py - a[1]) * ex) / across
            u = ((px - a[0]) * dy - (py - a[1]) * dx) / across
            if -slack <= t <= 1 + slack and -TOUCH_M / wall <= u <= 1 + TOUCH_M / wall:
                found.append(t)
        elif abs((px - a[0]) * dy - (py - a[1]) * dx) <= TOUCH_M * length:
            for x, y in ((px, py), (qx, qy)):
                found.append(((x - a[0]) * dx + (y - a[1]) * dy) / (length * length))
    return found


def stays_inside(a: Point, b: Point, shape: Shape) -> bool:
    """Whether the segment between two points of the shape leaves it nowhere; touching a wall is staying."""
    cuts = [t for t in crossings(a, b, shape) if 0 < t < 1]
    if not cuts:
        return True
    stops = [0.0, *sorted(cuts), 1.0]
    length = math.dist(a, b)
    for t, u in pairwise(stops):
        if (u - t) * length <= 2 * TOUCH_M:
            continue
        m = (t + u) / 2
        if not inside((a[0] + m * (b[0] - a[0]), a[1] + m * (b[1] - a[1])), shape):
            return False
    return True


def hiding_corners(shape: Shape) -> list[Point]:
    """Corners that stick into the room: there alone something begins to be hidden."""
    found = []
    for number, ring in enumerate(shape):
        around = _doubled_area(ring)
        for corner, turn in zip(ring, _turns(ring), strict=True):
            if turn and (turn * around < 0) == (number == 0):
                found.append(corner)
    return found


def convex(shape: Shape) -> bool:
    """No holes and no corner that turns the other way: everything sees everything."""
    if len(shape) > 1:
        return False
    turns = _turns(shape[0])
    return min(turns) >= -1e-12 or max(turns) <= 1e-12


def rectangle_inside(corners: tuple[float, float, float, float], shape: Shape) -> bool:
    """Whether a rectangle (least x, y, greatest x, y) lies fully inside.

    All four corners inside, no side that leaves the shape, and no wall within it: a hole could
    lie wholly inside a rectangle whose sides it does not touch.
    """
    x0, y0, x1, y1 = corners
    ring = [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]
    if not all(inside(corner, shape) for corner in ring):
        return False
    if not all(stays_inside(p, q, shape) for p, q in edges([ring])):
        return False
    return not any(
        x0 + TOUCH_M < x < x1 - TOUCH_M and y0 + TOUCH_M < y < y1 - TOUCH_M for hole in shape for x, y in hole
    )
