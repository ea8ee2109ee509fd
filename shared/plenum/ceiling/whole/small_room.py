"""The return and the detector of a small room, chosen together so that a diffuser still finds its place.

In a room of a few square metres the three hard distances (AIR-9, SMK-5, SMK-6) leave little choice:
a detector in the middle can make every tile for the diffuser wrong. Here all pairs of tiles for
return and detector are looked at, and each is worth the diffuser's tiles that it leaves.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from plenum.ceiling.asked.air_brief import AirBrief
from plenum.ceiling.asked.brief import Brief
from plenum.ceiling.room import clearance
from plenum.ceiling.room.geometry import tile_centres
from plenum.ceiling.room.grid import Tile
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.room import Room
from plenum.ceiling.room.walls import wall_distance
from plenum.ceiling.smoke import detector_clearance
from plenum.ceiling.smoke.cover import Floats
from plenum.ceiling.smoke.coverage import covered
from plenum.ceiling.whole.small_room_program import PROGRAM_TILES, Program, program, solve

PAIR_TILES: Final = 100
"""Free tiles up to which all pairs are looked at."""
INWARDS_M: Final = 3.0
SELF_M: Final = 0.1
"""Two components never share a tile, however short a distance may be."""
NEAR_WALL: Final = 0.9
"""A detector on the wall's own row counts a tenth less."""


def least_missing(room: Room, brief: Brief) -> dict[Kind, int]:
    """How many of each kind are still needed at least; a luminaire for a room without one."""
    air, smoke = brief.air, brief.smoke
    least = {
        Kind.LIGHT: 1,
        Kind.SUPPLY: air.min_supplies,
        Kind.RETURN: air.min_returns,
        Kind.DETECTOR: smoke.min_detectors,
    }
    return {kind: max(0, count - len(room.of_kind(kind))) for kind, count in least.items()}


def placed_together(
    room: Room, brief: Brief, free: tuple[Tile, ...]
) -> tuple[tuple[Tile, ...], tuple[Tile, ...], tuple[Tile, ...]] | None:
    """Tiles for supplies, returns and detectors of a room with few free tiles that leave the lights theirs.

    None elsewhere, and where no layout holds every hard rule: then what can be kept is kept.
    """
    if not 1 <= len(free) <= PROGRAM_TILES:
        return None
    asked = program(room, brief)
    _lean_inwards(room, asked)
    found = solve(room, brief, asked).tiles
    return None if found is None else (found[Kind.SUPPLY], found[Kind.RETURN], found[Kind.DETECTOR])


def _lean_inwards(room: Room, asked: Program) -> None:
    """At equal counts, supplies and detectors farther from the walls."""
    walls = wall_distance(room, tile_centres(room, asked.tiles))
    for i, gap in enumerate(np.minimum(walls, INWARDS_M).tolist()):
        for kind in (Kind.SUPPLY, Kind.DETECTOR):
            asked.lean[asked.at(i, kind)] = -gap / 100


def return_and_detector(
    room: Room, brief: Brief, free: tuple[Tile, ...], wanted: tuple[Tile, ...]
) -> tuple[tuple[Tile, ...], tuple[Tile, ...]] | None:
    """Tiles for the return and for the detector of a small room, each one or none; None elsewhere.

    None too where no choice leaves a diffuser any tile. A diffuser's tile is worth the more the
    nearer it is to one of the `wanted` ones; tiles on the wall's own row are worth half to it.
    """
    air, smoke = brief.air, brief.smoke
    lacks_return = air.min_returns - len(room.of_kind(Kind.RETURN))
    if not 3 <= len(free) <= PAIR_TILES or lacks_return not in (0, 1):
        return None
    if air.min_supplies <= len(room.of_kind(Kind.SUPPLY)):
        return None
    if smoke.min_detectors != 1 or room.of_kind(Kind.DETECTOR):
        return None
    detector_ok = covered(room, free, smoke).all(axis=1)
    detector_ok &= detector_clearance.allowed(room, smoke, free)
    detectors = tuple(tile for tile, ok in zip(free, detector_ok, strict=True) if ok)
    if not detectors:
        return None
    walls = wall_distance(room, tile_centres(room, free))
    inner = np.where(walls < detector_clearance.WALL_M, NEAR_WALL, 1.0)[detector_ok]
    clear = clearance.apart(room, detectors, free, smoke.supply_m, to_edge=smoke.to_edge)
    value = clear * _worth(room, air, free, wanted, walls)
    if not lacks_return:
        left = value.sum(axis=1) * inner
        best = int(np.argmax(np.round(left, 9)))
        return ((), (detectors[best],)) if left[best] > 0 else None
    # left[d, r]: what the diffuser's tiles that keep both distances are worth together.
    left = value @ clearance.apart(room, free, free, max(air.supply_return_m, SELF_M)).T
    left[~clearance.apart(room, detectors, free, smoke.return_m)] = 0.0
    left *= inner[:, None]
    d, r = np.unravel_index(int(np.argmax(np.round(left, 9))), left.shape)
    return ((free[r],), (detectors[d],)) if left[d, r] > 0 else None


def _worth(
    room: Room, air: AirBrief, free: tuple[Tile, ...], wanted: tuple[Tile, ...], walls: Floats
) -> Floats:
    """What each free tile is worth to a diffuser; nothing too near to a return that exists."""
    worth = 1.0 / (1.0 + clearance.nearest(room, free, wanted) ** 2)
    worth *= np.where(walls < air.supply_wall_m - clearance.ROUNDING_M, 0.5, 1.0)
    worth *= clearance.clear(room, free, room.of_kind(Kind.RETURN), air.supply_return_m)
    return np.asarray(worth)
