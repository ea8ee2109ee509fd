"""The symmetries of a room: mirrors and half-turns under which its outline covers itself."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon

from plenum.ceiling.room.geometry import polygon, upright_box
from plenum.ceiling.room.room import Ring, Room

OVERLAP: Final = 0.85
"""Intersection over union from which an image of the outline counts as the outline itself.

Less than the 0.9 from which anybody sees a mirror: rooms a few cm apart on either side of that are alike."""
NEAR_M: Final = 0.01
"""Centres this near are one."""
FARTHEST: Final = 0.08
"""Share of the extent by which the centroid may be off a mirror: farther, too little is covered."""
ROUNDING: Final = 1e-9
"""Share of an area by which two reckonings of it may differ."""
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
    extent, centroid = np.array([x1 - x0, y1 - y0]), np.array([shape.centroid.x, shape.centroid.y])
    found = []
    for sx, sy in SIGNS:
        seen: list[NDArray[np.float64]] = []
        for centre in (np.array([x0 + x1, y0 + y1]) / 2.0, centroid):
            moved = np.where([sx < 0, sy < 0], np.abs(centre - centroid), 0.0)
            known = any(np.abs(centre - other).max() <= NEAR_M for other in seen)
            seen.append(centre)
            if known or (moved > FARTHEST * extent).any():
                continue
            about = float(centre[0]), float(centre[1])
            if covers_image(outline, holes, (sx, sy, *about)):
                found.append((sx, sy, *about))
    return tuple(found)


def without_holes(room: Room) -> Polygon:
    """A room's outer wall, filled."""
    return _filled(room.outline, room.holes_m)


@lru_cache(maxsize=1024)
def _filled(outline: Ring, holes: tuple[Ring, ...]) -> Polygon:
    return Polygon(polygon(Room("", ("",), outline_m=outline, holes_m=holes)).exterior)


def covers_image(outline: Ring, holes: tuple[Ring, ...], image: Image) -> bool:
    """Whether the outer wall's image counts as the wall itself."""
    shape = _filled(outline, holes)
    area = shape.area
    corners = shapely.get_coordinates(shape)
    # What both have in common is no less than what a box around both has no place for.
    box = np.ptp(np.concatenate([corners, _mirrored(corners, image)]), axis=0)
    least = 2.0 * area - float(box[0] * box[1]) - ROUNDING * area
    return least >= OVERLAP * (2.0 * area - least) or overlap(outline, holes, image) >= OVERLAP


@lru_cache(maxsize=4096)
def overlap(outline: Ring, holes: tuple[Ring, ...], image: Image) -> float:
    """The outer wall's intersection with its image over their union, 0..1."""
    shape = _filled(outline, holes)
    mirrored = Polygon(_mirrored(shapely.get_coordinates(shape), image))
    common = float(shapely.area(shapely.intersection(shape, mirrored)))
    return common / (2.0 * float(shape.area) - common)


def _mirrored(corners: NDArray[np.float64], image: Image) -> NDArray[np.float64]:
    sx, sy, x, y = image
    about, signs = np.array([x, y]), np.array([sx, sy])
    return np.asarray(signs * corners + (about - signs * about))
