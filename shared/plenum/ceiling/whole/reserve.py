"""Tiles kept at intake so that no earlier stage strands a later one.

The order light, supply, return, detector would let a luminaire or a diffuser take the last tile a
detector can stand on. A smallest detector cover and the return tiles are therefore chosen first,
away from where the diffusers want to be, and the earlier stages leave them alone.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from plenum.ceiling.air.diffuser_count import supply_count
from plenum.ceiling.air.dispersion import dispersed, thinned
from plenum.ceiling.air.p_median import exchangeable, spread
from plenum.ceiling.asked.air_brief import AirBrief
from plenum.ceiling.asked.brief import Brief
from plenum.ceiling.asked.light_brief import LightBrief
from plenum.ceiling.asked.question import Question
from plenum.ceiling.asked.smoke_brief import SmokeBrief
from plenum.ceiling.caches.once import cached_once
from plenum.ceiling.light.field import LightField
from plenum.ceiling.room import clearance
from plenum.ceiling.room.geometry import area_m2, polygon
from plenum.ceiling.room.grid import EMPTY, Tile
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.room import Room, Spots
from plenum.ceiling.smoke import detector_clearance
from plenum.ceiling.smoke.completion import complete_cover, needs_patterns
from plenum.ceiling.smoke.cover import Floats
from plenum.ceiling.whole.infeasibility import as_it_came
from plenum.ceiling.whole.reservation import Reservation
from plenum.ceiling.whole.small_room import least_missing, placed_together, return_and_detector
from plenum.ceiling.whole.small_room_program import PROGRAM_TILES

THINNED: Final = 150
"""Demand tiles looked at for where the diffusers want to be: an estimate needs no more."""
PER_SUPPLY: Final = 16
"""And so many more for each diffuser, where a hall has hundreds."""
MANY: Final = 400
"""Tiles considered for a reserved detector; of more, evenly spaced ones."""
APART_M: Final = 10.0
"""Several returns are kept up to this far from each other."""

FEW: Final = 16
"""Free tiles up to which all four kinds are placed at once: an integer program of 10 ms to 0.2 s."""
ROOMS: Final = 64
"""As they came, that are remembered."""
BENT: Final = 0.7
"""A room that fills less of its bounding rectangle has arms."""


def reserve(room: Room, brief: Brief) -> Reservation:
    """The tiles to keep in a room as it comes in.

    Where few tiles are free all four kinds are placed at once. Elsewhere no program is solved: the
    first stage must not wait for it. Each stage asks for the room as it came, which is remembered.
    """
    return _reserve(Question.of(room, brief), brief.light)


@cached_once(ROOMS)
def _reserve(asked: Question, _: LightBrief) -> Reservation:
    # What is kept depends on how many lights the room needs, too.
    room, brief = asked.room, asked.brief
    free = room.free()
    crowded = _crowded(room, brief, len(free))
    if crowded and (together := placed_together(room, brief, free)):
        return _all_of(*together)
    wanted = _wanted_supplies(room, brief.air, free)
    pair = return_and_detector(room, brief, free, wanted)
    if pair:
        return Reservation(frozenset(pair[0] + pair[1]), frozenset(pair[0]))
    detectors = _detectors(room, brief, wanted)
    returns = _returns(room, brief, wanted, detectors)
    contradicts = not crowded and not _apart(room, brief, returns, detectors)
    if contradicts and (together := placed_together(room, brief, free)):
        return _all_of(*together)
    return Reservation(frozenset(detectors) | frozenset(returns), frozenset(returns))


def _crowded(room: Room, brief: Brief, free: int) -> bool:
    """Whether a small room's kinds are in each other's way: it has few tiles, what is missing at least
    would fill half of them, or it is so bent that even light may take most of them."""
    if not FEW < free <= PROGRAM_TILES:
        return free <= FEW
    west, south, east, north = polygon(room).bounds
    if area_m2(room) < BENT * (east - west) * (north - south):
        return True
    missing = least_missing(room, brief) | {Kind.LIGHT: LightField(room, brief.light).lower_bound}
    return 2 * sum(missing.values()) >= free


def _all_of(
    for_supply: tuple[Tile, ...], for_return: tuple[Tile, ...], detectors: tuple[Tile, ...]
) -> Reservation:
    everything = frozenset(for_supply + for_return + detectors)
    return Reservation(everything, frozenset(for_return), frozenset(for_supply))


def _apart(room: Room, brief: Brief, returns: tuple[Tile, ...], detectors: tuple[Tile, ...]) -> bool:
    """Whether what is kept keeps its hard distances from each other and from what came in."""
    every = (*detectors, *room.of_kind(Kind.DETECTOR))
    if (
        brief.smoke.return_hard
        and not detector_clearance.clear_of_returns(room, brief.smoke, returns, every).all()
    ):
        return False
    supplies = room.of_kind(Kind.SUPPLY)
    return bool(clearance.clear(room, returns, supplies, brief.air.supply_return_m).all())


def reserved(room: Room, brief: Brief) -> Brief:
    """The brief with a reservation in it: the one the room had as it came in, if its tiles are still free."""
    kept = reserve(as_it_came(room), brief)
    if not all(room.at(tile) == EMPTY for tile in kept.all):
        kept = reserve(room, brief)
    return replace(brief, reserved=kept.all, reserved_return=kept.for_return, reserved_supply=kept.for_supply)


def _wanted_supplies(room: Room, air: AirBrief, free: tuple[Tile, ...]) -> tuple[Tile, ...]:
    """Where diffusers are, and where the missing ones would go in an empty ceiling."""
    existing = room.of_kind(Kind.SUPPLY)
    missing = supply_count(room, air) - len(existing)
    if missing <= 0 or not free:
        return existing
    demand, candidates = _thinned(room.usable_spots(), missing), _thinned(room.free_spots(), missing, 2)
    if not exchangeable(len(demand), len(candidates), missing):
        demand, candidates = room.usable_spots(), room.free_spots()
    chosen = spread(room, demand, candidates, missing, existing)
    return (*existing, *((x, y) for x, y in candidates[chosen].tolist()))


def _thinned(spots: Spots, missing: int, times: int = 1) -> Spots:
    return spots[:: 1 + len(spots) // (times * THINNED + PER_SUPPLY * missing)]


def _detectors(room: Room, brief: Brief, wanted: tuple[Tile, ...]) -> tuple[Tile, ...]:
    """A smallest cover, clear of what exists and, at that count, of where the diffusers want to be."""
    smoke, spots = brief.smoke, room.free_spots()
    if not smoke.protected or not len(spots):
        return ()
    candidates = spots[detector_clearance.allowed(room, smoke, spots)]
    if not needs_patterns(room, smoke, candidates):
        candidates = candidates[:: 1 + len(candidates) // MANY]
    penalty = _crowding(room, smoke, candidates, wanted)
    return complete_cover(room, smoke, candidates, penalty).tiles


def _crowding(room: Room, smoke: SmokeBrief, tiles: Spots, wanted: tuple[Tile, ...]) -> Floats:
    """How much a detector here would push a diffuser from its place; walls count a little."""
    far = detector_clearance.clear_of_supplies(room, smoke, tiles, wanted)
    farther = clearance.clear(room, tiles, wanted, smoke.supply_m / 2, to_edge=smoke.to_edge)
    inside = replace(smoke, wall_m=min(detector_clearance.WALL_M, smoke.wall_m))
    walls = detector_clearance.clear_of_walls(room, inside, tiles)
    return np.asarray(2.2 - far - farther - 0.2 * walls)


def _returns(
    room: Room, brief: Brief, wanted: tuple[Tile, ...], detectors: tuple[Tile, ...]
) -> tuple[Tile, ...]:
    """The tiles farthest from where the diffusers want to be, clear of the detectors' tiles."""
    air, smoke = brief.air, brief.smoke
    existing = room.of_kind(Kind.RETURN)
    count = air.min_returns - len(existing)
    tiles = thinned(room.free_spots(detectors), max(count, 0))
    if count <= 0 or not len(tiles):
        return ()
    clear = detector_clearance.clear_of_returns(
        room, smoke, tiles, (*detectors, *room.of_kind(Kind.DETECTOR))
    )
    away = clearance.nearest(room, tiles, wanted, at_most_m=2 * air.supply_return_m)
    score = 100.0 * clear + 10.0 * away
    chosen = dispersed(room, tiles, score, existing, count, APART_M)
    return tuple((x, y) for x, y in tiles[chosen].tolist())
