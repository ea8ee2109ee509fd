"""Who covers what: candidate tiles against demand points, within the radius and in sight."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from plenum.ceiling.asked.smoke_brief import SmokeBrief
from plenum.ceiling.room.distances import Tiles
from plenum.ceiling.room.geometry import Mask, Points, corner_points, is_convex, tile_centres
from plenum.ceiling.room.grid import Tile
from plenum.ceiling.room.pairs import both, ends
from plenum.ceiling.room.room import Room
from plenum.ceiling.smoke.sight import INWARDS_M, beside, sees, sight_room, view

Index = NDArray[np.intp]
ROUNDING_M: Final = 1e-9
BLOCK_M: Final = 6.0
"""Tiles this near share the points they can reach: sight is tested block by block."""
FAR: Final = 1 << 20
"""More blocks than any room has a side."""
FEW: Final = 32
"""Points for which sight is tested from all tiles at once."""
PAIRS: Final = 2_000_000
"""Pairs of a tile and a point held at once when only the nearest is asked for."""


def demand_points(room: Room, smoke: SmokeBrief) -> Points:
    """Where a detector must be near: the room's corners of tiles and walls, then `axis_positions`."""
    points = corner_points(room)
    positions = axis_positions(room, smoke)
    if not len(positions):
        return points
    extra = np.full((len(positions), 2), points.mean(axis=0))
    extra[:, smoke.corridor_axis] = positions
    return np.concatenate([points, extra])


def axis_positions(room: Room, smoke: SmokeBrief) -> NDArray[np.float64]:
    """Positions along a straight corridor that must be within half of SMK-7's spacing.

    Every half tile: the middle between any two detectors is among them, and so are both ends.
    """
    if smoke.corridor_spacing_m is None:
        return np.empty(0)
    along = corner_points(room)[:, smoke.corridor_axis]
    half = room.tile_m[smoke.corridor_axis] / 2
    inner = np.arange(np.ceil(along.min() / half), np.floor(along.max() / half) + 1) * half
    return np.concatenate([[along.min()], inner, [along.max()]])


def covered(room: Room, tiles: Tiles, smoke: SmokeBrief) -> Mask:
    """Tiles × demand points: what each tile's detector would cover."""
    centres, points, reach = tile_centres(room, tiles), corner_points(room), smoke.radius_m + ROUNDING_M
    if is_convex(sight_room(room)):
        found = _distances(centres, points) <= reach
    else:
        found = np.zeros((len(tiles), len(points)), dtype=bool)
        for rows, columns, away in _in_sight(room, centres, points, smoke.radius_m):
            found[np.ix_(rows, columns)] = away <= reach
    if smoke.corridor_spacing_m is None:
        return found
    return np.hstack([found, _along(room, tiles, smoke) <= smoke.corridor_spacing_m / 2 + ROUNDING_M])


def _along(room: Room, tiles: Tiles, smoke: SmokeBrief) -> NDArray[np.float64]:
    """Tiles × axis positions: how far they are from each other along a corridor's axis, m."""
    at = tile_centres(room, tiles)[:, smoke.corridor_axis]
    return np.asarray(np.abs(at[:, None] - axis_positions(room, smoke)[None]))


def distances(room: Room, tiles: Tiles, smoke: SmokeBrief) -> NDArray[np.float64]:
    """n by m: how far each tile is from the room's demand points in m, seen or not."""
    centres = tile_centres(room, tiles)
    away = _distances(centres, corner_points(room))
    return away if smoke.corridor_spacing_m is None else np.hstack([away, _along(room, tiles, smoke)])


def sight_distances(
    room: Room, tiles: Tiles, points: Points, radius_m: float = np.inf
) -> NDArray[np.float64]:
    """n by m distances in m, infinite where unseen; sight is looked at within the radius alone."""
    centres = tile_centres(room, tiles)
    if is_convex(sight_room(room)):
        return _distances(centres, points)
    found = np.full((len(tiles), len(points)), np.inf)
    for rows, columns, away in _in_sight(room, centres, points, radius_m):
        found[np.ix_(rows, columns)] = away
    return found


def _in_sight(
    room: Room, centres: Points, points: Points, radius_m: float
) -> Iterator[tuple[Index, Index, NDArray[np.float64]]]:
    """Where walls hide something, block by block the centres and the points that one of them may reach: their
    numbers, and the distances in m from each to each, infinite where unseen."""
    if not len(centres) or not len(points):
        return
    reach, inwards = radius_m + ROUNDING_M, beside(room, points)
    if len(points) <= FEW:
        distance = _distances(centres, points)
        rows = np.flatnonzero((distance <= reach).any(axis=1))
        yield (
            rows,
            np.arange(len(points)),
            np.where(sees(room, centres[rows], points, inwards), distance[rows], np.inf),
        )
        return
    blocks = np.floor(centres / BLOCK_M) @ (FAR, 1)
    for block in sorted(set(blocks.tolist())):
        rows = np.flatnonzero(blocks == block)
        some = centres[rows]
        low, high = ends(some)
        columns = np.flatnonzero(both(np.maximum(low - points, points - high) <= reach))
        away = _distances(some, points[columns])
        near = np.flatnonzero((away <= reach).any(axis=0))
        columns, away = columns[near], away[:, near]
        yield rows, columns, np.where(sees(room, some, points[columns], inwards[columns]), away, np.inf)


def may_cover(room: Room, tiles: Sequence[Tile], points: Points, radius_m: float) -> Mask:
    """n by m: what each tile covers at best, for what must not be claimed too readily.

    A point that is out of sight may be all the floor that is, which the rules let go (SMK-3): more lies
    behind it where no floor within `INWARDS_M` of it is seen.
    """
    found: Mask = sight_distances(room, tiles, points, radius_m) <= radius_m + ROUNDING_M
    if is_convex(sight_room(room)) or not found.size:
        return found
    centres, spots = tile_centres(room, tiles), shapely.points(points)
    near = _distances(centres, points) <= radius_m + INWARDS_M
    for i, centre in enumerate(centres):
        asked = np.flatnonzero(near[i] & ~found[i])
        if len(asked):
            found[i, asked] = shapely.dwithin(view(room, centre, radius_m), spots[asked], INWARDS_M)
    return found


def nearest_seen(room: Room, tiles: Sequence[Tile], points: Points, radius_m: float) -> NDArray[np.float64]:
    """Each point's distance in m to the nearest tile that sees it; infinite where none does.

    Looked for within the radius first: sight over a whole hall is worth asking only for the points
    that are left.
    """
    near = np.full(len(points), np.inf)
    rows = max(1, PAIRS // max(1, len(points)))
    for start in range(0, len(tiles), rows):
        some = sight_distances(room, tiles[start : start + rows], points, radius_m)
        np.minimum(near, some.min(axis=0), out=near)
    left = np.flatnonzero(near > radius_m + ROUNDING_M)
    if len(left) and not is_convex(sight_room(room)):
        near[left] = sight_distances(room, tiles, points[left]).min(axis=0, initial=np.inf)
    return near


def _distances(a: Points, b: Points) -> NDArray[np.float64]:
    x = a[:, 0, None] - b[None, :, 0]
    y = a[:, 1, None] - b[None, :, 1]
    x *= x
    y *= y
    x += y
    return np.asarray(np.sqrt(x, out=x))
