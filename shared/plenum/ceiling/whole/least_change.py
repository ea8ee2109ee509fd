"""Staying near an earlier layout: a room that was edited keeps what can stay, and its counts stay small.

A model is asked a second time with the earlier terminals on the grid, and adds what they lack. Where
they leave it no layout that is as good as a fresh one, those nearest to the edit are given up, few at
first. Each such question is one more call of the model: about twice the logarithm of their number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from math import dist
from typing import Final

from plenum.ceiling.air.flows import with_flows
from plenum.ceiling.asked.air_brief import EPSILON
from plenum.ceiling.asked.brief import Brief
from plenum.ceiling.light.order.choice import DENSER
from plenum.ceiling.pattern.detectors import FOR_ORDER
from plenum.ceiling.pattern.supplies import MORE
from plenum.ceiling.room.clearance import nearest
from plenum.ceiling.room.grid import EMPTY, Tile, row_by_row
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.layout import Layout, Proof, Terminal
from plenum.ceiling.room.room import Room
from plenum.ceiling.rules.evidence import Evidence, broken
from plenum.ceiling.smoke.detector_clearance import clear_of_supplies
from plenum.ceiling.whole.reservation import Reservation
from plenum.ceiling.whole.reserve import reserve
from plenum.ceiling.whole.standing_cover import standing_cover, stays_in_hall
from plenum.ceiling.whole.verify import verify

Place = Callable[[Room, Brief], Layout]
Judge = Callable[[Layout], Sequence[Evidence]]
ROUNDING_M: Final = 1e-6
FINE: Final = 16
"""How many may stay is found to a sixteenth of them: a hall's last moves are not worth a call each."""


def standing(room: Room, brief: Brief, before: Mapping[Tile, Kind], kind: Kind) -> tuple[Tile, ...]:
    """The earlier layout's tiles of a kind that may stay, row by row.

    They are empty in the room and not reserved for another kind. A diffuser also keeps its distances
    from tiles that are newly reserved for detectors and returns, since those come after it.
    """
    others = _reserved_for_others(brief, kind)
    tiles = tuple(
        (x, y)
        for x, y in sorted(before, key=row_by_row)
        if before[x, y] is kind and (x, y) not in others and _is_empty(room, (x, y))
    )
    return _clear_of_new(room, brief, before, tiles) if kind is Kind.SUPPLY and tiles else tiles


def _is_empty(room: Room, tile: Tile) -> bool:
    """Also asked of tiles of a grid that was larger."""
    return tile[0] < room.width and tile[1] < room.height and room.at(tile) == EMPTY


def _clear_of_new(
    room: Room, brief: Brief, before: Mapping[Tile, Kind], tiles: tuple[Tile, ...]
) -> tuple[Tile, ...]:
    """The diffusers that keep their distances from what is newly reserved."""
    others = brief.reserved - brief.reserved_supply
    new = {tile for tile in others if before.get(tile) not in (Kind.RETURN, Kind.DETECTOR)}
    detectors, returns = sorted(new - brief.reserved_return), sorted(new & brief.reserved_return)
    clear = nearest(room, tiles, returns) >= brief.air.supply_return_m - ROUNDING_M
    if detectors:
        clear &= clear_of_supplies(room, brief.smoke, tiles, detectors)
    return tuple(tile for tile, ok in zip(tiles, clear, strict=True) if ok)


def reserve_around(room: Room, brief: Brief, before: Mapping[Tile, Kind]) -> Reservation:
    """What to reserve for the room's returns and detectors where the earlier layout stays.

    Those of the earlier layout that still stand, and what they lack; or what an empty ceiling would
    reserve, where the lights and diffusers that would stay ask for more detectors than that and than
    order had, and neither the earlier ones alone would do nor a hall keep so many.
    """
    fresh = reserve(room, brief)
    kept = {kind: standing(room, brief, before, kind) for kind in Kind}
    anchored = room
    for kind, tiles in kept.items():
        anchored = anchored.with_layout(_bare(kind, tiles))
    more = reserve(anchored, brief)
    around = Reservation(
        more.all.union(kept[Kind.RETURN], kept[Kind.DETECTOR]),
        more.for_return.union(kept[Kind.RETURN]),
        more.for_supply,
    )
    detectors, were = tuple(sorted(_for_detectors(around))), _count(before, Kind.DETECTOR)
    if len(detectors) > _most(len(_for_detectors(fresh)), before, Kind.DETECTOR, in_order=True) and not (
        undisturbed(room, brief, before) or stays_in_hall(room, brief, detectors, were)
    ):
        return fresh
    return fresh if _uncovered(anchored, brief, more) - _uncovered(room, brief, fresh) else around


def undisturbed(room: Room, brief: Brief, before: Mapping[Tile, Kind]) -> Layout | None:
    """The earlier detectors where all still stand and do as they are: nobody is asked for others."""
    tiles = standing(room, brief, before, Kind.DETECTOR)
    return standing_cover(room, brief, tiles) if len(tiles) == _count(before, Kind.DETECTOR) else None


def brief_around(room: Room, brief: Brief, before: Mapping[Tile, Kind], kind: Kind) -> Brief:
    """The brief with the diffusers that may stay kept free of lights, which come first."""
    if kind is not Kind.LIGHT:
        return brief
    return replace(brief, reserved=brief.reserved.union(standing(room, brief, before, Kind.SUPPLY)))


def stay(
    place: Place, judge: Judge, room: Room, brief: Brief, fresh: Layout, before: Mapping[Tile, Kind]
) -> Layout:
    """The fresh layout, or one that keeps more of the earlier one's tiles and is as good.

    As good: no more terminals, or no more than order had where it had some more (in a hall one detector
    more than there were, if each is needed), and no hard rule of the stage broken further than the fresh
    layout breaks it. What is added is in order where that takes no
    more lights than were lost; else it is what takes fewest. The bound of the proof is the fresh
    layout's, since it holds for the room.
    """
    kind = fresh.kind
    tiles = standing(room, brief, before, kind)
    if not tiles:
        return fresh
    tiles = _in_order_of_giving_up(room, tiles, before, fresh)
    allowed = shortfall(judge(fresh)) + 1e-9
    most = _most(len(fresh.terminals), before, kind, in_order=brief.light.in_order)
    if kind is Kind.LIGHT:
        over = brief.light.over_power(len(room.of_kind(kind)) + most)
        most = max(len(fresh.terminals), most - over)

    def keeping(given_up: int) -> Layout | None:
        kept, best = tiles[given_up:], None
        for asked in _briefs(brief, kind):
            added = place(room.with_layout(_bare(kind, kept)), asked)
            count = len(kept) + len(added.terminals)
            layout = _joined(room, brief, kept, added, fresh)
            if _few_enough(room, brief, layout, most, before) and (
                best is None or count < len(best.terminals)
            ):
                best = layout if shortfall(judge(layout)) <= allowed else best
            if best and count <= _count(before, kind):
                break
        return best

    failed, given_up, found = -1, 0, keeping(0)
    while found is None and 2 * given_up < len(tiles):
        failed, given_up = given_up, max(1, 2 * given_up)
        found = keeping(given_up)
    while found is not None and given_up - failed > max(1, len(tiles) // FINE):
        middle = (failed + given_up) // 2
        fewer = keeping(middle)
        if fewer is None:
            failed = middle
        else:
            given_up, found = middle, fewer
    return found or fresh


def _few_enough(room: Room, brief: Brief, layout: Layout, most: int, before: Mapping[Tile, Kind]) -> bool:
    """No more than may stay; or of a hall's detectors hardly more than there were, each of them needed."""
    tiles = tuple(terminal.tile for terminal in layout.terminals)
    if len(tiles) <= most or layout.kind is not Kind.DETECTOR:
        return len(tiles) <= most
    return stays_in_hall(room, brief, tiles, _count(before, layout.kind))


def _briefs(brief: Brief, kind: Kind) -> tuple[Brief, ...]:
    """The brief; and for lights one that asks for no order, since what stays may leave no room for it."""
    if kind is not Kind.LIGHT or not brief.light.in_order:
        return (brief,)
    return brief, replace(brief, settings=brief.settings.having(order="free"))


def kept_of(layout: Layout, before: Mapping[Tile, Kind]) -> tuple[int, int]:
    """How many terminals of the earlier layout are where they were, and how many it had of the kind."""
    stayed = sum(before.get(terminal.tile) is layout.kind for terminal in layout.terminals)
    return stayed, _count(before, layout.kind)


def _most(fresh: int, before: Mapping[Tile, Kind], kind: Kind, *, in_order: bool) -> int:
    """So many may stay where a fresh layout has its number: as many, or the few more that order had.

    What is reserved keeps the models from their patterns here: a fresh layout has none of those few.
    """
    more = {Kind.SUPPLY: int(fresh * MORE + EPSILON), Kind.DETECTOR: fresh + FOR_ORDER}
    if in_order:
        more[Kind.LIGHT] = int(fresh * DENSER)
    return max(fresh, min(_count(before, kind), more.get(kind, fresh)))


def _count(before: Mapping[Tile, Kind], kind: Kind) -> int:
    return sum(each is kind for each in before.values())


def shortfall(evidence: Iterable[Evidence]) -> float:
    """How far a layout is from its hard rules: the shortfalls, each relative to its limit."""
    total = 0.0
    for e in broken(evidence):
        short = abs(e.margin) / max(abs(e.limit), 1e-9)
        total += short if short == short else 1.0
    return total


def _in_order_of_giving_up(
    room: Room, tiles: tuple[Tile, ...], before: Mapping[Tile, Kind], fresh: Layout
) -> tuple[Tile, ...]:
    """Nearest to an earlier terminal that cannot stay; where all can, farthest from a fresh one."""
    there = set(tiles)
    lost = [tile for tile, kind in before.items() if kind is fresh.kind and tile not in there]
    if lost:
        return tuple(sorted(tiles, key=lambda tile: (_gap(room, tile, lost), row_by_row(tile))))
    wanted = [terminal.tile for terminal in fresh.terminals]
    return tuple(sorted(tiles, key=lambda tile: (-_gap(room, tile, wanted), row_by_row(tile))))


def _joined(room: Room, brief: Brief, kept: tuple[Tile, ...], added: Layout, fresh: Layout) -> Layout:
    """What stays and what is added as one layout, each air terminal with its share."""
    tiles = [*kept, *(t.tile for t in added.terminals)]
    if added.kind is Kind.SUPPLY:
        # What is there counts as enough to a model; a room keeps as many as a new one would get.
        spare = [t.tile for t in fresh.terminals if t.tile not in tiles and room.at(t.tile) == EMPTY]
        spare.sort(key=lambda tile: (-_gap(room, tile, kept), row_by_row(tile)))
        tiles += spare[: max(0, len(fresh.terminals) - len(tiles))]
    tiles.sort(key=row_by_row)
    bound = fresh.proof.lower_bound if fresh.proof else None
    return replace(
        added,
        terminals=with_flows(room, brief.air, added.kind, tiles),
        proof=None if bound is None else Proof(len(tiles), min(bound, len(tiles))),
        infeasible=fresh.infeasible,
    )


def _reserved_for_others(brief: Brief, kind: Kind) -> frozenset[Tile]:
    if kind is Kind.DETECTOR:
        return frozenset()
    own = {Kind.RETURN: brief.reserved_return, Kind.SUPPLY: brief.reserved_supply}
    return brief.reserved - own.get(kind, frozenset())


def _for_detectors(kept: Reservation) -> frozenset[Tile]:
    return kept.all - kept.for_return - kept.for_supply


def _uncovered(room: Room, brief: Brief, kept: Reservation) -> set[str]:
    """The hard detector rules that break with the reserved tiles taken."""
    full = room.with_layout(_bare(Kind.RETURN, sorted(kept.for_return)))
    full = full.with_layout(_bare(Kind.DETECTOR, sorted(_for_detectors(kept))))
    return {e.rule for e in broken(verify(full, brief, ("SMK",)))}


def _bare(kind: Kind, tiles: Iterable[Tile]) -> Layout:
    return Layout(kind, tuple(Terminal(tile) for tile in tiles))


def _gap(room: Room, tile: Tile, others: Iterable[Tile]) -> float:
    """To the nearest of the others, in m; 0 where there are none."""
    x, y = room.centre_m(tile)
    return min((dist((x, y), room.centre_m(other)) for other in others), default=0.0)
