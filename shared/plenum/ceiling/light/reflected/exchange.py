"""What the patches of a room make of light: bounces between them, and what of it a point receives.

Radiosity: patches send M = rho·(E + F·M), E the luminaires' first light on them. A point receives k·M, k what
it sees of each patch, so that k·(1 - rho·F)^-1·rho says once for a room what any first light gives there.
"""

from __future__ import annotations

from functools import cached_property
from typing import Final

import numpy as np

from plenum.ceiling.asked.light_brief import Reflectances
from plenum.ceiling.caches.by_bytes import cached_by_bytes
from plenum.ceiling.caches.once import cached_once
from plenum.ceiling.light.reflected.form_factors import between, from_level
from plenum.ceiling.light.reflected.patches import Floats, patches
from plenum.ceiling.room.geometry import Points
from plenum.ceiling.room.room import Ring, Room

ROOMS: Final = 16
RECEIVED_MB: Final = 16.0


class Exchange:
    """Of one room, whatever hangs in it."""

    def __init__(self, room: Room, height_m: float, reflectances: Reflectances) -> None:
        self.room = room
        self.reflectances = reflectances
        self.patches = patches(room, height_m)

    @cached_property
    def bounces(self) -> tuple[Floats, Floats]:
        """(1 - rho·F), turned about, and rho: by patches."""
        has = self.patches
        cells = len(has.cells)
        ceiling, walls, floor = self.reflectances
        rho = np.repeat([ceiling, floor, walls], [cells, cells, len(has.wall_areas)])
        return (np.eye(has.count) - rho[:, None] * between(self.room, has)).T, rho

    def received(self, at: Points, above_m: float) -> Floats:
        """points × floor and wall patches: lux on a plane so far above the floor, by lux of first light."""
        order = np.lexsort(at.T)
        found = np.empty((len(at), self.patches.count - len(self.patches.cells)))
        found[order] = _received(self, above_m, at[order].tobytes())
        return found


@cached_once(ROOMS)
def exchange(outline: Ring, holes: tuple[Ring, ...], height_m: float, reflectances: Reflectances) -> Exchange:
    """Of a room of this plan, height and these surfaces."""
    return Exchange(Room("", ("",), outline_m=outline, holes_m=holes), height_m, reflectances)


@cached_by_bytes(RECEIVED_MB)
def _received(known: Exchange, above_m: float, points_bytes: bytes) -> Floats:
    at = np.frombuffer(points_bytes).reshape(-1, 2)
    ceiling, walls = from_level(known.room, known.patches, at, above_m)
    seen = np.concatenate([ceiling, np.zeros_like(ceiling), walls], axis=1)
    around, rho = known.bounces
    received: Floats = np.linalg.solve(around, seen.T).T * rho
    # No luminaire lights a ceiling.
    return received[:, ceiling.shape[1] :]
