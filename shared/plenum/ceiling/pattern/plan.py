"""Supplies, returns and detectors of a room chosen together, on the pattern of its lights.

The stages come one after the other, each in a process of its own, and none may strand the next. So each plans
all that is still missing and places its own kind: what it leaves to the others is known to have a place, and
they find it again, since a plan depends on what hangs in the room and on nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.air.missing import returns_missing, supplies_missing
from plenum.ceiling.asked.air_brief import AirBrief
from plenum.ceiling.asked.brief import Brief
from plenum.ceiling.asked.smoke_brief import SmokeBrief
from plenum.ceiling.pattern.canvas import Canvas, canvas
from plenum.ceiling.pattern.detectors import detector_choices, watched
from plenum.ceiling.pattern.hall import (
    detector_array,
    detectors_in_hall,
    hung,
    price_in_room,
    returns_in_hall,
    roomy,
)
from plenum.ceiling.pattern.makeshift import as_tiles, makeshift
from plenum.ceiling.pattern.mirrors import NONE, Mirrors, mirrors
from plenum.ceiling.pattern.returns import return_choices
from plenum.ceiling.pattern.sets import Choices, joined, none
from plenum.ceiling.pattern.supplies import supply_choices
from plenum.ceiling.pattern.tiles import gaps_m
from plenum.ceiling.pattern.watched import gaps_between
from plenum.ceiling.room.clearance import ROUNDING_M
from plenum.ceiling.room.geometry import Mask
from plenum.ceiling.room.grid import EMPTY, INVALID, Tile, row_by_row
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.room import Ring, Room, Spots
from plenum.ceiling.smoke.completion import needs_patterns

SUPPLIES: Final = 120
"""Sets of diffusers for which the rest is chosen, the cheapest first, as long as one may be the best."""
FAR_M: Final = 3.0
"""Up to so far from the diffusers a return is better placed."""
FAR: Final = 0.15
"""What each metre nearer costs."""
DETECTOR_RETURN_M: Final = 1.2
"""A return and a detector nearer to each other than this cost `CLOSE`."""
CLOSE: Final = 0.3
TRIED: Final = 8
"""Plans that are looked at for gaps between detectors within a tile."""
LATER: Final = (Kind.SUPPLY, Kind.RETURN, Kind.DETECTOR)
"""The kinds that are placed after the lights."""
ROOMS: Final = 256
TILES: Final = 2_500
"""Of a room's grid up to which it is one of so many remembered."""
HALLS: Final = 4
"""Larger ones that are remembered."""

Floats = NDArray[np.float64]
Priced = tuple[float, Spots, Spots, Spots]
"""What a plan costs, and its supplies, returns and detectors."""


@dataclass(frozen=True)
class Plan:
    """Tiles for what a room lacks of each kind, by the room's own tiles."""

    supplies: tuple[Tile, ...]
    returns: tuple[Tile, ...]
    detectors: tuple[Tile, ...]
    least_detectors: int
    """No set of tiles is known to cover the room with fewer."""


@dataclass(frozen=True)
class _Asked:
    rows: tuple[str, ...]
    tile_m: tuple[float, float]
    outline: Ring
    holes: tuple[Ring, ...]
    room_type: str
    flows: frozenset[tuple[Tile, float]]
    air: AirBrief
    smoke: SmokeBrief
    room: Room = field(compare=False)
    brief: Brief = field(compare=False)


def plan(room: Room, brief: Brief) -> Plan | None:
    """What the room lacks, placed by the pattern; of a room in which a plan was begun, the rest of that plan.

    None where nothing on the pattern keeps the hard rules of air and smoke.
    """
    bare = _without_placed(room)
    if bare is not room:
        begun = _ask(bare, brief)
        rest = _rest(begun, room, brief) if begun else None
        if rest:
            return rest
    return _ask(room, brief)


def leaves_room(room: Room, brief: Brief) -> bool:
    """Whether what a room lacks can be placed in it."""
    if needs_patterns(room, brief.smoke, room.free_spots()):
        usable, free = room.cells != ord(INVALID), room.cells == ord(EMPTY)
        return roomy(room, usable, free) or plan(room, brief) is not None
    return makeshift(room, brief) is not None or plan(room, brief) is not None


def _ask(room: Room, brief: Brief) -> Plan | None:
    asked = _Asked(
        room.rows,
        room.tile_m,
        room.outline,
        room.holes_m,
        room.room_type,
        frozenset(room.flows.items()),
        brief.air,
        brief.smoke,
        room,
        brief,
    )
    return (_known if room.width * room.height <= TILES else _of_hall)(asked)


def _without_placed(room: Room) -> Room:
    """The room with its lights and what came in."""
    placed = [tile for kind in LATER for tile in room.of_kind(kind) if tile not in room.existing]
    if not placed:
        return room
    rows = [list(row) for row in room.rows]
    for x, y in placed:
        rows[y][x] = EMPTY
    flows = {tile: flow for tile, flow in room.flows.items() if tile not in placed}
    return replace(room, rows=tuple("".join(row) for row in rows), flows=flows)


def _rest(begun: Plan, room: Room, brief: Brief) -> Plan | None:
    """What is left of a plan of which some kinds hang; None where what hangs is no part of it."""
    left: list[tuple[Tile, ...]] = []
    for kind, wanted in zip(LATER, (begun.supplies, begun.returns, begun.detectors), strict=True):
        hung = {tile for tile in room.of_kind(kind) if tile not in room.existing}
        if hung and hung != set(wanted):
            return None
        left.append(() if hung else wanted)
    if supplies_missing(room, brief.air) > len(left[0]) or returns_missing(room, brief.air) != len(left[1]):
        return None
    return Plan(left[0], left[1], left[2], begun.least_detectors)


def _planned(asked: _Asked) -> Plan | None:
    room, brief = asked.room, asked.brief
    if not room.free() or not _counted(room, brief):
        return None
    on = canvas(room)
    kept = mirrors(on)
    supplies, returns = supplies_missing(room, brief.air), returns_missing(room, brief.air)
    some = supply_choices(on, brief, supplies, kept) if supplies else [none(kept, on.of_kind(Kind.SUPPLY))]
    diffusers = joined(some)[:SUPPLIES]
    if needs_patterns(room, brief.smoke, room.free_spots()):
        return _in_hall(on, brief, diffusers[0][0], returns) if diffusers else None
    grilles = return_choices(on, brief, returns, kept) if returns else [none(kept, on.of_kind(Kind.RETURN))]
    return _in_room(on, brief, kept, diffusers, grilles)


def _in_room(
    on: Canvas,
    brief: Brief,
    kept: Mirrors,
    diffusers: list[tuple[Spots, float, int]],
    grilles: list[Choices],
) -> Plan | None:
    """The cheapest of all choices; where that keeps no mirror, of those with one detector more too."""
    at = watched(on, brief)
    detectors, least = [none(kept, on.of_kind(Kind.DETECTOR))], 0
    if brief.smoke.protected:
        detectors, least = detector_choices(at, brief, kept)
    best = _best(on, brief, kept, diffusers, grilles, detectors)
    if brief.smoke.protected and _dear(best):
        sizes = {some.sets.shape[1] for some in detectors}
        more, _ = detector_choices(at, brief, kept, one_more=True)
        more = [some for some in more if some.sets.shape[1] not in sizes]
        best = _cheaper(best, _best(on, brief, kept, diffusers, grilles, more))
    if best is None:
        return None
    first, second, third = (on.back(spots) for spots in best[1:])
    return Plan(first, second, third, least)


def _dear(best: Priced | None) -> bool:
    """Whether a plan costs what one does that keeps no mirror."""
    return best is None or best[0] >= NONE


def _cheaper(one: Priced | None, other: Priced | None) -> Priced | None:
    if one is None or other is None:
        return one or other
    return other if other[0] < one[0] else one


_known = lru_cache(maxsize=ROOMS)(_planned)
_of_hall = lru_cache(maxsize=HALLS)(_planned)


def _in_hall(on: Canvas, brief: Brief, diffusers: Spots, returns: int) -> Plan | None:
    """The best array of diffusers, and around it detectors and grilles."""
    room, price = on.room, price_in_room(on)
    supplies = on.back(diffusers)
    lit = hung(room, Kind.SUPPLY, on.back_in_order(diffusers))
    detectors: Spots | None = np.zeros((0, 2), np.intp)
    if brief.smoke.protected:
        detectors = detector_array(on, lit, brief)
        detectors = detectors_in_hall(lit, price, brief) if detectors is None else detectors
    if detectors is None:
        return None
    watched = hung(lit, Kind.DETECTOR, detectors)
    grilles = returns_in_hall(watched, price, brief, returns) if returns else np.zeros((0, 2), np.intp)
    if grilles is None:
        return None
    rows = (sorted(as_tiles(some), key=row_by_row) for some in (grilles, detectors))
    found, seen = (tuple(tiles) for tiles in rows)
    return Plan(supplies, found, seen, 0)


def _counted(room: Room, brief: Brief) -> bool:
    """Whether the room's free tiles are as many as what it lacks."""
    missing = supplies_missing(room, brief.air) + returns_missing(room, brief.air)
    return missing + brief.smoke.min_detectors - len(room.of_kind(Kind.DETECTOR)) <= len(room.free())


def _best(
    on: Canvas,
    brief: Brief,
    kept: Mirrors,
    diffusers: list[tuple[Spots, float, int]],
    grilles: list[Choices],
    detectors: list[Choices],
) -> Priced | None:
    """The cheapest three sets that keep their hard distances from each other, and their price."""
    pairs = [_Pair(on, brief, kept, some, others) for some in grilles for others in detectors]
    for _ in range(TRIED):
        found = _cheapest([pair for pair in pairs if pair.fits.any()], diffusers)
        if found is None:
            return None
        price, tiles, pair, i, j = found
        if _without_gaps(on, brief, pair.detectors.sets[j]):
            return price, tiles, pair.grilles.sets[i], pair.detectors.sets[j]
        pair.fits[:, j] = False
        pair.mirrored.clear()
    return None


def _cheapest(
    pairs: list[_Pair], diffusers: list[tuple[Spots, float, int]]
) -> tuple[float, Spots, _Pair, int, int] | None:
    """Price, diffusers, and the pair of sets beside them with the numbers of both: the cheapest in all."""
    best: tuple[float, Spots, _Pair, int, int] | None = None
    bounds = [
        (round(price + pair.least(bits), 6), k, n)
        for k, (_, price, bits) in enumerate(diffusers)
        for n, pair in enumerate(pairs)
    ]
    for bound, k, n in sorted(bounds):
        if best is not None and bound >= best[0] - 1e-6:
            break
        tiles, price, bits = diffusers[k]
        found = pairs[n].beside(tiles, bits)
        if found is not None and (best is None or price + found[0] < best[0] - 1e-6):
            best = price + found[0], tiles, pairs[n], *found[1:]
    return best


def _without_gaps(on: Canvas, brief: Brief, detectors: Spots) -> bool:
    every = sorted([*on.room.of_kind(Kind.DETECTOR), *on.back(detectors)], key=row_by_row)
    return not len(detectors) or not len(gaps_between(on.room, brief.smoke, every))


class _Pair:
    """Sets of grilles against sets of detectors, before the diffusers are known."""

    def __init__(self, on: Canvas, brief: Brief, kept: Mirrors, grilles: Choices, detectors: Choices) -> None:
        self.on, self.brief = on, brief
        self.grilles, self.detectors = grilles, detectors
        table = (np.arange(1 << kept.count)[:, None] >> np.arange(kept.count)) & 1
        self.by_bits = np.round(kept.prices(table.astype(bool)), 6)
        square = _squares(on, grilles, detectors)
        smoke = brief.smoke
        limit = smoke.return_m if smoke.return_hard else min(on.tile_m) / 2
        self.fits: Mask = square >= _square(limit)
        self.price = np.round(grilles.price[:, None] + detectors.price[None], 6)
        self.price += CLOSE * (square < _square(DETECTOR_RETURN_M))
        self.bits = grilles.bits[:, None] & detectors.bits[None]
        self.mirrored: dict[int, tuple[Floats, float]] = {}

    def least(self, bits: int) -> float:
        """No pair costs less beside diffusers that keep these mirrors."""
        if bits not in self.mirrored:
            price = np.where(self.fits, self.price + self.by_bits[self.bits & bits], np.inf)
            self.mirrored[bits] = price, float(price.min())
        return self.mirrored[bits][1]

    def beside(self, diffusers: Spots, bits: int) -> tuple[float, int, int] | None:
        """The cheapest pair beside these diffusers: price, grilles, detectors; None where none fits."""
        brief, on = self.brief, self.on
        self.least(bits)
        price = self.mirrored[bits][0]
        if len(diffusers):
            smoke, own = brief.smoke, min(on.tile_m) / 2
            away = _nearest(on, self.grilles, diffusers)
            near = np.where(away < max(brief.air.supply_return_m, own) - ROUNDING_M, np.inf, 0.0)
            near += FAR * np.maximum(FAR_M - away, 0.0)
            clear = _nearest(on, self.detectors, diffusers, to_edge=smoke.to_edge)
            # Nothing is taken twice, however short a distance may be.
            hidden = clear < max(smoke.supply_m, own if not smoke.to_edge else ROUNDING_M) - ROUNDING_M / 2
            price = price + np.round(near, 6)[:, None] + np.where(hidden, np.inf, 0.0)
        best = int(np.argmin(np.round(price, 6)))
        i, j = divmod(best, price.shape[1])
        return (float(price[i, j]), i, j) if np.isfinite(price[i, j]) else None


def _square(limit_m: float) -> float:
    return max(0.0, limit_m - ROUNDING_M) ** 2


def _nearest(on: Canvas, some: Choices, others: Spots, *, to_edge: bool = False) -> Floats:
    """Each set's least distance in m from the others; infinite for empty sets."""
    if not some.sets.shape[1]:
        return np.full(len(some), np.inf)
    tiles, number = some.tiles
    away = gaps_m(on, tiles, others, to_edge=to_edge).min(axis=1)
    return np.asarray(away[number].min(axis=1))


def _squares(on: Canvas, some: Choices, others: Choices) -> Floats:
    """sets × sets: the square of the least distance in m between a tile of each."""
    found = np.full((len(some), len(others)), np.inf)
    if not some.sets.shape[1] or not others.sets.shape[1]:
        return found
    (tiles, number), (theirs, their_number) = some.tiles, others.tiles
    step = (tiles[:, None] - theirs[None]) * np.asarray(on.tile_m)
    square = step[..., 0] ** 2 + step[..., 1] ** 2
    for i in number.T:
        by_row = square[i]
        for j in their_number.T:
            np.minimum(found, by_row[:, j], out=found)
    return found
