"""Which symmetries a room has, and whether its ceiling keeps them (L8s, L8m, A1m)."""

from __future__ import annotations

from functools import lru_cache
from itertools import product

import numpy as np
import shapely
from shapely import Polygon, affinity

from benchmarks.order.ceiling import Ceiling, Points
from plenum.ceiling.room.kinds import Kind

OVERLAP = 0.9
HALF_TILE, WHOLE_TILE = 0.51, 1.01
Image = tuple[int, int, float, float]
"""Signs of x and y, and the point about which they turn, m."""


def images(ceiling: Ceiling) -> list[Image]:
    """The mirrors and half-turns that the outline keeps, about its box's middle or its centroid."""
    return list(_images(ceiling.outer))


@lru_cache(maxsize=4096)
def _images(shape: Polygon) -> tuple[Image, ...]:
    x0, y0, x1, y1 = shape.bounds
    centres = [((x0 + x1) / 2, (y0 + y1) / 2), (shape.centroid.x, shape.centroid.y)]
    found = []
    for (sx, sy), (cx, cy) in product(((-1, 1), (1, -1), (-1, -1)), centres):
        other = affinity.scale(shape, sx, sy, origin=(cx, cy))
        both = shape.intersection(other).area
        if both >= OVERLAP * (2 * shape.area - both):
            found.append((sx, sy, cx, cy))
    return tuple(found)


def kept(at: Points, image: Image, tolerance_m: float) -> bool:
    """Whether each position falls on one of them under an image, both ways within the tolerance."""
    if not len(at):
        return True
    sx, sy, cx, cy = image
    turned = (at - (cx, cy)) * (sx, sy) + (cx, cy)
    away = np.abs(turned[:, None] - at[None]).max(axis=2)
    return bool((away.min(axis=1) <= tolerance_m).all())


def lights_symmetric(ceiling: Ceiling) -> bool | None:
    """L8s: the lights keep one of the room's symmetries; None where it has none, or no light is there."""
    all_of = images(ceiling)
    if not all_of or not len(ceiling.lights):
        return None
    return any(kept(ceiling.lights, image, HALF_TILE * ceiling.tile_m) for image in all_of)


def every_mirror(ceiling: Ceiling) -> bool | None:
    """L8m: the lights keep every mirror that the room has, each about one of its centres."""
    mirrors = [image for image in images(ceiling) if image[0] * image[1] < 0]
    if not mirrors or not len(ceiling.lights):
        return None
    reach = HALF_TILE * ceiling.tile_m
    directions = {image[:2] for image in mirrors}
    return all(
        any(kept(ceiling.lights, image, reach) for image in mirrors if image[:2] == way) for way in directions
    )


def whole_mirrored(ceiling: Ceiling) -> bool | None:
    """A1m: under one of the room's mirrors all four kinds fall on their own."""
    mirrors = [image for image in images(ceiling) if image[0] * image[1] < 0]
    if not mirrors or not len(ceiling.lights):
        return None
    reach = WHOLE_TILE * ceiling.tile_m
    return any(all(kept(ceiling.at(kind), image, reach) for kind in Kind) for image in mirrors)


def same_outline(one: Polygon, other: Polygon, near_m: float) -> bool:
    """Whether two outlines lie within a distance of each other everywhere."""
    return bool(shapely.hausdorff_distance(one.exterior, other.exterior) <= near_m)
