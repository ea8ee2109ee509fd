"""How every light model opens: the room's field, the answer where there is nothing to choose, memory."""

from __future__ import annotations

from collections.abc import Callable

from plenum.ceiling.asked.brief import Brief
from plenum.ceiling.light.field import LightField
from plenum.ceiling.light.hall.field import HallField
from plenum.ceiling.light.illuminance import light_field
from plenum.ceiling.light.outcome import settled
from plenum.ceiling.light.repeated_rooms import Place, remembered
from plenum.ceiling.room.layout import Layout
from plenum.ceiling.room.room import Room


def light_model(in_hall: Callable[[HallField], Layout]) -> Callable[[Callable[[LightField], Layout]], Place]:
    """A model out of its search in a room's field and its search in a hall's."""

    def model(in_room: Callable[[LightField], Layout]) -> Place:
        def place(room: Room, brief: Brief) -> Layout:
            field = light_field(room, brief.light, brief.reserved)
            if (answer := settled(field)) is not None:
                return answer
            return in_hall(field) if isinstance(field, HallField) else in_room(field)

        place.__doc__, place.__module__ = in_room.__doc__, in_room.__module__
        return remembered(place)

    return model
