"""A quick answer to whether the rest of a room can be completed at all: any tiles that keep the hard rules.

Most rooms have room enough, and a light model's answer for one of them need not wait for a whole plan. Where
the pattern offers nothing, these tiles are the plan.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.air.missing import returns_missing, supplies_missing
from plenum.ceiling.air.p_median import spread
from plenum.ceiling.asked.brief import Brief
from plenum.ceiling.pattern.watched import greedy, packed, without_gaps
from plenum.ceiling.room import clearance
from plenum.ceiling.room.geometry import Mask
from plenum.ceiling.room.grid import Tile
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.room import Room, Spots
from plenum.ceiling.smoke import detector_clearance
from plenum.ceiling.smoke.seen import seen_by

ONES: Final = 48
"""Lone detectors that are tried, evenly spaced ones of those that cover the room."""
CORNERS: Final = np.array([(1, 1), (1, -1), (-1, 1), (-1, -1), (1, 0), (-1, 0), (0, 1), (0, -1)])
"""Ways to the corners and sides in which the returns are gathered."""
Index = NDArray[np.intp]


@dataclass(frozen=True)
class Makeshift:
    """Tiles for returns and detectors, and those that are left to the diffusers."""

    supplies: Spots
    needed: int
    returns: Spots
    detectors: Spots

    def spread(self, room: Room) -> list[Tile]:
        """As many diffusers as are needed, evenly spread over what is left to them."""
        there = room.of_kind(Kind.SUPPLY)
        chosen = spread(room, room.usable_spots(), self.supplies, self.needed, there) if self.needed else []
        return as_tiles(self.supplies[sorted(chosen)])


def as_tiles(spots: Spots) -> list[Tile]:
    """An array's tiles."""
    return [(x, y) for x, y in spots.tolist()]


def makeshift(room: Room, brief: Brief) -> Makeshift | None:
    """Tiles that keep every hard rule of air and smoke, if they are found at once; None otherwise."""
    free = room.free_spots()
    needed, returns = supplies_missing(room, brief.air), returns_missing(room, brief.air)
    if needed + returns > len(free):
        return None
    supply_ok = _supply_may(room, brief, free)
    return_ok = _return_may(room, brief, free)
    gathered = _gathered(room, free, np.flatnonzero(return_ok), returns)
    covers = _covers(room, brief, free)
    if covers is None or not len(gathered):
        return None
    far: dict[int, Mask] = {}
    for detectors in covers:
        clear = supply_ok & _clear_of_detectors(room, brief, free, free[detectors])
        apart = _clear_of_returns(room, brief, free, free[detectors])
        taken = set(detectors.tolist())
        for g, some in enumerate(gathered):
            if not apart[some].all() or not taken.isdisjoint(some.tolist()):
                continue
            if g not in far:
                far[g] = _far(room, brief, free, free[some])
            left = clear & far[g]
            left[detectors] = left[some] = False
            if left.sum() >= needed:
                return Makeshift(free[left], needed, free[some], free[detectors])
    return None


def _supply_may(room: Room, brief: Brief, free: Spots) -> Mask:
    air, smoke = brief.air, brief.smoke
    keeps = clearance.clear(room, free, room.of_kind(Kind.RETURN), air.supply_return_m)
    hung = room.of_kind(Kind.DETECTOR)
    return keeps & detector_clearance.clear_of_supplies(room, smoke, free, hung)


def _return_may(room: Room, brief: Brief, free: Spots) -> Mask:
    keeps = clearance.clear(room, free, room.of_kind(Kind.SUPPLY), brief.air.supply_return_m)
    return keeps & _clear_of_returns(room, brief, free, np.array(room.of_kind(Kind.DETECTOR), dtype=np.intp))


def _clear_of_returns(room: Room, brief: Brief, free: Spots, detectors: Spots) -> Mask:
    if not brief.smoke.return_hard:
        return np.ones(len(free), dtype=bool)
    return detector_clearance.clear_of_returns(room, brief.smoke, free, detectors)


def _clear_of_detectors(room: Room, brief: Brief, free: Spots, detectors: Spots) -> Mask:
    return detector_clearance.clear_of_supplies(room, brief.smoke, free, detectors)


def _far(room: Room, brief: Brief, free: Spots, returns: Spots) -> Mask:
    return clearance.clear(room, free, returns, brief.air.supply_return_m)


def _gathered(room: Room, free: Spots, may: Index, count: int) -> list[Index]:
    """Choices of so many tiles that may hold a return, each gathered in a corner or at a side."""
    if not count:
        return [np.zeros(0, dtype=np.intp)]
    if len(may) < count:
        return []
    along = free[may] * np.asarray(room.tile_m) @ CORNERS.T
    order = np.argsort(np.round(along, 6), axis=0, kind="stable")[:count]
    return [np.sort(may[some]) for some in order.T]


def _covers(room: Room, brief: Brief, free: Spots) -> list[Index] | None:
    """Choices of free tiles that complete the detectors' cover; None where none is found at once."""
    smoke = brief.smoke
    hung = room.of_kind(Kind.DETECTOR)
    missing = max(0, smoke.min_detectors - len(hung))
    if not smoke.protected:
        return [np.zeros(0, dtype=np.intp)]
    may = np.flatnonzero(detector_clearance.allowed(room, smoke, free))
    seen = seen_by(room, smoke, free[may])
    if not seen.shape[1] and not missing:
        return [np.zeros(0, dtype=np.intp)]
    if missing <= 1:
        ones = np.flatnonzero(seen.all(axis=1))
        if len(ones):
            return [may[one : one + 1] for one in ones[:: 1 + len(ones) // ONES].tolist()]
    chosen = _few(seen, missing)
    if chosen is None:
        return None
    closed = without_gaps(room, smoke, free[may], chosen)
    return None if closed is None else [may[closed]]


def _few(seen: Mask, missing: int) -> Index | None:
    """Rows that cover all columns, and so many at least; None where there are none."""
    if missing > len(seen) or not seen.any(axis=0).all():
        return None
    chosen = greedy(packed(seen), np.zeros(len(seen)), 0.0)
    if chosen is None:
        return None
    spare = np.setdiff1d(np.arange(len(seen)), chosen)[: max(0, missing - len(chosen))]
    return np.append(chosen, spare)
