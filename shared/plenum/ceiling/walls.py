"""How far things are from a room's walls, around holes too."""

from __future__ import annotations

from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from plenum.ceiling.geometry import Mask, Points, polygon, upright_box
from plenum.ceiling.per_thread import cached_per_thread
from plenum.ceiling.room import Ring, Room

MANY_WALLS: Final = 48
"""Of more walls the nearest is searched for in a tree."""


def wall_distance(room: Room, points: Points) -> NDArray[np.float64]:
    """How far in m each point is from the nearest wall."""
    if (box := upright_box(room)) is not None:
        return _to_box(points, box)
    if shapely.get_num_coordinates(polygon(room)) <= MANY_WALLS:
        return np.asarray(shapely.distance(polygon(room).boundary, shapely.points(points)))
    found = np.empty(len(points))
    near, away = _tree(room.outline, room.holes_m).query_nearest(
        shapely.points(points), return_distance=True, all_matches=False
    )
    found[near[0]] = away
    return found


def clear_of_wall(room: Room, points: Points, limit_m: float) -> Mask:
    """Which points are at least so far from every wall: less work than to say how far."""
    if (box := upright_box(room)) is not None:
        return np.asarray(_to_box(points, box) >= limit_m)
    below = np.nextafter(limit_m, 0.0)
    return ~np.asarray(shapely.dwithin(_boundary(room.outline, room.holes_m), shapely.points(points), below))


def _to_box(points: Points, box: tuple[float, float, float, float]) -> NDArray[np.float64]:
    x0, y0, x1, y1 = box
    x, y = points[:, 0], points[:, 1]
    over_x, over_y = np.maximum(x0 - x, x - x1), np.maximum(y0 - y, y - y1)
    over = np.maximum(over_x, over_y)
    outside = np.hypot(np.maximum(over_x, 0.0), np.maximum(over_y, 0.0))
    return np.asarray(np.where(over > 0.0, outside, -over))


@cached_per_thread(maxsize=256)
def _boundary(outline: Ring, holes: tuple[Ring, ...]) -> shapely.Geometry:
    walls = polygon(Room("", (), outline_m=outline, holes_m=holes)).boundary
    shapely.prepare(walls)
    return walls


@cached_per_thread(maxsize=256)
def _tree(outline: Ring, holes: tuple[Ring, ...]) -> shapely.STRtree:
    """The walls one by one."""
    shape = polygon(Room("", (), outline_m=outline, holes_m=holes))
    rings = map(shapely.get_coordinates, shapely.get_rings(shape))
    return shapely.STRtree(
        np.concatenate([shapely.linestrings(np.stack([c[:-1], c[1:]], axis=1)) for c in rings])
    )
