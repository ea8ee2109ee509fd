"""Tiles kept at intake so that no earlier stage strands a later one.

The order light, supply, return, detector would let a luminaire or a diffuser take the last tile a
detector can stand on. A smallest detector cover and the return tiles are therefore chosen first,
away from where the diffusers want to be, and the earlier stages leave them alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from plenum.ceiling.air.brief import AirBrief
from plenum.ceiling.air.count import supply_count
from plenum.ceiling.air.spread import spread
from plenum.ceiling.brief import Brief
from plenum.ceiling.geometry import tile_centres
from plenum.ceiling.grid import INVALID, Kind, Tile
from plenum.ceiling.room import Room
from plenum.ceiling.smoke import clearance
from plenum.ceiling.smoke.brief import SmokeBrief
from plenum.ceiling.smoke.cover import smallest_cover
from plenum.ceiling.smoke.coverage import coverage

THINNED: Final = 150
"""Demand tiles looked at for where the diffusers want to be: an estimate needs no more."""
ROUNDING_M: Final = 1e-6


@dataclass(frozen=True)
class Reservation:
    """Tiles that the lights and the supply leave free."""

    all: frozenset[Tile]
    for_return: frozenset[Tile]
    """Those of `all` that the return model may take; the others wait for detectors."""


def reserve(room: Room, brief: Brief) -> Reservation:
    """The tiles to keep in a room as it comes in. No program is solved: intake must stay short."""
    free = room.free()
    wanted = _wanted_supplies(room, brief.air, free)
    detectors = _detectors(room, brief, free, wanted)
    returns = _returns(room, brief, [t for t in free if t not in detectors], wanted, detectors)
    return Reservation(frozenset(detectors) | frozenset(returns), frozenset(returns))


def reserved(room: Room, brief: Brief) -> Brief:
    """The brief with the room's reservation in it."""
    kept = reserve(room, brief)
    return replace(brief, reserved=kept.all, reserved_return=kept.for_return)


def _wanted_supplies(room: Room, air: AirBrief, free: tuple[Tile, ...]) -> list[Tile]:
    """Where diffusers are, and where the missing ones would go in an empty ceiling."""
    existing = list(room.of_kind(Kind.SUPPLY))
    missing = supply_count(room, air) - len(existing)
    if missing <= 0 or not free:
        return existing
    usable = [tile for tile, char in room.tiles() if char != INVALID]
    demand = tile_centres(room, usable[:: 1 + len(usable) // THINNED])
    step = 1 + len(free) // (2 * THINNED)
    candidates = free[::step]
    chosen = spread(demand, tile_centres(room, candidates), missing, tile_centres(room, existing))
    return existing + [candidates[i] for i in chosen]


def _detectors(room: Room, brief: Brief, free: tuple[Tile, ...], wanted: list[Tile]) -> tuple[Tile, ...]:
    """A smallest cover, clear of what exists and, at that count, of where the diffusers want to be."""
    smoke = brief.smoke
    if not smoke.protected or not free:
        return ()
    candidates = [t for t, ok in zip(free, clearance.allowed(room, smoke, free), strict=True) if ok]
    if not candidates:
        return ()
    existing = room.of_kind(Kind.DETECTOR)
    found = coverage(room, candidates, smoke.radius_m)
    open_points = np.ones(len(found.points), dtype=bool)
    if existing:
        open_points = ~coverage(room, existing, smoke.radius_m).covers.any(axis=0)
    cover = smallest_cover(
        found.covers[:, open_points],
        found.distance_m[:, open_points],
        _crowding(room, smoke, candidates, wanted),
        at_least=max(0, smoke.min_detectors - len(existing)),
        prove=False,
    )
    return tuple(candidates[i] for i in cover.chosen)


def _crowding(
    room: Room, smoke: SmokeBrief, tiles: list[Tile], wanted: list[Tile]
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """How much a detector here would push a diffuser from its place, 0 to 1; walls count a little."""
    gaps = clearance.nearest(room, tiles, wanted, to_edge=smoke.to_edge)
    crowded = np.clip(1.0 - gaps / max(smoke.supply_m, 0.1), 0.0, 1.0)
    near_wall = ~clearance.clear_of_walls(room, replace(smoke, wall_m=min(0.5, smoke.wall_m)), tiles)
    return np.asarray(np.ceil(crowded * 4) / 4 + 0.1 * near_wall)


def _returns(
    room: Room, brief: Brief, free: list[Tile], wanted: list[Tile], detectors: tuple[Tile, ...]
) -> tuple[Tile, ...]:
    """The tiles farthest from where the diffusers want to be, clear of the detectors' tiles."""
    air, smoke = brief.air, brief.smoke
    count = air.min_returns - len(room.of_kind(Kind.RETURN))
    if count <= 0 or not free:
        return ()
    kept = (*detectors, *room.of_kind(Kind.DETECTOR))
    clear = clearance.clear_of_returns(room, smoke, free, kept)
    away = np.minimum(clearance.nearest(room, free, wanted), 2 * air.supply_return_m)
    chosen: list[int] = []
    for _ in range(min(count, len(free))):
        apart = clearance.nearest(room, free, [free[i] for i in chosen])
        score = np.round(10.0 * clear + away + 0.1 * np.minimum(apart, 10.0), 9)
        score[chosen] = -np.inf
        chosen.append(int(np.argmax(score)))
    return tuple(free[i] for i in chosen)
