"""Where detectors may stand: sets that cover the room on the lights' pattern, the smallest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.asked.brief import Brief
from plenum.ceiling.asked.smoke_brief import SmokeBrief
from plenum.ceiling.caches.by_bytes import cached_by_bytes
from plenum.ceiling.pattern.arrays import arrays
from plenum.ceiling.pattern.canvas import Canvas
from plenum.ceiling.pattern.lines import OFF, Prices
from plenum.ceiling.pattern.mirrors import Mirrors
from plenum.ceiling.pattern.sets import Choices, choices, orbits, pairs
from plenum.ceiling.pattern.tiles import TOUCHING, near_wall, on_pattern
from plenum.ceiling.room.geometry import Mask
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.room import Ring, Room, Spots
from plenum.ceiling.smoke import detector_clearance
from plenum.ceiling.smoke.completion import complete_cover
from plenum.ceiling.smoke.coverage import coverage

MEMORY_MB: Final = 32.0
ONES: Final = 160
PAIRED: Final = 120
SETS: Final = 120
ORBITS: Final = 70
MORE: Final = 2
"""Detectors over the fewest of an array that are looked at."""
EXTRA: Final = 1.5
"""What each of them costs."""
NEAR_WALL: Final = 0.4
TRIED: Final = 250
"""Arrays of one count whose coverage is looked at."""
IRREGULAR: Final = 1.0
DEAR: Final = 1.5
"""A lone detector that costs more is held against pairs too."""


@dataclass(frozen=True)
class _Asked:
    cells: bytes
    tile_m: tuple[float, float]
    outline: Ring
    holes: tuple[Ring, ...]
    smoke: SmokeBrief
    room: Room = field(compare=False)


@cached_by_bytes(MEMORY_MB)
def _seen(asked: _Asked) -> Mask:
    """usable tiles × demand points: who covers what; the same for all that may hang in the room."""
    return coverage(asked.room, [(x, y) for x, y in asked.room.usable_spots().tolist()], asked.smoke).covers


@dataclass(frozen=True)
class Watched:
    """What the tiles that may hold a detector see of what is not covered yet."""

    canvas: Canvas
    spots: Spots
    price: Prices
    """Of each of `spots`."""
    covers: Mask
    """spots × open points."""
    missing: int
    """Detectors that the area asks for beside those that hang."""


def watched(canvas: Canvas, brief: Brief) -> Watched:
    """The room's candidates for detectors."""
    room, smoke = canvas.room, brief.smoke
    every = room.usable_spots()
    usable = (room.cells != ord("#")).tobytes()
    covers = _seen(_Asked(usable, room.tile_m, room.outline, room.holes_m, smoke, room))
    number = np.full(room.cells.shape, -1, dtype=np.intp)
    number[every[:, 1], every[:, 0]] = np.arange(len(every))
    existing = room.of_kind(Kind.DETECTOR)
    if existing:
        hung = np.array(existing)
        covers = covers[:, ~covers[number[hung[:, 1], hung[:, 0]]].any(axis=0)]
    free = room.free_spots()
    free = free[detector_clearance.allowed(room, smoke, free)]
    allowed = np.full(room.cells.shape, -1, dtype=np.intp)
    allowed[free[:, 1], free[:, 0]] = number[free[:, 1], free[:, 0]]
    turned = np.asarray(canvas.turned(allowed), dtype=np.intp)
    rows, columns = np.nonzero(turned >= 0)
    price = on_pattern(canvas) + TOUCHING * canvas.touching + canvas.off_middle
    price = price + NEAR_WALL * near_wall(canvas, detector_clearance.WALL_M)
    spots = np.stack([columns, rows], axis=1)
    missing = max(0, smoke.min_detectors - len(existing))
    return Watched(canvas, spots, price[rows, columns], covers[turned[rows, columns]], missing)


def detector_choices(canvas: Canvas, brief: Brief, mirrors: Mirrors) -> tuple[list[Choices], int]:
    """Sets of detectors that complete the cover, and the fewest that any set of tiles is known to need."""
    existing = canvas.of_kind(Kind.DETECTOR)
    at = watched(canvas, brief)
    if not at.covers.shape[1] and not at.missing:
        return [choices(np.zeros((1, 0, 2), np.intp), np.zeros(1), existing, mirrors, 1)], 0
    if at.missing <= 1:
        ones = np.flatnonzero(at.covers.all(axis=1))
        if len(ones):
            found = choices(at.spots[ones, None], at.price[ones], existing, mirrors, ONES)
            if _cheapest(found, mirrors) <= DEAR:
                return [found], 1
            return [found, _pairs(at, existing, mirrors, least=1)], 1
    if at.missing <= 2:
        two = _pairs(at, existing, mirrors, least=2)
        if len(two):
            more = [] if _cheapest(two, mirrors) <= DEAR else _more(at, existing, mirrors, 3, 2)
            return [two, *more], 2
    least = max(3, at.missing)
    return _more(at, existing, mirrors, least, least) or _exact(at, brief, existing, mirrors), least


def _cheapest(found: Choices, mirrors: Mirrors) -> float:
    kept = (found.bits[:, None] >> np.arange(mirrors.count)) & 1
    return float((found.price + mirrors.prices(kept.astype(bool))).min(initial=np.inf))


def _pairs(at: Watched, existing: Spots, mirrors: Mirrors, *, least: int) -> Choices:
    """Pairs that cover what is open: of cheap tiles or mirror images; where there is none, of any."""
    sets, cost = pairs(at.canvas, at.spots, at.price, mirrors, PAIRED)
    for widened in (False, True):
        if widened:
            covering = _covering_pairs(at.covers)
            sets, cost = covering, at.price[covering].mean(axis=1)
        else:
            whole = (at.covers[sets[:, 0]] | at.covers[sets[:, 1]]).all(axis=1)
            sets, cost = sets[whole], cost[whole]
        if len(sets) or least < 2:
            break
    return choices(at.spots[sets], cost + EXTRA * (2 - least), existing, mirrors, SETS)


def _covering_pairs(covers: Mask) -> NDArray[np.intp]:
    missed = (~covers).astype(np.float32)
    i, j = np.nonzero(np.triu(missed @ missed.T < 0.5, k=1))
    return np.stack([i, j], axis=1)


def _more(at: Watched, existing: Spots, mirrors: Mirrors, count: int, least: int) -> list[Choices]:
    """Mirror orbits and arrays of so many detectors or a few more; the first count that has some, and one."""
    found: list[Choices] = []
    for size in range(count, count + MORE + 1):
        sets = [*_of_orbits(at, mirrors, size), *(_of_arrays(at, size) if not len(existing) else ())]
        if sets:
            every = np.unique(np.concatenate(sets), axis=0)
            cost = at.price[every].mean(axis=1) + EXTRA * (size - least)
            found.append(choices(at.spots[every], cost, existing, mirrors, SETS))
            if _cheapest(found[0], mirrors) <= DEAR or len(found) > 1:
                break
    return found


def _of_orbits(at: Watched, mirrors: Mirrors, size: int) -> Iterator[NDArray[np.intp]]:
    """A pair and a tile on the axis, or two pairs, under each mirror: those that cover what is open."""
    if size not in (3, 4):
        return
    number = np.full(at.canvas.cells.shape, -1, dtype=np.intp)
    number[at.spots[:, 1], at.spots[:, 0]] = np.arange(len(at.spots))
    for axis, total in mirrors.exact:
        two, one = orbits(number, at.spots, axis, total)
        two = two[np.argsort(at.price[two].sum(axis=1), kind="stable")[:ORBITS]]
        one = one[np.argsort(at.price[one], kind="stable")[: ORBITS // 2]]
        missed = ~(at.covers[two[:, 0]] | at.covers[two[:, 1]])
        if size == 3:
            i, j = np.nonzero(missed.astype(np.float32) @ (~at.covers[one]).astype(np.float32).T < 0.5)
            if len(i):
                yield np.sort(np.concatenate([two[i], one[j, None]], axis=1), axis=1)
        else:
            both = missed.astype(np.float32)
            i, j = np.nonzero(np.triu(both @ both.T < 0.5, k=1))
            if len(i):
                yield np.sort(np.concatenate([two[i], two[j]], axis=1), axis=1)


def _of_arrays(at: Watched, size: int) -> list[NDArray[np.intp]]:
    """Arrays of the size that cover what is open."""
    canvas = at.canvas
    held = np.zeros(canvas.cells.shape, dtype=bool)
    held[at.spots[:, 1], at.spots[:, 0]] = True
    number = np.full(held.shape, -1, dtype=np.intp)
    number[at.spots[:, 1], at.spots[:, 0]] = np.arange(len(at.spots))
    found = arrays(canvas, held, np.zeros_like(held), size, size, skipping=True)
    price = np.zeros(held.shape)
    price[at.spots[:, 1], at.spots[:, 0]] = at.price
    cost = found.sums(price) / max(1, size) + np.maximum(found.spread - 1.0, 0.0)
    covering: list[NDArray[np.intp]] = []
    for i in np.argsort(np.round(cost, 6), kind="stable")[:TRIED].tolist():
        spots = found.spots(i, held)
        rows = number[spots[:, 1], spots[:, 0]]
        if at.covers[rows].any(axis=0).all():
            covering.append(np.sort(rows)[None])
            if len(covering) >= SETS // 4:
                break
    return covering


def _exact(at: Watched, brief: Brief, existing: Spots, mirrors: Mirrors) -> list[Choices]:
    """A small cover by tiles on the pattern, or by any where those do not do."""
    canvas = at.canvas
    for among in (at.price < OFF, np.ones(len(at.price), dtype=bool)):
        if not among.any():
            continue
        tiles = canvas.back_in_order(at.spots[among])
        found = complete_cover(canvas.room, brief.smoke, tiles, at.price[among], prove=False)
        if found.complete:
            spots = canvas.forth(found.tiles)
            number = np.full(canvas.cells.shape, -1, dtype=np.intp)
            number[at.spots[:, 1], at.spots[:, 0]] = np.arange(len(at.spots))
            cost = IRREGULAR + at.price[number[spots[:, 1], spots[:, 0]]].mean()
            return [choices(spots[None], np.array([cost]), existing, mirrors, 1)]
    return []
