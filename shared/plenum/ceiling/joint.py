"""The return and the detector of a small room, chosen together so that a diffuser still finds its place.

In a room of a few square metres the three hard distances (AIR-9, SMK-5, SMK-6) leave little choice:
a detector in the middle can make every tile for the diffuser wrong. Here all pairs of tiles for
return and detector are looked at, and each is worth the diffuser's tiles that it leaves.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from plenum.ceiling.brief import Brief
from plenum.ceiling.geometry import tile_centres, wall_distance
from plenum.ceiling.grid import Kind, Tile
from plenum.ceiling.room import Room
from plenum.ceiling.smoke import clearance
from plenum.ceiling.smoke.coverage import coverage

MOST: Final = 100
"""Free tiles up to which all pairs are looked at."""
NEAR_WALL: Final = 0.9
"""A detector or return on the wall's own row counts a tenth less."""


def return_and_detector(
    room: Room, brief: Brief, free: tuple[Tile, ...], wanted: tuple[Tile, ...]
) -> tuple[Tile, Tile] | None:
    """The best pair in a small room that needs one return and one detector; None elsewhere.

    None too where no pair leaves a diffuser any tile. A diffuser's tile is worth the more the
    nearer it is to one of the `wanted` ones; tiles on the wall's own row are worth half to it.
    """
    air, smoke = brief.air, brief.smoke
    anything = any(room.of_kind(kind) for kind in (Kind.SUPPLY, Kind.RETURN, Kind.DETECTOR))
    ask = air.min_supplies and air.min_returns == 1 and smoke.min_detectors == 1
    if anything or not ask or not 3 <= len(free) <= MOST:
        return None
    walls = wall_distance(room, tile_centres(room, free))
    detector_ok = coverage(room, free, smoke).covers.all(axis=1)
    detector_ok &= clearance.allowed(room, smoke, free)
    if not detector_ok.any():
        return None
    detectors = tuple(tile for tile, ok in zip(free, detector_ok, strict=True) if ok)
    worth = 1.0 / (1.0 + clearance.nearest(room, free, wanted) ** 2)
    worth *= np.where(walls < air.supply_wall_m - clearance.ROUNDING_M, 0.5, 1.0)
    apart = clearance.apart(room, free, free, max(air.supply_return_m, 0.1))
    clear = clearance.apart(room, detectors, free, smoke.supply_m, to_edge=smoke.to_edge)
    # left[d, r]: what the diffuser's tiles that keep both distances are worth together.
    left = (clear * worth) @ apart.T
    left[~clearance.apart(room, detectors, free, smoke.return_m)] = 0.0
    inner = np.where(walls < clearance.WALL_M, NEAR_WALL, 1.0)
    left *= inner[detector_ok][:, None]
    d, r = np.unravel_index(int(np.argmax(np.round(left, 9))), left.shape)
    return (free[r], detectors[d]) if left[d, r] > 0 else None
