"""Illuminance of a finished room, whatever its size, and the field a model searches in."""

from __future__ import annotations

import threading
from collections.abc import Collection

from plenum.ceiling.asked.light_brief import LightBrief
from plenum.ceiling.light.field import LightField, room_illuminance
from plenum.ceiling.light.hall.field import HallField, hall_illuminance, is_hall
from plenum.ceiling.light.photometry import Matrix
from plenum.ceiling.room.grid import Tile
from plenum.ceiling.room.room import Room

_last = threading.local()


def illuminance(room: Room, brief: LightBrief) -> Matrix:
    """Illuminance in lx at each calculation point from all lights on the room's grid."""
    return hall_illuminance(room, brief) if is_hall(room, brief) else room_illuminance(room, brief)


def light_field(room: Room, brief: LightBrief, reserved: Collection[Tile] = ()) -> LightField | HallField:
    """The field of a room as it is, less the reserved tiles.

    The hall asked for last is remembered: the three light models ask in turn.
    """
    if not is_hall(room, brief):
        return LightField(room, brief, reserved)
    key = room.rows, room.tile_m, room.outline, room.holes_m, brief, frozenset(reserved)
    known = getattr(_last, "hall", None)
    if known is None or known[0] != key:
        known = _last.hall = key, HallField(room, brief, reserved)
    field: HallField = known[1]
    return field
