"""What tiles cover, as a matrix of all pairs with its points: what covers are held against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.asked.smoke_brief import SmokeBrief
from plenum.ceiling.room.geometry import Mask, Points, corner_points
from plenum.ceiling.room.grid import Tile
from plenum.ceiling.room.room import Room
from plenum.ceiling.smoke.coverage import ROUNDING_M, sight_distances


@dataclass(frozen=True)
class Coverage:
    """n tiles against m demand points."""

    tiles: tuple[Tile, ...]
    points: Points
    distance_m: NDArray[np.float64]
    """n by m, infinite where the tile does not see the point."""
    covers: Mask
    """n by m: within the radius and in sight."""


def coverage(room: Room, tiles: Sequence[Tile], smoke: SmokeBrief) -> Coverage:
    """What each tile's detector would cover of a room that is no straight corridor."""
    points = corner_points(room)
    distance = sight_distances(room, tiles, points)
    return Coverage(tuple(tiles), points, distance, distance <= smoke.radius_m + ROUNDING_M)
