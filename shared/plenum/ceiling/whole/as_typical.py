"""A room placed as the typical one of several: rooms that differ by a few centimetres get one ceiling."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from plenum.ceiling.air.flows import with_flows
from plenum.ceiling.asked.brief import Brief
from plenum.ceiling.room.grid import Tile
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.layout import Layout, Proof
from plenum.ceiling.room.room import Room
from plenum.ceiling.rules.evidence import Evidence
from plenum.ceiling.whole.room_left import Place, leaving_room
from plenum.ceiling.whole.typical import Typical

Judge = Callable[[Layout], Sequence[Evidence]]
MORE_LIGHTS: Final = 2
"""That a room may have beyond its own layout's to look as the others do."""

LESS_ORDER: Final = 0.1
"""Of LGT-12 that a room gives up for that."""
BEYOND: Final = ("LGT-1", "LGT-2")
"""Rules that lights are designed to hold with a margin."""
SAME: Final = (
    "{} more than this room's own layout has, to be the same as in the rooms that are nearly like it"
)


def as_typical(place: Place, judge: Judge, room: Room, brief: Brief, typical: Typical, own: Layout) -> Layout:
    """The typical room's layout where it is as good in this room; else the room's `own`.

    It may have some lights more than the own, whose proof of how few there can be is kept.
    """
    layout = _placed(place, room, brief, typical) if own.terminals and not own.infeasible else None
    if layout is None or _tiles(layout) == _tiles(own):
        return own
    more = len(layout.terminals) - len(own.terminals)
    if not layout.terminals or more > (MORE_LIGHTS if layout.kind is Kind.LIGHT else 0):
        return own
    layout, had = _of_room(layout, room, brief, own), {e.rule: e for e in judge(own)}
    if any(_worse(e, had.get(e.rule), brief.light.margin) for e in judge(layout)):
        return own
    return replace(layout, notes=(*layout.notes, SAME.format(more))) if more > 0 else layout


def _placed(place: Place, room: Room, brief: Brief, typical: Typical) -> Layout | None:
    """What a model answers for the typical room; None where it is not such as this one is by now."""
    stands = typical.room(room)
    if stands is None:
        return None
    return leaving_room(place, stands, Brief(stands, brief.settings, most_lights=typical.most_lights))


def _tiles(layout: Layout) -> list[Tile]:
    return [terminal.tile for terminal in layout.terminals]


def _worse(e: Evidence, before: Evidence | None, margin: float) -> bool:
    """Whether a rule is broken that is hard, or that the own layout holds; light goes beyond what is asked by
    the margin no longer; or the lights are in much less order."""
    if not e.passed and (e.hard or (before is not None and before.passed)):
        return True
    if before is None:
        return False
    if e.rule in BEYOND and before.value >= e.limit * (1.0 + margin) > e.value:
        return True
    return e.rule == "LGT-12" and e.value < before.value - LESS_ORDER


def _of_room(layout: Layout, room: Room, brief: Brief, own: Layout) -> Layout:
    """The layout with the room's flows and the room's bounds."""
    terminals = with_flows(room, brief.air, layout.kind, _tiles(layout))
    proof = own.proof and Proof(
        len(terminals), min(own.proof.lower_bound, len(terminals)), own.proof.ordered_lower_bound
    )
    return replace(layout, terminals=terminals, proof=proof)
