"""Where detectors may stand: sets that cover the room on the lights' pattern, the smallest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations
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
from plenum.ceiling.pattern.sets import Choices, choices, distinct, orbits, pairs
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
SETS: Final = 240
ORBITS: Final = 70
TRIPLE: Final = 3
TRIPLED: Final = 36
"""Tiles of which all threes are looked at, the cheapest."""
MORE: Final = 3
"""Detectors over a lower bound up to which orbits and arrays are looked at."""
EXTRA: Final = 1.8
"""What each of them costs: nearly what it costs to keep no mirror."""
EACH: Final = 0.7
"""What the price of a tile counts for one detector of several."""
NEAR_WALL: Final = 0.4
TRIED: Final = 250
"""Arrays of one count whose coverage is looked at."""
BUNCHED: Final = 0.6
"""What two detectors cost that stand side by side; nothing from a radius apart."""
FEW_POINTS: Final = 24
"""Points of each sort that sets are held against first."""
STEP: Final = 256
"""Sets held against all points in one go."""
IRREGULAR: Final = 1.0
CHEAP: Final = (0.7, OFF, np.inf)
"""A small cover is sought among tiles under the first of these prices, then the next."""
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
    radius_m: float
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
    return Watched(
        canvas, spots, price[rows, columns], covers[turned[rows, columns]], smoke.radius_m, missing
    )


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
            more = [] if _cheapest(two, mirrors) <= DEAR else _more(at, existing, mirrors, range(3, 4), 2)
            return [two, *more], 2
    least = max(3, at.missing)
    several = _more(at, existing, mirrors, range(least, least + MORE + 1), least)
    return several or _exact(at, brief, existing, mirrors), least


def _cheapest(found: Choices, mirrors: Mirrors) -> float:
    kept = (found.bits[:, None] >> np.arange(mirrors.count)) & 1
    return float((found.price + mirrors.prices(kept.astype(bool))).min(initial=np.inf))


def _pairs(at: Watched, existing: Spots, mirrors: Mirrors, *, least: int) -> Choices:
    """Pairs that cover what is open: of cheap tiles or mirror images; where there is none, of any."""
    sets, cost = pairs(at.canvas, at.spots, at.price, mirrors, PAIRED)
    for widened in (False, True):
        if widened:
            sets = _covering_pairs(at)
            cost = _priced(at, sets)
        else:
            whole = _cover(at.covers, sets) if len(sets) else np.zeros(0, dtype=bool)
            sets, cost = sets[whole], _priced(at, sets[whole])
        if len(sets) or least < 2:
            break
    return choices(at.spots[sets], cost + EXTRA * (2 - least), existing, mirrors, SETS)


def _covering_pairs(at: Watched) -> NDArray[np.intp]:
    """Pairs of any tiles, the cheapest that cover: one of each must cover the point that fewest cover."""
    some = _some_points(at.covers)
    rare = np.flatnonzero(some[:, int(np.argmin(some.sum(axis=0)))])
    missed = (~some).astype(np.float32)
    i, j = np.nonzero(missed[rare] @ missed.T < 0.5)
    sets = np.sort(np.stack([rare[i], j], axis=1), axis=1)
    sets = distinct(sets[sets[:, 0] < sets[:, 1]], len(at.spots))
    sets = sets[np.argsort(np.round(at.price[sets].sum(axis=1), 6), kind="stable")]
    return np.asarray(sets[_cover(at.covers, sets)]) if len(sets) else sets


def _priced(at: Watched, sets: NDArray[np.intp]) -> Prices:
    """The price of their tiles, and of two that stand close together."""
    where = at.canvas.centres(at.spots.reshape(-1, 2))[sets]
    closest = np.full(len(sets), np.inf)
    for i, j in combinations(range(sets.shape[1]), 2):
        np.minimum(closest, ((where[:, i] - where[:, j]) ** 2).sum(axis=1), out=closest)
    bunched = np.maximum(0.0, 1.0 - np.sqrt(closest) / at.radius_m)
    return np.asarray(EACH * at.price[sets].sum(axis=1) + BUNCHED * bunched)


def _more(at: Watched, existing: Spots, mirrors: Mirrors, sizes: range, least: int) -> list[Choices]:
    """Mirror orbits and arrays of so many detectors: the first size that has some, and if dear one more."""
    found: list[Choices] = []
    for size in sizes:
        sets = [*_of_orbits(at, mirrors, size), *(_of_arrays(at, size) if not len(existing) else ())]
        if size == TRIPLE and (not sets or at.canvas.corridor_axis is not None):
            sets += _triples(at)
        if sets:
            every = distinct(np.concatenate(sets), len(at.spots))
            cost = _priced(at, every) + EXTRA * (size - least)
            found.append(choices(at.spots[every], cost, existing, mirrors, SETS))
            if _cheapest(found[0], mirrors) <= DEAR:
                break
        if len(found) > 1 or (found and not sets):
            break
    return found


def _triples(at: Watched) -> list[NDArray[np.intp]]:
    """Any three of the cheapest tiles that cover what is open."""
    cheap = np.sort(np.argsort(np.round(at.price, 6), kind="stable")[:TRIPLED])
    sets = cheap[np.array(list(combinations(range(len(cheap)), TRIPLE)), dtype=np.intp).reshape(-1, TRIPLE)]
    sets = sets[np.argsort(np.round(at.price[sets].sum(axis=1), 6), kind="stable")]
    whole = _cover(at.covers, sets) if len(sets) else np.zeros(0, dtype=bool)
    return [sets[whole]] if whole.any() else []


def _of_orbits(at: Watched, mirrors: Mirrors, size: int) -> Iterator[NDArray[np.intp]]:
    """A pair and a tile on the axis, or two pairs, under each mirror: those that cover what is open."""
    if size not in (3, 4):
        return
    number = np.full(at.canvas.cells.shape, -1, dtype=np.intp)
    number[at.spots[:, 1], at.spots[:, 0]] = np.arange(len(at.spots))
    some = _some_points(at.covers)
    for axis, total in mirrors.exact:
        two, one = orbits(number, at.spots, axis, total)
        two = two[np.argsort(at.price[two].sum(axis=1), kind="stable")[:ORBITS]]
        one = one[np.argsort(at.price[one], kind="stable")[: ORBITS // 2]]
        seen = some[two[:, 0]] | some[two[:, 1]]
        missed = (~seen).astype(np.float32)
        if size == 3:
            i, j = np.nonzero(missed @ (~some[one]).astype(np.float32).T < 0.5)
            sets = np.concatenate([two[i], one[j, None]], axis=1)
        else:
            i, j = np.nonzero(np.triu(missed @ missed.T < 0.5, k=1))
            sets = np.concatenate([two[i], two[j]], axis=1)
        sets = sets[np.argsort(np.round(at.price[sets].sum(axis=1), 6), kind="stable")]
        if len(sets) and (whole := _cover(at.covers, sets)).any():
            yield np.sort(sets[whole], axis=1)


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
    best = np.argsort(np.round(cost, 6), kind="stable")[:TRIED]
    covering: list[NDArray[np.intp]] = []
    for _, sets in found.sets(best, held):
        rows = np.sort(number[sets[..., 1], sets[..., 0]], axis=1)
        covering.append(rows[_cover(at.covers, rows)])
    return [rows for rows in covering if len(rows)]


def _cover(covers: Mask, sets: NDArray[np.intp]) -> Mask:
    """Which sets of rows cover all points: looked at for a few points first, for all where those hold."""
    some = _some_points(covers)
    good = np.flatnonzero(_whole(some, sets))
    found = np.zeros(len(sets), dtype=bool)
    if some is covers or not len(good):
        found[good] = True
        return found
    for start in range(0, len(good), STEP):
        part = good[start : start + STEP]
        found[part] = _whole(covers, sets[part])
        if found.sum() >= SETS:
            break
    return found


def _whole(covers: Mask, sets: NDArray[np.intp]) -> Mask:
    seen = covers[sets[:, 0]]
    for k in range(1, sets.shape[1]):
        seen |= covers[sets[:, k]]
    return np.asarray(seen.all(axis=1))


def _some_points(covers: Mask) -> Mask:
    """Of many points those that fewest tiles cover, and evenly spaced ones."""
    if covers.shape[1] <= 2 * FEW_POINTS:
        return covers
    rare = np.argsort(covers.sum(axis=0), kind="stable")[:FEW_POINTS]
    even = np.arange(0, covers.shape[1], covers.shape[1] // FEW_POINTS + 1)
    return np.ascontiguousarray(covers[:, np.concatenate([rare, even])])


def _exact(at: Watched, brief: Brief, existing: Spots, mirrors: Mirrors) -> list[Choices]:
    """A small cover by tiles on the pattern, or by any where those do not do."""
    canvas = at.canvas
    for most in CHEAP:
        among = at.price < most
        if not at.covers[among].any(axis=0).all():
            continue
        tiles = canvas.back_in_order(at.spots[among])
        found = complete_cover(canvas.room, brief.smoke, tiles, at.price[among], prove=False)
        if found.complete:
            spots = canvas.forth(found.tiles)
            number = np.full(canvas.cells.shape, -1, dtype=np.intp)
            number[at.spots[:, 1], at.spots[:, 0]] = np.arange(len(at.spots))
            cost = IRREGULAR + EACH * at.price[number[spots[:, 1], spots[:, 0]]].sum()
            return [choices(spots[None], np.array([cost]), existing, mirrors, 1)]
    return []
