"""Form factors between a room's patches, and from points of floor, plane and ceiling.

What a point sees of a rectangle has a closed form: by Lambert's, each edge counts the angle it spans times
how square the plane through it is to where the point faces. To a level point upright edges count nothing.
One point stands for a patch that looks. All that it sees is 1 in a closed room: what hides, or stands for
too much, is settled by that (domain facts 1.11).
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from plenum.ceiling.caches.by_bytes import cached_by_bytes
from plenum.ceiling.light.reflected.patches import INSIDE_M, PARTS, Floats, Patches
from plenum.ceiling.room.geometry import Mask, Points, is_convex, visible
from plenum.ceiling.room.room import Ring, Room

CLEAR_MB: Final = 4.0
"""Of what is seen from points."""
_EDGE_ON_M: Final = 1e-9
"""From the plane of a wall: a piece no farther before it is not seen from there."""


def looking_up(room: Room, has: Patches, at: Points, above_m: float) -> tuple[Floats, Floats]:
    """points × ceiling cells and points × parts of walls: what points so far above the floor see."""
    return _seen(room, has, at, np.maximum(has.levels - above_m, 0.0), has.height_m - above_m)


def looking_down(room: Room, has: Patches, at: Points) -> tuple[Floats, Floats]:
    """points × floor cells and points × parts of walls: what points of the ceiling see."""
    return _seen(room, has, at, has.height_m - has.levels, has.height_m)


def _seen(room: Room, has: Patches, at: Points, away: Floats, across_m: float) -> tuple[Floats, Floats]:
    """From a plane that these levels of the walls are so far away from, and the cells it faces."""
    walls = np.diff(_edges(at, has.tails, has.heads, away), axis=0)
    np.abs(walls, out=walls)
    cells = _rectangles(has, at, across_m) * has.covered
    if not is_convex(room):
        clear = _clear(room, has, at)
        walls *= clear[:, : len(has.tails)]
        cells *= clear[:, len(has.tails) :]
    all_seen = np.maximum(1e-12, cells.sum(axis=1) + walls.sum(axis=(0, 2)))
    cells /= all_seen[:, None]
    walls /= all_seen[:, None]
    return cells, walls.transpose(1, 0, 2).reshape(len(at), -1)


def _clear(room: Room, has: Patches, at: Points) -> Mask:
    """points × parts of walls, then cells: which are seen. A hall's nodes look down and up in turn."""
    order, found = np.lexsort(at.T), np.empty((len(at), len(has.looked_at)), dtype=bool)
    known = room.outline, room.holes_m, has.looked_at.tobytes()
    found[order] = _clear_of_ordered(*known, at[order].tobytes())
    return found


@cached_by_bytes(CLEAR_MB)
def _clear_of_ordered(
    outline: Ring, holes: tuple[Ring, ...], looked_at_bytes: bytes, points_bytes: bytes
) -> Mask:
    room = Room("", ("",), outline_m=outline, holes_m=holes)
    looked_at, at = (np.frombuffer(each).reshape(-1, 2) for each in (looked_at_bytes, points_bytes))
    clear = visible(room, at, looked_at)
    # Smoothing may have left a place behind a wall.
    clear[~clear.any(axis=1)] = True
    return clear


def between(room: Room, has: Patches) -> Floats:
    """patches × patches: the share of what a row's patch sends that a column's receives."""
    cells = len(has.cells)
    factors = np.zeros((has.count, has.count))
    ceiling, floor, upright = slice(cells), slice(cells, 2 * cells), slice(2 * cells, None)
    seen, parts = _seen(room, has, has.middles, has.levels[::PARTS], has.height_m)
    up = parts.reshape(cells, has.bands, -1, PARTS).sum(axis=3)
    factors[floor, ceiling] = factors[ceiling, floor] = seen
    # A room is the same upside down.
    factors[floor, upright], factors[ceiling, upright] = (
        each.reshape(cells, -1) for each in (up, up[:, ::-1])
    )
    share = has.areas[None] / has.wall_areas[:, None]
    factors[upright, floor] = factors[floor, upright].T * share
    factors[upright, ceiling] = factors[ceiling, upright].T * share
    among = _among_walls(room, has)
    left = np.maximum(0.0, 1.0 - factors[upright].sum(axis=1))
    factors[upright, upright] = among * (left / np.maximum(among.sum(axis=1), 1e-12))[:, None]
    return factors


def _edges(at: Points, tails: Points, heads: Points, away: Floats) -> Floats:
    """levels × points × pieces: what their edges so far away count; 0 for those seen from behind."""
    bx, by = (np.subtract.outer(-at[:, axis], -tails[:, axis]) for axis in (0, 1))
    ax, ay = (np.subtract.outer(-at[:, axis], -heads[:, axis]) for axis in (0, 1))
    across, along = bx * ay - by * ax, bx * ax + by * ay
    faces = np.maximum(across, 0.0) / (2.0 * math.pi)
    length2 = ((heads - tails) ** 2).sum(axis=-1)
    across *= across
    found = np.empty((len(away), len(at), len(tails)))
    for level, height in enumerate(away.tolist()):
        if level and height == away[level - 1]:
            found[level] = found[level - 1]
            continue
        normal = np.sqrt(across + height**2 * length2)
        angle = np.arctan2(normal, along + height**2)
        angle *= faces
        np.divide(angle, np.maximum(normal, 1e-12, out=normal), out=found[level])
    return found


def _rectangles(has: Patches, at: Points, above_m: float) -> Floats:
    """points × cells: level rectangles so far above, by a function of their corners."""
    dx = (has.xs - at[:, :1])[:, None, :]
    dy = (has.ys - at[:, 1:])[:, :, None]
    a, b = np.sqrt(dx**2 + above_m**2), np.sqrt(dy**2 + above_m**2)
    corner = dx / a * np.arctan(dy / a) + dy / b * np.arctan(dx / b)
    seen = np.diff(np.diff(corner, axis=1), axis=2) / (2.0 * math.pi)
    return seen.reshape(len(at), -1)[:, has.cells]


def _among_walls(room: Room, has: Patches) -> Floats:
    """wall patches × wall patches: what their middles see of each other."""
    first, last = slice(None, None, PARTS), slice(PARTS - 1, None, PARTS)
    tails, heads, normals = has.tails[first], has.heads[last], has.normals[first]
    middles, levels = has.heads[first], has.levels[first]
    seen_at = middles + INSIDE_M * normals
    clear = visible(room, seen_at, seen_at)
    before, after = _ahead(tails - middles[:, None], heads - middles[:, None], normals[:, None])
    heights = (levels[1:] + levels[:-1]) / 2.0
    lower = [
        np.abs(np.diff(_upright_edges(before, after, normals, levels - height), axis=0)) * clear
        for height in heights[: (has.bands + 1) // 2]
    ]
    found = [*lower, *(seen[::-1] for seen in lower[: has.bands // 2][::-1])]
    return np.stack(found).transpose(0, 2, 1, 3).reshape(len(has.wall_areas), -1)


def _ahead(before: Points, after: Points, normals: Points) -> tuple[Points, Points]:
    """Of pieces of wall the part before the wall that they are seen from; their ends alike where none is."""
    s, p = (before * normals).sum(axis=-1, keepdims=True), (after * normals).sum(axis=-1, keepdims=True)
    met = before + (after - before) * (s / np.where(s == p, 1.0, s - p))
    front = np.maximum(s, p) > _EDGE_ON_M
    return np.where((s < 0.0) & front, met, before) * front, np.where((p < 0.0) & front, met, after) * front


def _upright_edges(before: Points, after: Points, normals: Points, heights: Floats) -> Floats:
    """heights × pieces × pieces: what the second's edges at these heights over the first's middle count,
    with their upright edges from the middle's height to there."""
    across = before[..., 0] * after[..., 1] - before[..., 1] * after[..., 0]
    along, step = (before * after).sum(axis=-1), after - before
    length2 = (step**2).sum(axis=-1)
    faces = normals[:, None, 1] * step[..., 0] - normals[:, None, 0] * step[..., 1]
    ends = []
    for end, sign in ((after, 1.0), (before, -1.0)):
        away = np.maximum(np.sqrt((end**2).sum(axis=-1)), 1e-12)
        aside = normals[:, None, 0] * end[..., 1] - normals[:, None, 1] * end[..., 0]
        ends.append((away, sign * aside / away))
    found = np.empty((len(heights), *across.shape))
    for level, height in enumerate(heights.tolist()):
        normal = np.sqrt(across**2 + height**2 * length2)
        angle = np.arctan2(normal, along + height**2)
        found[level] = angle * height * faces / np.maximum(normal, 1e-12)
        for away, aside in ends:
            found[level] -= np.arctan(height / away) * aside
    return np.where(across > 0.0, found, 0.0) / (2.0 * math.pi)
