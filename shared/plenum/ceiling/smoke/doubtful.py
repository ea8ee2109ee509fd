"""The floor that may be open between detectors: what is left when whole tiles are known to be covered.

A disc that holds all corners of a tile's piece holds the piece. And what sees them all in a straight line
sees all of it: each edge of the piece, with the two lines of sight to its ends, bounds floor alone, as long
as no wall stands free in the room. So geometry is asked only for pieces whose corners no one detector has.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import shapely
from shapely import Geometry

from plenum.ceiling.room.geometry import (
    TOUCH_M,
    Mask,
    Points,
    corner_points,
    corners_inside,
    polygon,
    visible,
)
from plenum.ceiling.room.pairs import both, square
from plenum.ceiling.room.room import Room
from plenum.ceiling.smoke.sight import sight_room

ROUNDING_M: Final = 1e-9
TOGETHER: Final = 20_000
"""Pairs of a centre and a point looked at in one go."""


def doubtful(room: Room, centres: Points, radius_m: float) -> Geometry:
    """The room less pieces of tiles that lie wholly within the radius, and in sight, of one of the centres.

    All of the room where a wall stands free in it, where it reaches beyond its grid, or without a radius.
    """
    whole, walls = polygon(room), sight_room(room)
    x0, y0, x1, y1 = whole.bounds
    width, height = room.width * room.tile_m[0], room.height * room.tile_m[1]
    beyond = min(x0, y0, width - x1, height - y1) < -TOUCH_M
    if radius_m <= 0 or walls.holes_m or beyond:
        return whole
    covered, there = _covered(room, centres, radius_m)
    y, x = np.nonzero(there & ~covered)
    if not len(x):
        return shapely.Polygon()
    tx, ty = room.tile_m
    return whole.intersection(shapely.union_all(shapely.box(x * tx, y * ty, (x + 1) * tx, (y + 1) * ty)))


def _covered(room: Room, centres: Points, radius_m: float) -> tuple[Mask, Mask]:
    """height × width: whose piece one detector covers; which tiles have a piece of the room."""
    points, inside = corner_points(room), corners_inside(room)
    corners = np.count_nonzero(inside)
    column, row, owner = _tiles_of(room, points[corners:])
    there = inside[:-1, :-1] | inside[1:, :-1] | inside[:-1, 1:] | inside[1:, 1:]
    there[row, column] = True
    covered = np.zeros_like(there)
    for seen in _seen(room, centres, points, radius_m):
        lattice = ~inside
        lattice[inside] = seen[:corners]
        piece = lattice[:-1, :-1] & lattice[1:, :-1] & lattice[:-1, 1:] & lattice[1:, 1:]
        lost = ~seen[corners:][owner]
        piece[row[lost], column[lost]] = False
        covered |= piece
    return covered, there


def _seen(room: Room, centres: Points, points: Points, radius_m: float) -> Iterator[Mask]:
    """Of each centre which points lie within the radius and straight in its sight."""
    step = max(1, TOGETHER // len(points))
    for start in range(0, len(centres), step):
        some = centres[start : start + step]
        seen = square(points - some[:, None]) <= (radius_m + ROUNDING_M) ** 2
        near = np.flatnonzero(seen.any(axis=0))
        seen[:, near] &= visible(sight_room(room), some, points[near])
        yield from seen


def _tiles_of(room: Room, points: Points) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Column, row and number of each of the points for every tile it lies in, on its rim too."""
    tile, reach = np.asarray(room.tile_m), TOUCH_M
    low = np.floor((points - reach) / tile).astype(np.intp)
    high = np.floor((points + reach) / tile).astype(np.intp)
    owner = np.arange(len(points))
    found = [
        np.stack([x, y, owner], axis=1) for x in (low[:, 0], high[:, 0]) for y in (low[:, 1], high[:, 1])
    ]
    every = np.concatenate(found)
    fits = both((every[:, :2] >= 0) & (every[:, :2] < [room.width, room.height]))
    column, row, number = every[fits].T
    return column, row, number
