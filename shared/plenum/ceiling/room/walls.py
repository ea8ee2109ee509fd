"""How far things are from a room's walls, around holes too."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from plenum.ceiling.caches.per_thread import cached_per_thread
from plenum.ceiling.room.geometry import (
    Mask,
    Points,
    contains,
    convex_sides,
    outside_m,
    polygon,
    upright_box,
)
from plenum.ceiling.room.room import Ring, Room

Floats = NDArray[np.float64]
MANY_WALLS: Final = 48
"""Of more walls the nearest is searched for in a tree."""
FEW: Final = 48
"""Points that are asked for one by one as soon as all at once."""
TOGETHER: Final = 16_000
"""Points times walls whose distances are reckoned in one go: what a processor's cache holds."""
PAIRS: Final = 1_000_000
"""Points and walls looked at in one go."""


def wall_distance(room: Room, points: Points) -> Floats:
    """How far in m each point is from the nearest wall."""
    if (box := upright_box(room)) is not None:
        return _to_box(points, box)
    walls = _walls(room.outline, room.holes_m)
    if len(walls) <= MANY_WALLS and len(points) <= FEW:
        return np.asarray(shapely.distance(polygon(room).boundary, shapely.points(points)))
    if len(walls) <= MANY_WALLS:
        return from_walls_m(walls, points)
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
    walls = _walls(room.outline, room.holes_m)
    if len(walls) <= MANY_WALLS:
        return np.asarray(from_walls_m(walls, points) >= limit_m)
    below = np.nextafter(limit_m, 0.0)
    return ~np.asarray(shapely.dwithin(_boundary(room.outline, room.holes_m), shapely.points(points), below))


def clear_within(room: Room, points: Points, limit_m: float) -> Mask:
    """Which points lie in the room, at least so far from every wall."""
    if (sides := convex_sides(room)) is not None:
        outside = outside_m(sides, points)
        return (outside < 0.0) & (outside <= -limit_m)
    inside = np.asarray(shapely.contains_xy(polygon(room), points[:, 0], points[:, 1]))
    inside[inside] = clear_of_wall(room, points[inside], limit_m)
    return inside


def from_walls_m(walls: Points, points: Points) -> Floats:
    """How far in m each point is from the nearest of some walls (k by 2 by 2, tail and head of each)."""
    tails, along = walls[:, 0], walls[:, 1] - walls[:, 0]
    share_of = along / np.maximum((along * along).sum(axis=1), np.finfo(float).tiny)[:, None]
    found = np.empty(len(points))
    step = max(1, TOGETHER // len(walls))
    for start in range(0, len(points), step):
        some = points[start : start + step]
        x, y = some[:, 0] - tails[:, :1], some[:, 1] - tails[:, 1:]
        share = np.clip(x * share_of[:, :1] + y * share_of[:, 1:], 0.0, 1.0)
        x -= share * along[:, :1]
        y -= share * along[:, 1:]
        found[start : start + step] = (x * x + y * y).min(axis=0)
    return np.asarray(np.sqrt(found, out=found))


def walls_along(room: Room, points: Points, axis: int) -> tuple[Floats, Floats]:
    """From each point to the nearest wall along the axis, downwards and upwards; 0 where there is none."""
    box = upright_box(room)
    if box is not None and contains(room, points).all():
        return points[:, axis] - box[axis], box[axis + 2] - points[:, axis]
    walls = _walls(room.outline, room.holes_m)
    if len(walls) <= MANY_WALLS:
        low, high = (way.min(axis=1) for way in _along(points[:, None], walls[None], axis))
    else:
        low, high = _searched(points, walls, axis)
    return np.where(np.isinf(low), 0.0, low), np.where(np.isinf(high), 0.0, high)


def _along(points: Points, walls: Points, axis: int) -> tuple[Floats, Floats]:
    """From points to walls along the axis, downwards and upwards; infinite where they do not meet."""
    tails, heads = walls[..., 0, :], walls[..., 1, :]
    with np.errstate(divide="ignore", invalid="ignore"):
        share = (points[..., 1 - axis] - tails[..., 1 - axis]) / (heads - tails)[..., 1 - axis]
        meets = tails[..., axis] + share * (heads - tails)[..., axis] - points[..., axis]
    crossed = (share >= 0.0) & (share <= 1.0)
    down = np.where(crossed & (meets <= 0.0), -meets, np.inf)
    return down, np.where(crossed & (meets >= 0.0), meets, np.inf)


def _searched(points: Points, walls: Points, axis: int) -> tuple[Floats, Floats]:
    """The same for many walls: each is held against the points that stand beside it alone."""
    low, high = np.full(len(points), np.inf), np.full(len(points), np.inf)
    order = np.argsort(points[:, 1 - axis], kind="stable")
    across = points[order, 1 - axis]
    ends = np.sort(walls[:, :, 1 - axis], axis=1)
    first = np.searchsorted(across, ends[:, 0], side="left")
    count = np.searchsorted(across, ends[:, 1], side="right") - first
    step = max(1, PAIRS // max(1, int(count.max())))
    for start in range(0, len(walls), step):
        some = count[start : start + step]
        wall = np.repeat(np.arange(start, start + len(some)), some)
        within = np.arange(len(wall)) - np.repeat(np.cumsum(some) - some, some)
        beside = order[first[wall] + within]
        down, up = _along(points[beside], walls[wall], axis)
        np.minimum.at(low, beside, down)
        np.minimum.at(high, beside, up)
    return low, high


def _to_box(points: Points, box: tuple[float, float, float, float]) -> Floats:
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
    return shapely.STRtree(shapely.linestrings(_walls(outline, holes)))


def walls(room: Room) -> Points:
    """The walls of a room one by one, k by 2 by 2: tail and head of each."""
    return _walls(room.outline, room.holes_m)


@lru_cache(maxsize=256)
def _walls(outline: Ring, holes: tuple[Ring, ...]) -> Points:
    shape = polygon(Room("", (), outline_m=outline, holes_m=holes))
    rings = map(shapely.get_coordinates, shapely.get_rings(shape))
    return np.concatenate([np.stack([ring[:-1], ring[1:]], axis=1) for ring in rings])
