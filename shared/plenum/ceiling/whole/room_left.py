"""A light model's answer is taken only where it leaves the other kinds room.

The model is asked freely first, so that no tile is fixed before there is a pattern. Its answer is then
tried: where the rest finds no place around it, it is asked again with the tiles kept that a return, a
diffuser and a smallest detector cover would take in the room as it came in.
"""

from __future__ import annotations

from collections.abc import Callable

from plenum.ceiling.asked.brief import Brief
from plenum.ceiling.pattern.plan import leaves_room
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.layout import Layout
from plenum.ceiling.room.room import Room
from plenum.ceiling.whole.reserve import reserved

Place = Callable[[Room, Brief], Layout]


def leaving_room(place: Place, room: Room, brief: Brief) -> Layout:
    """What a model answers; of lights, what leaves supplies, returns and detectors their tiles."""
    layout = place(room, brief)
    nothing_taken = layout.kind is not Kind.LIGHT or not layout.terminals
    if nothing_taken or brief.reserved or leaves_room(room.with_layout(layout), brief):
        return layout
    kept = reserved(room, brief)
    return place(room, kept) if kept.reserved else layout
