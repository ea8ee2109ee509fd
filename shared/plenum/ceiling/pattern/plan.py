"""Supplies, returns and detectors of a room chosen together, on the pattern of its lights.

The stages come one after the other, each in a process of its own, and none may strand the next. So each plans
all that is still missing and places its own kind: what it leaves to the others is known to have a place, and
they find it again, since a plan depends on what hangs in the room and on nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from plenum.ceiling.air.flows import supply_share
from plenum.ceiling.air.missing import returns_missing, supplies_missing
from plenum.ceiling.asked.brief import Brief
from plenum.ceiling.asked.question import Question
from plenum.ceiling.caches.once import cached_once
from plenum.ceiling.pattern.canvas import Canvas, canvas
from plenum.ceiling.pattern.choice import Priced, best_plan
from plenum.ceiling.pattern.detectors import cheapest, closed, detector_choices, loose_choices, one_more
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
from plenum.ceiling.pattern.sets import Choices, choices, joined, none
from plenum.ceiling.pattern.supplies import IRREGULAR, supplies_around, supply_choices
from plenum.ceiling.pattern.watched import Watched, watched
from plenum.ceiling.room.grid import EMPTY, INVALID, Tile, row_by_row
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.room import Room, Spots
from plenum.ceiling.smoke.completion import needs_patterns

SUPPLIES: Final = 120
"""Sets of diffusers for which the rest is chosen, the cheapest first, as long as one may be the best."""
LATER: Final = (Kind.SUPPLY, Kind.RETURN, Kind.DETECTOR)
"""The kinds that are placed after the lights."""
SEVERAL: Final = 3
"""Detectors from which small covers in no order are looked at too."""
LARGE: Final = 150
"""Usable tiles from which free ones everywhere leave room enough."""
ROOMS: Final = 256
TILES: Final = 2_500
"""Of a room's grid up to which it is one of so many remembered."""
HALLS: Final = 4
"""Larger ones that are remembered."""
FEW_GRILLES: Final = 24
"""Grilles of a hall up to which they are sought in rows: more are spread over cheap tiles."""


@dataclass(frozen=True)
class Plan:
    """Tiles for what a room lacks of each kind, by the room's own tiles."""

    supplies: tuple[Tile, ...]
    returns: tuple[Tile, ...]
    detectors: tuple[Tile, ...]
    least_detectors: int
    """No set of tiles is known to cover the room with fewer."""


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
    if room.width * room.height > TILES:
        return _leaves_room(room, brief)
    return _leaving(Question.of(room, brief))


def _leaves_room(room: Room, brief: Brief) -> bool:
    usable, free = room.cells != ord(INVALID), room.cells == ord(EMPTY)
    if np.count_nonzero(usable) >= LARGE and roomy(room, usable, free):
        return True
    if needs_patterns(room, brief.smoke, room.free_spots()):
        return plan(room, brief) is not None
    return makeshift(room, brief) is not None or plan(room, brief) is not None


def _ask(room: Room, brief: Brief) -> Plan | None:
    return (_known if room.width * room.height <= TILES else _of_hall)(Question.of(room, brief))


@cached_once(ROOMS)
def _leaving(asked: Question) -> bool:
    return _leaves_room(asked.room, asked.brief)


def _without_placed(room: Room) -> Room:
    """The room with its lights and what came in."""
    placed = {tile for kind in LATER for tile in room.of_kind(kind) if tile not in room.existing}
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


def _planned(asked: Question) -> Plan | None:
    room, brief = asked.room, asked.brief
    if not room.empty or not _counted(room, brief):
        return None
    on = canvas(room)
    kept = mirrors(on)
    supplies, returns = supplies_missing(room, brief.air), returns_missing(room, brief.air)
    some = supply_choices(on, brief, supplies, kept) if supplies else [none(kept, on.of_kind(Kind.SUPPLY))]
    diffusers = joined(some)[:SUPPLIES]
    if needs_patterns(room, brief.smoke, room.free_spots()):
        return _in_hall(on, brief, diffusers[0][0]) if diffusers else None
    grilles = return_choices(on, brief, returns, kept) if returns else [none(kept, on.of_kind(Kind.RETURN))]
    found = _in_room(on, brief, kept, diffusers, grilles)
    if found is None and diffusers and np.count_nonzero(on.usable) >= LARGE:
        return _in_hall(on, brief, diffusers[0][0])
    return found


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
        detectors, least = detector_choices(at, kept)
    best = best_plan(on, brief, kept, diffusers, grilles, detectors)
    if brief.smoke.protected and _dear(best) and len(detectors) == 1:
        more = one_more(at, kept, least)
        best = _cheaper(best, best_plan(on, brief, kept, diffusers, grilles, more))
    if least >= SEVERAL and _beaten(best, diffusers, grilles, at, kept):
        best = _cheaper(best, _with_loose(at, brief, kept, diffusers, grilles))
    if best is None:
        return None
    first, second, third = (on.back(spots) for spots in best[1:])
    return Plan(first, second, third, least)


def _with_loose(
    at: Watched,
    brief: Brief,
    kept: Mirrors,
    diffusers: list[tuple[Spots, float, int]],
    grilles: list[Choices],
) -> Priced | None:
    """The plan with the cheapest cover in no order that fits, its gaps closed."""
    few = min(map(len, at.small_covers), default=0)
    # Where no array of them is in order they fit better around the detectors than these around them.
    dear = bool(diffusers) and diffusers[0][1] > IRREGULAR
    price = [cheapest(some, kept) for some in loose_choices(at, kept, at.small_covers, few)]
    for k in np.argsort(np.round(price, 6), kind="stable"):
        loose = loose_choices(at, kept, [closed(at, brief, at.small_covers[k])], few)
        beside = [*diffusers, *(_around(at, brief, kept, loose[0]) if dear else [])]
        if found := best_plan(at.canvas, brief, kept, beside, grilles, loose):
            return found
    return None


def _around(at: Watched, brief: Brief, kept: Mirrors, detectors: Choices) -> list[tuple[Spots, float, int]]:
    """Diffusers in no order that fit beside a set of detectors."""
    missing = supplies_missing(at.canvas.room, brief.air)
    found = supplies_around(at.canvas, brief, missing, kept, detectors.sets[0])
    return joined([found]) if found.sets.shape[1] == missing else []


def _dear(best: Priced | None) -> bool:
    """Whether a plan costs what one does that keeps no mirror."""
    return best is None or best[0] >= NONE


def _beaten(
    best: Priced | None,
    diffusers: list[tuple[Spots, float, int]],
    grilles: list[Choices],
    at: Watched,
    kept: Mirrors,
) -> bool:
    """Whether a plan with detectors in no order may cost less."""
    if best is None:
        return True
    rest = min(price for _, price, _ in diffusers) + min(
        float(some.price.min(initial=np.inf)) for some in grilles
    )
    few = min(map(len, at.small_covers), default=0)
    loose = loose_choices(at, kept, at.small_covers, few)
    return any(cheapest(some, kept) + rest < best[0] for some in loose)


def _cheaper(one: Priced | None, other: Priced | None) -> Priced | None:
    if one is None or other is None:
        return one or other
    return other if other[0] < one[0] else one


_known = cached_once(ROOMS)(_planned)
_of_hall = cached_once(HALLS)(_planned)


def _in_hall(on: Canvas, brief: Brief, diffusers: Spots) -> Plan | None:
    """Diffusers, and around them detectors and grilles: what fits always where there is room enough."""
    room, price = on.room, price_in_room(on)
    supplies = on.back(diffusers)
    flow = supply_share(room, brief.air, len(supplies))
    lit = hung(room, Kind.SUPPLY, on.back_in_order(diffusers), flow)
    returns = returns_missing(lit, brief.air)
    detectors: Spots | None = np.zeros((0, 2), np.intp)
    if brief.smoke.protected:
        detectors = detector_array(on, lit, brief)
        detectors = detectors_in_hall(lit, price, brief) if detectors is None else detectors
    if detectors is None:
        return None
    grilles = _grilles_beside(on, brief, returns, diffusers, detectors)
    if grilles is None:
        watched = hung(lit, Kind.DETECTOR, detectors)
        grilles = returns_in_hall(watched, price, brief, returns) if returns else np.zeros((0, 2), np.intp)
    if grilles is None:
        return None
    rows = (sorted(as_tiles(some), key=row_by_row) for some in (grilles, detectors))
    found, seen = (tuple(tiles) for tiles in rows)
    return Plan(supplies, found, seen, 0)


def _grilles_beside(
    on: Canvas, brief: Brief, returns: int, diffusers: Spots, detectors: Spots
) -> Spots | None:
    """The cheapest set of few grilles that keeps its distances from a hall's diffusers and detectors."""
    if not 0 < returns <= FEW_GRILLES or on.cells.size > TILES:
        return None
    kept = mirrors(on)
    seen = np.array([on.turn.tile((x, y)) for x, y in detectors.tolist()], np.intp).reshape(1, -1, 2)
    watch = choices(seen, np.zeros(1), on.of_kind(Kind.DETECTOR), kept, 1)
    grilles = return_choices(on, brief, returns, kept)
    bits = (1 << kept.count) - 1
    found = best_plan(on, brief, kept, [(diffusers, 0.0, bits)], grilles, [watch])
    return None if found is None else on.back_in_order(found[2])


def _counted(room: Room, brief: Brief) -> bool:
    """Whether the room's free tiles are as many as what it lacks."""
    missing = supplies_missing(room, brief.air) + returns_missing(room, brief.air)
    return missing + brief.smoke.min_detectors - len(room.of_kind(Kind.DETECTOR)) <= room.empty
