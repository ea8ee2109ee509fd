"""What a detector sees, naively: segments against walls, and a step aside at the end of a shadow.

Columns, and what sticks out of a wall, up to 0.8 m long in plan hide nothing. Floor within 0.5 m of floor
that is seen is seen, if a straight way leads there.
"""

from __future__ import annotations

import math

from tests.support.naive.shape import Point, Shape, crossings, edges, stays_inside, strictly_inside

ASIDE_M = 0.8
BESIDE_M = 0.5


def hiding(shape: Shape) -> Shape:
    """The walls without what hides nothing."""
    return [_smooth(shape), *(hole for hole in shape[1:] if _length(hole) > ASIDE_M)]


def sees(centre: Point, point: Point, shape: Shape, walls: Shape) -> bool:
    """Straight, or by a step of at most 0.5 m from where a shadow ends, which may go around one corner."""
    if stays_inside(centre, point, walls) or _stepped(centre, point, shape, walls, BESIDE_M):
        return True
    return any(
        stays_inside(corner, point, shape) and _stepped(centre, corner, shape, walls, BESIDE_M - gap)
        for ring in shape
        for corner in ring
        if (gap := math.dist(corner, point)) < BESIDE_M
    )


def _stepped(centre: Point, point: Point, shape: Shape, walls: Shape, most: float) -> bool:
    """Whether a step of so many metres leads there from where a shadow ends."""
    return any(
        math.dist(end, point) <= most and stays_inside(end, point, shape) and stays_inside(centre, end, walls)
        for end in _ends(centre, point, walls)
    )


def _ends(centre: Point, point: Point, walls: Shape) -> list[Point]:
    """The nearest points, within the step, of the lines from a detector past each corner."""
    found = []
    for corner in (corner for ring in walls for corner in ring):
        dx, dy = corner[0] - centre[0], corner[1] - centre[1]
        square = dx * dx + dy * dy
        if not square:
            continue
        t = max(1.0, ((point[0] - centre[0]) * dx + (point[1] - centre[1]) * dy) / square)
        end = (centre[0] + t * dx, centre[1] + t * dy)
        ends = (end, *past(centre, corner, walls))
        found += [at for at in ends if math.dist(at, point) <= BESIDE_M]
    return found


def past(centre: Point, corner: Point, shape: Shape) -> list[Point]:
    """Where the line from a detector past a corner next meets a wall; none where the corner ends it."""
    reach = sum(math.dist(*wall) for wall in edges(shape)) / math.dist(centre, corner)
    far = (centre[0] + reach * (corner[0] - centre[0]), centre[1] + reach * (corner[1] - centre[1]))
    beyond = [t for t in crossings(centre, far, shape) if t * reach > 1 + 1e-9]
    if not beyond:
        return []
    t = min(beyond)
    return [(centre[0] + t * (far[0] - centre[0]), centre[1] + t * (far[1] - centre[1]))]


def _smooth(shape: Shape) -> list[Point]:
    """The outline without its short bumps, the longest taken off first."""
    ring = list(shape[0])
    for count in range(min(len(ring) - 3, 12), 0, -1):
        start = 0
        while start < len(ring) and len(ring) > count + 3:
            turned = ring[start:] + ring[:start]
            if _is_bump(turned, count, shape):
                ring = [turned[0], *turned[count + 1 :]]
                start = 0
            else:
                start += 1
    return ring


def _is_bump(ring: list[Point], count: int, shape: Shape) -> bool:
    """Whether so many corners after the first are a bump: short, in the walls, on a wider foot."""
    chain = ring[: count + 2]
    if _length(chain) > ASIDE_M + 1e-6:
        return False
    middle = ((chain[0][0] + chain[-1][0]) / 2, (chain[0][1] + chain[-1][1]) / 2)
    if strictly_inside(middle, shape) and _aside(chain) > 1e-6:
        return False
    side = 1.0 if _area(ring) > 0 else -1.0
    after = ring[count + 2] if len(ring) > count + 2 else ring[0]
    foot = side * _turn(ring[-1], chain[0], chain[1]) > 0 and side * _turn(chain[-2], chain[-1], after) > 0
    return foot and side * _area(chain) < 0


def _turn(p: Point, q: Point, r: Point) -> float:
    """Positive where the way over three points turns to the left, by more than a hair."""
    cross = (q[0] - p[0]) * (r[1] - q[1]) - (q[1] - p[1]) * (r[0] - q[0])
    return cross if abs(cross) > 1e-6 * math.dist(p, q) * math.dist(q, r) else 0.0


def _area(ring: list[Point]) -> float:
    """Signed, positive counter-clockwise."""
    return sum(p[0] * q[1] - q[0] * p[1] for p, q in edges([ring])) / 2


def _aside(chain: list[Point]) -> float:
    """How far a chain strays from the line between its ends."""
    a, b = chain[0], chain[-1]
    length = math.dist(a, b) or 1.0
    return max(abs((b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0])) / length for x, y in chain)


def _length(points: list[Point]) -> float:
    """The longer side of the smallest upright or turned box, tried along every line between neighbours."""
    best = math.inf, math.inf
    for p, q in edges([points]):
        length = math.dist(p, q)
        if not length:
            continue
        c, s = (q[0] - p[0]) / length, (q[1] - p[1]) / length
        along = [c * x + s * y for x, y in points]
        across = [c * y - s * x for x, y in points]
        sides = max(along) - min(along), max(across) - min(across)
        best = min(best, (sides[0] * sides[1], max(sides)))
    return best[1]
