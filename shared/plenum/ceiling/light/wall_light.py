"""Illuminance of the walls place by place (LGT-20): lights seen straight, and an even share of the rest.

Light that comes from a luminaire directly is reckoned at points of each wall; what surfaces send back is
the mean of `surfaces`, which knows no places, so that the ceiling, which recessed luminaires never light
directly, has the same illuminance everywhere. Lengths in m, illuminance in lx, maintained.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.asked.light_brief import LightBrief
from plenum.ceiling.light.calculation_grid import largest_pitch_m
from plenum.ceiling.light.glare import intensities
from plenum.ceiling.light.surfaces import Surfaces
from plenum.ceiling.room.geometry import Points, contains, polygon, tile_centres, visible
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.room import Room

LEVELS: Final = 5
"""Heights at which each wall is looked at, the middles of as many strips."""
SHORTEST_M: Final = 0.5
"""Of a wall; shorter ones are reveals."""
_INSIDE_M: Final = 0.01


@dataclass(frozen=True)
class WallLight:
    """Mean and least over all points, and where the least is."""

    mean_lx: float
    least_lx: float
    at: tuple[float, float]
    height_m: float


def wall_light(room: Room, brief: LightBrief, lit: Surfaces) -> WallLight | None:
    """From all lights on the grid; None where no wall is long enough to be looked at."""
    spots, inwards = _points(room)
    if not len(spots):
        return None
    centres = tile_centres(room, room.of_kind(Kind.LIGHT))
    seen = visible(room, centres, spots)
    heights = (np.arange(LEVELS) + 0.5) / LEVELS * room.ceiling_height_m
    found = np.stack(
        [_direct(brief, centres, spots, inwards, seen, room.ceiling_height_m - z) for z in heights]
    )
    found = found * brief.maintenance_factor + lit.walls_indirect_lx
    level, spot = np.unravel_index(int(found.argmin()), found.shape)
    x, y = spots[spot].tolist()
    return WallLight(float(found.mean()), float(found.min()), (x, y), float(heights[level]))


def _direct(
    brief: LightBrief,
    centres: Points,
    spots: Points,
    inwards: Points,
    seen: NDArray[np.bool_],
    below_m: float,
) -> NDArray[np.float64]:
    """At points so far below the ceiling, of new luminaires: the sum of I·cos/d², cos against the wall."""
    dx, dy = (np.subtract.outer(-centres[:, axis], -spots[:, axis]) for axis in (0, 1))
    distance = np.sqrt(dx**2 + dy**2 + below_m**2)
    facing = np.maximum(0.0, -(dx * inwards[:, 0] + dy * inwards[:, 1])) / distance
    lux = intensities(brief, dx, dy, below_m) * facing / distance**2 * seen
    return np.asarray(lux.sum(axis=0))


def _points(room: Room) -> tuple[Points, Points]:
    """Points along the outline, a hair inside, and the way inwards at each, of length 1."""
    ring = np.array(polygon(room).exterior.coords)
    spots, inwards = [np.empty((0, 2))], [np.empty((0, 2))]
    for start, side in zip(ring, np.diff(ring, axis=0), strict=False):
        length = float(np.hypot(*side))
        if length < SHORTEST_M:
            continue
        count = math.ceil(length / largest_pitch_m(length))
        ahead = np.array([-side[1], side[0]]) / length
        middle = start + side / 2.0
        # Rings may run either way round: inwards is where the floor is.
        ahead = ahead if contains(room, (middle + _INSIDE_M * ahead)[None, :])[0] else -ahead
        shares = (np.arange(count) + 0.5) / count
        spots.append(start + shares[:, None] * side + _INSIDE_M * ahead)
        inwards.append(np.tile(ahead, (count, 1)))
    return np.concatenate(spots), np.concatenate(inwards)
