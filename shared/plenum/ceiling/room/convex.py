"""Convex rings cut by lines: of few corners, by plain arithmetic. What is left is convex, or nothing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from plenum.ceiling.room.room import Point

Corners = list[Point]
"""In order, the first one not repeated; m."""
Side = tuple[float, float, float]
"""a, b, c of a line a·x + b·y = c, a² + b² = 1: what is kept is below."""


def cut(ring: Corners, a: float, b: float, c: float) -> Corners:
    """The part of a ring where a·x + b·y <= c."""
    kept: Corners = []
    u, v = ring[-1]
    before = a * u + b * v - c
    for x, y in ring:
        here = a * x + b * y - c
        if (here <= 0) != (before <= 0):
            share = before / (before - here)
            kept.append((u + share * (x - u), v + share * (y - v)))
        if here <= 0:
            kept.append((x, y))
        u, v, before = x, y, here
    return kept


def sides(ring: Sequence[Point]) -> list[Side] | None:
    """The lines around a ring that turns left at every corner; None for any other."""
    found: list[Side] = []
    for (x, y), (u, v), (next_x, next_y) in zip(
        ring, [*ring[1:], ring[0]], [*ring[2:], *ring[:2]], strict=True
    ):
        along, up = u - x, v - y
        if along * (next_y - v) <= up * (next_x - u):
            return None
        length = math.hypot(along, up)
        a, b = up / length, -along / length
        found.append((a, b, a * x + b * y))
    return found


def within(ring: Corners, limits: Sequence[Side]) -> Corners:
    """The part of a ring that all of some lines keep."""
    for limit in limits:
        if not ring:
            break
        ring = cut(ring, *limit)
    return ring


def area_m2(ring: Corners) -> float:
    """Of a ring, whichever way it runs."""
    # About its first corner: far from the origin the products would leave few digits to their differences.
    (left, low), *_ = ring or [(0.0, 0.0)]
    about = [(x - left, y - low) for x, y in ring]
    return abs(sum(x * v - y * u for (x, y), (u, v) in pairwise([*about, *about[:1]]))) / 2.0
