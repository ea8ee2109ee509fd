"""Voronoi cells of a few hundred points on a grid, each cut from a box by its bisectors.

Points on a grid lie on common circles by the dozen, where general algorithms return cells that
cross themselves; a convex polygon cut by a line stays one.
"""

from __future__ import annotations

import math

import numpy as np

from plenum.ceiling.room.convex import Corners, cut
from plenum.ceiling.room.geometry import Points

MARGIN_M = 1.0
"""A box around a room is widened by it, so that no edge of a cell runs along a wall by accident."""


def cells(
    sites: Points,
    bounds: tuple[float, float, float, float],
    margin_m: float = MARGIN_M,
    among: Points | None = None,
) -> list[Corners]:
    """Each site's part of a box (least x, y, greatest x, y): what is no nearer to any other site.

    Of all sites, or of those `among` them alone. Empty for a site outside the box that has no part in it.
    """
    low_x, low_y, high_x, high_y = bounds
    low_x, low_y, high_x, high_y = low_x - margin_m, low_y - margin_m, high_x + margin_m, high_y + margin_m
    whole = [(low_x, low_y), (high_x, low_y), (high_x, high_y), (low_x, high_y)]
    found: list[Corners] = []
    for site in sites if among is None else among:
        x, y = site.tolist()
        gaps = np.hypot(*(sites - site).T)
        ring = whole
        reach = _reach(ring, x, y)
        for other in np.argsort(gaps, kind="stable")[1:]:
            if gaps[other] > 2 * reach:
                break
            u, v = sites[other].tolist()
            ring = cut(ring, u - x, v - y, ((u * u + v * v) - (x * x + y * y)) / 2)
            if not ring:
                break
            reach = _reach(ring, x, y)
        found.append(ring)
    return found


def _reach(ring: Corners, x: float, y: float) -> float:
    return math.sqrt(max([(u - x) * (u - x) + (v - y) * (v - y) for u, v in ring]))
