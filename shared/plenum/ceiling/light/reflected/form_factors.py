"""Form factors between a room's patches, and from points of a level plane.

What a level point sees of an upright piece of wall, and of a level rectangle above it, has a closed form: by
Lambert's, each edge counts the angle it spans times how level the plane through it is; a wall's upright edges
count nothing. Between walls one point stands for a piece. All that a point sees is 1 in a closed room: what
hides, or stands for too much, is settled by that (domain facts 1.11).
"""

from __future__ import annotations

import math

import numpy as np

from plenum.ceiling.light.reflected.patches import BANDS, Floats, Patches
from plenum.ceiling.room.geometry import Points, is_convex, visible
from plenum.ceiling.room.room import Room


def sight(room: Room, sources: Points, points: Points) -> Floats:
    """sources × points: 1 where nothing stands between."""
    if is_convex(room):
        return np.ones((len(sources), len(points)))
    return visible(room, sources, points).astype(float)


def from_level(room: Room, has: Patches, at: Points, above_m: float) -> tuple[Floats, Floats]:
    """points × ceiling cells and points × wall patches: what points so far above the floor see, facing up."""
    levels = np.maximum(has.levels - above_m, 0.0)
    edges = _edges(at, has.tails, has.heads, levels)
    walls = (edges[:-1] - edges[1:]) * sight(room, at, has.seen_at)
    ceiling = _rectangles(has, at, has.height_m - above_m) * has.covered * sight(room, at, has.middles)
    all_seen = np.maximum(1e-12, ceiling.sum(axis=1) + walls.sum(axis=(0, 2)))
    ceiling /= all_seen[:, None]
    walls /= all_seen[None, :, None]
    return ceiling, walls.transpose(1, 0, 2).reshape(len(at), -1)


def between(room: Room, has: Patches) -> Floats:
    """patches × patches: the share of what a row's patch sends that a column's receives."""
    cells = len(has.cells)
    opposite, walls = from_level(room, has, has.middles, 0.0)
    flipped = upside_down(walls)
    factors = np.zeros((has.count, has.count))
    ceiling, floor, upright = slice(cells), slice(cells, 2 * cells), slice(2 * cells, None)
    factors[ceiling, floor] = factors[floor, ceiling] = opposite
    factors[floor, upright], factors[ceiling, upright] = walls, flipped
    share = has.areas[None] / has.wall_areas[:, None]
    factors[upright, floor], factors[upright, ceiling] = walls.T * share, flipped.T * share
    among = _among_walls(room, has)
    left = np.maximum(0.0, 1.0 - factors[upright].sum(axis=1))
    factors[upright, upright] = among * (left / np.maximum(among.sum(axis=1), 1e-12))[:, None]
    return factors


def upside_down(walls: Floats) -> Floats:
    """Of what points of the floor see of the walls, facing up: the same from the ceiling, facing down."""
    return walls.reshape(len(walls), BANDS, -1)[:, ::-1].reshape(walls.shape)


def _edges(at: Points, tails: Points, heads: Points, levels: Floats) -> Floats:
    """levels × points × pieces: what their edges at these heights count; 0 for those seen from behind."""
    before, after = tails - at[:, None], heads - at[:, None]
    across = before[..., 0] * after[..., 1] - before[..., 1] * after[..., 0]
    faces = np.maximum(across, 0.0)
    along = (before * after).sum(axis=-1)
    length2 = ((heads - tails) ** 2).sum(axis=-1)
    found = np.empty((len(levels), *across.shape))
    for level, height in enumerate(levels):
        normal = np.sqrt(across**2 + height**2 * length2)
        angle = np.arctan2(normal, along + height**2)
        found[level] = angle * faces / np.maximum(normal, 1e-12)
    return found / (2.0 * math.pi)


def _rectangles(has: Patches, at: Points, above_m: float) -> Floats:
    """points × cells: level rectangles so far above, by a function of their corners."""
    dx = (has.xs - at[:, :1])[:, None, :]
    dy = (has.ys - at[:, 1:])[:, :, None]
    a, b = np.sqrt(dx**2 + above_m**2), np.sqrt(dy**2 + above_m**2)
    corner = dx / a * np.arctan(dy / a) + dy / b * np.arctan(dx / b)
    seen = np.diff(np.diff(corner, axis=1), axis=2) / (2.0 * math.pi)
    return seen.reshape(len(at), -1)[:, has.cells]


def _among_walls(room: Room, has: Patches) -> Floats:
    """wall patches × wall patches, by their middles."""
    away = has.centres - has.centres[:, None]
    ahead = np.maximum(0.0, (away * has.normals[:, None]).sum(axis=-1))
    ahead *= np.maximum(0.0, -(away * has.normals).sum(axis=-1))
    ahead *= sight(room, has.seen_at, has.seen_at)
    middles = (has.levels[1:] + has.levels[:-1]) / 2.0
    apart = (middles - middles[:, None]) ** 2
    distance2 = np.maximum(apart[:, None, :, None] + (away**2).sum(axis=-1)[None, :, None, :], 1e-9)
    factors = ahead[None, :, None, :] / (math.pi * distance2**2)
    return np.asarray(factors.reshape(len(has.wall_areas), -1) * has.wall_areas)
