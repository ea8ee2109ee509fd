"""Points beside those where lines meet, one in each sector about a meeting, so that no tip is missed."""

from __future__ import annotations

import math
from itertools import combinations, pairwise

from tests.support.naive.shape import Point, to_segment

Line = tuple[Point, Point]

ASIDE_M = 2e-3
NEAR_M = 1e-5
"""A line this near to a meeting goes through it."""
MOST_LINES = 90
"""Of more, their ends alone are looked at: crossings grow with the square."""


def beside_meetings(lines: list[Line]) -> list[Point]:
    """The points, ASIDE_M from where two lines or more meet."""
    meetings = {(round(x, 6), round(y, 6)): (x, y) for x, y in _meetings(lines)}
    return [beside for at in meetings.values() for beside in _beside(at, lines)]


def beside_crossings(line: Line, walls: list[Line]) -> list[Point]:
    """The points, ASIDE_M from where a line crosses walls."""
    found = [at for wall in walls for at in _crossing(line, wall)]
    return [beside for at in found for beside in _beside(at, [*walls, line])]


def moved_aside(line: Line, by_m: float) -> Line:
    """A line moved to its left (by less than nothing: its right) and made longer by as much at both ends."""
    (ax, ay), (bx, by) = line
    x, y = ((to - at) / math.dist(*line) * by_m for at, to in ((ax, bx), (ay, by)))
    longer = math.copysign(1.0, by_m)
    return (
        (ax - longer * x - y, ay - longer * y + x),
        (bx + longer * x - y, by + longer * y + x),
    )


def _meetings(lines: list[Line]) -> list[Point]:
    found = [end for line in lines for end in line]
    if len(lines) <= MOST_LINES:
        found += [at for one, other in combinations(lines, 2) for at in _crossing(one, other)]
    return found


def _crossing(one: Line, other: Line) -> list[Point]:
    (ax, ay), (bx, by) = one
    (cx, cy), (dx, dy) = other
    across = (bx - ax) * (dy - cy) - (by - ay) * (dx - cx)
    if abs(across) < 1e-12:
        return []
    t = ((cx - ax) * (dy - cy) - (cy - ay) * (dx - cx)) / across
    u = ((cx - ax) * (by - ay) - (cy - ay) * (bx - ax)) / across
    inside = -1e-9 <= t <= 1 + 1e-9 and -1e-9 <= u <= 1 + 1e-9
    return [(ax + t * (bx - ax), ay + t * (by - ay))] if inside else []


def _beside(at: Point, lines: list[Line]) -> list[Point]:
    angles = sorted(
        math.atan2(end[1] - at[1], end[0] - at[0]) % (2 * math.pi)
        for line in lines
        if to_segment(at, *line) <= NEAR_M
        for end in line
        if math.dist(end, at) > NEAR_M
    )
    if not angles:
        return []
    middles = [(a + b) / 2 for a, b in pairwise([*angles, angles[0] + 2 * math.pi]) if b - a > 1e-6]
    return [(at[0] + ASIDE_M * math.cos(a), at[1] + ASIDE_M * math.sin(a)) for a in middles]
