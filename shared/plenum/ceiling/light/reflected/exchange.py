"""What the patches of a room make of light: bounces between them, and what of it a point receives.

Radiosity: patches send M = rho·(E + F·M), E the luminaires' first light on them. A point receives k·M, k what
it sees of each patch, so that k·(1 - rho·F)^-1·rho says once for a room what any first light gives there. The
first of its bounces, k·rho, is that of the walls' parts.
"""

from __future__ import annotations

from functools import cached_property
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
RECEIVED_MB: Final = 16.0


class Exchange:
    """Of one room, whatever hangs in it."""

    def __init__(self, room: Room, height_m: float, reflectances: Reflectances) -> None:
        self.room = smoothed(room, height_m)
        self.reflectances = reflectances
        self.patches = patches(self.room, height_m)

    @cached_property
    def bounces(self) -> tuple[Floats, Floats]:
        """(1 - rho·F)^-1, one for all points that are asked about, and rho: by patches."""
        has = self.patches
        cells = len(has.cells)
        ceiling, walls, floor = self.reflectances
        rho = np.repeat([ceiling, floor, walls], [cells, cells, len(has.wall_areas)])
        once = np.eye(has.count) - rho[:, None] * between(self.room, has)
        return np.asarray(np.linalg.inv(once), dtype=np.float64), rho

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


@cached_by_bytes(RECEIVED_MB)
def _received(known: Exchange, above_m: float, points_bytes: bytes) -> Floats:
    at = np.frombuffer(points_bytes).reshape(-1, 2)
    has, (around, rho) = known.patches, known.bounces
    ceiling, parts = looking_up(known.room, has, at, above_m)
    walls = has.gathered(parts)
    cells = ceiling.shape[1]
    # No luminaire lights a ceiling, and no point of the plane sees the floor.
    received = ceiling @ around[:cells, cells:] + walls @ around[2 * cells :, cells:]
    received *= rho[cells:]
    # From walls light comes straight, part by part, or goes round first.
    floor, round_ = received[:, :cells], received[:, cells:] - walls * rho[2 * cells :]
    straight = parts * known.reflectances[1]
    upright = has.spread(round_ / has.wall_areas) + straight / has.part_areas
    return np.concatenate([floor / has.areas, upright], axis=1)
