"""Farthest points and gaps in an upright rectangle, where every cell ends at the walls by itself."""

from __future__ import annotations

import math

import numpy as np

from plenum.ceiling.room.geometry import Points
from plenum.ceiling.smoke.voronoi import cells

Box = tuple[float, float, float, float]
INWARDS: tuple[float, ...] = (0.0, 0.5, 1.0)
"""Where in an open cell it is asked for: at its farthest corner, in its middle, and half-way."""


def farthest_in_box(box: Box, centres: Points) -> tuple[float, tuple[float, float]]:
    """How far the farthest point of a box (least x, y, greatest x, y) is from all centres, and where."""
    best, at = -1.0, (0.0, 0.0)
    for (x, y), ring in zip(centres.tolist(), cells(centres, box, 0.0), strict=True):
        for u, v in ring:
            away = math.hypot(u - x, v - y)
            if away > best:
                best, at = away, (u, v)
    return best, at


def gaps_in_box(box: Box, centres: Points, radius_m: float, among: Points | None = None) -> Points:
    """Points of a box farther than the radius from every centre: some of each cell that is left open.

    `among`: the centres whose cells are looked at, where others are known to leave none.
    """
    found: list[tuple[float, float]] = []
    asked = centres if among is None else among
    for (x, y), ring in zip(asked.tolist(), cells(centres, box, 0.0, asked), strict=True):
        away, u, v = max(((math.hypot(u - x, v - y), u, v) for u, v in ring), default=(0.0, 0.0, 0.0))
        if away > radius_m:
            middle_x = sum(u for u, _ in ring) / len(ring)
            middle_y = sum(v for _, v in ring) / len(ring)
            found += [(u + k * (middle_x - u), v + k * (middle_y - v)) for k in INWARDS]
    points = np.array(found).reshape(-1, 2)
    gaps = np.hypot(*(points[:, None] - centres[None]).transpose(2, 0, 1))
    return np.asarray(points[gaps.min(axis=1, initial=np.inf) > radius_m])
