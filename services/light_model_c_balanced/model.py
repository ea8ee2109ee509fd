"""The ordered layout that an architect would sign: the best by count and looks together."""

from __future__ import annotations

from typing import Final

from plenum.ceiling.asked.brief import Brief
from plenum.ceiling.light.aim import with_margin
from plenum.ceiling.light.field import LightField
from plenum.ceiling.light.hall.field import HallField
from plenum.ceiling.light.illuminance import light_field
from plenum.ceiling.light.order.alternatives import alternatives, placed, unordered
from plenum.ceiling.light.outcome import settled
from plenum.ceiling.light.repeated_rooms import RoomMemory
from plenum.ceiling.room.layout import Layout
from plenum.ceiling.room.room import Room

from .hall import in_hall

NAME: Final = "light_model_c_balanced"
VERSION: Final = "2.0.0"


def place(room: Room, brief: Brief) -> Layout:
    """The ordered array that is best by count and looks together.

    A room like one it has solved is answered from memory.
    """
    return _MEMORY.layout(room, brief)


def solve(room: Room, brief: Brief) -> Layout:
    """Nothing to choose, a hall, or a room."""
    field = light_field(room, brief.light, brief.reserved)
    if (answer := settled(field)) is not None:
        return answer
    return with_margin(field, in_hall) if isinstance(field, HallField) else in_room(field)


_MEMORY: Final = RoomMemory(solve)


def in_room(field: LightField) -> Layout:
    """The best ordered array; where none is in order, what there is."""
    found = alternatives(field)
    if found is None or found.over_power:
        return unordered(field, found)
    return placed(field, found, found.balanced)
