"""What the patches of a room make of light: bounces between them, and what of it a point receives.

Radiosity: patches send M = rho·(E + F·M), E the luminaires' first light on them. A point receives k·M, k what
it sees of each patch, so that k·(1 - rho·F)^-1·rho says once for a room what any first light gives there. The
first of its bounces, k·rho, is that of the walls' parts; the others are the same for all points.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from plenum.ceiling.asked.light_brief import Reflectances
from plenum.ceiling.caches.by_bytes import cached_by_bytes
from plenum.ceiling.caches.once import cached_once
from plenum.ceiling.light.reflected.form_factors import between, looking_up
from plenum.ceiling.light.reflected.patches import Floats, patches
from plenum.ceiling.light.reflected.plan import smoothed
from plenum.ceiling.room.geometry import Points
from plenum.ceiling.room.room import Ring, Room

ROOMS: Final = 16
"""Whose patches are remembered,"""
BOUNCES_MB: Final = 64.0
"""what goes on between them: 0.1 MB of a room, 10 of a hall full of columns,"""
RECEIVED_MB: Final = 16.0
"""and what points have of it."""


class Exchange:
    """Of one room, whatever hangs in it."""

    def __init__(self, room: Room, height_m: float, reflectances: Reflectances) -> None:
        self.room = smoothed(room, height_m)
        self.reflectances = reflectances
        self.patches = patches(self.room, height_m)

    def received(self, at: Points, above_m: float) -> Floats:
        """points × floor cells and parts of walls: lux on a plane so far above the floor, by lumens of first
        light."""
        order = np.lexsort(at.T)
        found = np.empty((len(at), len(self.patches.cells) + len(self.patches.part_areas)))
        found[order] = _received(self, above_m, at[order].tobytes())
        return found


@cached_once(ROOMS)
def exchange(outline: Ring, holes: tuple[Ring, ...], height_m: float, reflectances: Reflectances) -> Exchange:
    """Of a room of this plan, height and these surfaces."""
    return Exchange(Room("", ("",), outline_m=outline, holes_m=holes), height_m, reflectances)


@cached_by_bytes(BOUNCES_MB)
def bounces(known: Exchange) -> Floats:
    """ceiling and walls × floor and walls: ((1 - rho·F)^-1 - 1)·rho, what the former send of the light that
    comes first to the latter, once it has gone round. No luminaire lights a ceiling, and no point looks down.
    """
    has = known.patches
    cells = len(has.cells)
    ceiling, walls, floor = known.reflectances
    rho = np.repeat([ceiling, floor, walls], [cells, cells, len(has.wall_areas)])
    once = rho[:, None] * between(known.room, has)
    found = np.linalg.solve(np.eye(has.count) - once, once[:, cells:] * rho[cells:])
    return np.delete(found, slice(cells, 2 * cells), axis=0)


@cached_by_bytes(RECEIVED_MB)
def _received(known: Exchange, above_m: float, points_bytes: bytes) -> Floats:
    at = np.frombuffer(points_bytes).reshape(-1, 2)
    has = known.patches
    ceiling, parts = looking_up(known.room, has, at, above_m)
    seen = np.concatenate([ceiling, has.gathered(parts)], axis=1)
    floor, walls = np.split(seen @ bounces(known), [len(has.cells)], axis=1)
    # From walls light comes straight, part by part, or goes round first.
    upright = has.spread(walls / has.wall_areas) + parts * known.reflectances[1] / has.part_areas
    return np.concatenate([floor / has.areas, upright], axis=1)
