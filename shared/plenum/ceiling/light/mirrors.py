"""The symmetries of a room: mirrors and half-turns under which its outline covers itself."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np
import shapely
from shapely import Polygon

from plenum.ceiling.room.convex import Side, area_m2, within
from plenum.ceiling.room.geometry import convex_sides, polygon, upright_box
from plenum.ceiling.room.room import Ring, Room

OVERLAP: Final = 0.85
"""Intersection over union from which an image of the outline counts as the outline itself.

Less than the 0.9 from which anybody sees a mirror: rooms a few cm apart on either side of that are alike."""
NEAR_M: Final = 0.01
"""Centres this near are one."""
FARTHEST: Final = 0.08
"""Share of the extent by which the centroid may be off a mirror: farther, too little is covered."""
SIGNS: Final = ((-1, 1), (1, -1), (-1, -1))
Image = tuple[int, int, float, float]
"""Signs of x and y, and the point about which they turn, in m in the grid's frame."""


def images(room: Room) -> tuple[Image, ...]:
    """A room's mirrors and half-turns, about its box's middle or its centroid."""
    return _images(room.outline, room.holes_m)


@lru_cache(maxsize=1024)
def _images(outline: Ring, holes: tuple[Ring, ...]) -> tuple[Image, ...]:
    room = Room("", ("",), outline_m=outline, holes_m=holes)
    box = upright_box(room)
    if box is not None:
        x, y = (box[0] + box[2]) / 2.0, (box[1] + box[3]) / 2.0
        return tuple((sx, sy, x, y) for sx, sy in SIGNS)
    shape = without_holes(room)
    x0, y0, x1, y1 = shape.bounds
    middle, centroid = _centres(shape)
    off = abs(middle[0] - centroid[0]), abs(middle[1] - centroid[1])
    far = off[0] > FARTHEST * (x1 - x0), off[1] > FARTHEST * (y1 - y0)
    shares = overlaps(outline, holes)
    found = []
    for sx, sy in SIGNS:
        about = [middle] if (sx > 0 or not far[0]) and (sy > 0 or not far[1]) else []
        about += [centroid] if max(off) > NEAR_M else []
        found += [(sx, sy, *centre) for centre in about if shares[sx, sy, *centre] >= OVERLAP]
    return tuple(found)


def without_holes(room: Room) -> Polygon:
    """A room's outer wall, filled."""
    return _filled(room.outline, room.holes_m)


@lru_cache(maxsize=1024)
def _filled(outline: Ring, holes: tuple[Ring, ...]) -> Polygon:
    return Polygon(polygon(Room("", ("",), outline_m=outline, holes_m=holes)).exterior)


@lru_cache(maxsize=1024)
def overlaps(outline: Ring, holes: tuple[Ring, ...]) -> dict[Image, float]:
    """The outer wall's intersection with each image over their union, 0..1: about the middle of its box and
    about its centroid."""
    shape = _filled(outline, holes)
    area = float(shape.area)
    images = [(sx, sy, x, y) for x, y in _centres(shape) for sx, sy in SIGNS]
    walls = convex_sides(Room("", ("",), outline_m=outline, holes_m=holes))
    shared = _common(shape, images) if walls is None else _common_of_convex(shape, walls, images)
    return {image: each / (2.0 * area - each) for image, each in zip(images, shared, strict=True)}


def _common(shape: Polygon, images: Sequence[Image]) -> list[float]:
    """The area that each image has in common with the shape, m²."""
    signs, about = np.array(images)[:, None, :2], np.array(images)[:, None, 2:]
    mirrored = shapely.polygons(signs * shapely.get_coordinates(shape) + (about - signs * about))
    found: list[float] = shapely.area(shapely.intersection(shape, mirrored)).tolist()
    return found


def _common_of_convex(shape: Polygon, walls: Sequence[Side], images: Sequence[Image]) -> list[float]:
    """The same of a convex one, by its corners: most rooms have four."""
    ring = shapely.get_coordinates(shape).tolist()[:-1]
    return [
        area_m2(within([(sx * px + x - sx * x, sy * py + y - sy * y) for px, py in ring], walls))
        for sx, sy, x, y in images
    ]


def _centres(shape: Polygon) -> tuple[tuple[float, float], tuple[float, float]]:
    """The middle of a shape's box, and its centroid."""
    x0, y0, x1, y1 = shape.bounds
    return ((x0 + x1) / 2, (y0 + y1) / 2), shape.centroid.coords[0]
