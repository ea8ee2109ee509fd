"""Characteristic lengths of supply diffusers: how far the air may run before it meets something."""

from __future__ import annotations

from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from plenum.ceiling.geometry import Points, polygon
from plenum.ceiling.room import Room

DIRECTIONS: Final = ((1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0))
"""A four-way diffuser blows along the grid."""


def characteristic_lengths(room: Room, diffusers: Points) -> NDArray[np.float64]:
    """n × 4 lengths in m: to the wall, or to the mid-plane with the next outlet that way.

    The next outlet is the nearest one inside the quarter plane around the direction; half its
    distance along the direction counts (ASHRAE Journal Dec 2022 by rippleengineeringsoftware.com).
    """
    lengths = np.empty((len(diffusers), 4))
    for d, direction in enumerate(DIRECTIONS):
        lengths[:, d] = np.minimum(
            _to_wall(room, diffusers, direction), _to_mid_plane(diffusers, np.array(direction))
        )
    return lengths


def _to_wall(room: Room, points: Points, direction: tuple[float, float]) -> NDArray[np.float64]:
    outline = polygon(room)
    reach = np.array(direction) * sum(np.ptp(np.reshape(outline.bounds, (2, 2)), axis=0)) * 2
    rays = shapely.linestrings(np.stack([points, points + reach], axis=1))
    hits = shapely.intersection(rays, outline.boundary)
    distance = shapely.distance(shapely.points(points), hits)
    found: NDArray[np.float64] = np.nan_to_num(np.asarray(distance, dtype=float), nan=0.0)
    return found


def _to_mid_plane(points: Points, direction: Points) -> NDArray[np.float64]:
    step = points[None] - points[:, None]
    along = step @ direction
    across = np.abs(step @ np.array([-direction[1], direction[0]]))
    facing = (along > 1e-9) & (across <= along)
    return np.asarray(np.where(facing, along / 2, np.inf).min(axis=1, initial=np.inf))
