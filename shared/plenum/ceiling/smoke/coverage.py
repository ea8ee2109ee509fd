"""Who covers what: candidate tiles against demand points, within the radius and in sight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.geometry import Mask, Points, corner_points, is_convex, tile_centres, visible
from plenum.ceiling.grid import Tile
from plenum.ceiling.room import Room

ROUNDING_M = 1e-9


@dataclass(frozen=True)
class Coverage:
    """n tiles against m demand points."""

    tiles: tuple[Tile, ...]
    points: Points
    distance_m: NDArray[np.float64]
    """n by m, infinite where the tile does not see the point."""
    covers: Mask
    """n by m: within the radius and in sight."""


def coverage(room: Room, tiles: Sequence[Tile], radius_m: float) -> Coverage:
    """What each tile's detector would cover of the room's demand points."""
    points = corner_points(room)
    distance = sight_distances(room, tiles, points, radius_m)
    return Coverage(tuple(tiles), points, distance, distance <= radius_m + ROUNDING_M)


def sight_distances(
    room: Room, tiles: Sequence[Tile], points: Points, radius_m: float = np.inf
) -> NDArray[np.float64]:
    """n by m distances in m, infinite where unseen; sight is looked at within the radius alone."""
    centres = tile_centres(room, tiles)
    step = centres[:, None] - points[None]
    distance = np.asarray(np.hypot(step[..., 0], step[..., 1]))
    if is_convex(room) or not distance.size:
        return distance
    # Tiles near each other share the points they can reach: sight is tested block by block.
    reach = radius_m + ROUNDING_M
    blocks = np.floor(centres / 3.0).astype(int)
    _, block_of = np.unique(blocks, axis=0, return_inverse=True)
    for block in range(int(block_of.max()) + 1):
        rows = np.flatnonzero(block_of == block)
        columns = np.flatnonzero((distance[rows] <= reach).any(axis=0))
        seen = visible(room, centres[rows], points[columns])
        hidden = np.ones((len(rows), len(points)), dtype=bool)
        hidden[:, columns] = ~seen
        distance[rows] = np.where(hidden, np.inf, distance[rows])
    return distance
