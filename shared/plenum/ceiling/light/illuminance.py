"""Illuminance of a finished room, whatever its size, and the field a model searches in."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final

from plenum.ceiling.asked.light_brief import LightBrief
from plenum.ceiling.caches.once import cached_once
from plenum.ceiling.light.field import LightField, room_illuminance
from plenum.ceiling.light.hall.field import HallField, hall_illuminance, is_hall
from plenum.ceiling.light.photometry import Matrix
from plenum.ceiling.room.grid import Tile
from plenum.ceiling.room.room import Ring, Room

ROOMS: Final = 4
"""Whose fields are remembered: the three light models, and the kinds after them, ask in turn."""


def illuminance(room: Room, brief: LightBrief) -> Matrix:
    """Illuminance in lx at each calculation point from all lights on the room's grid."""
    return hall_illuminance(room, brief) if is_hall(room, brief) else room_illuminance(room, brief)


def light_field(room: Room, brief: LightBrief, reserved: Collection[Tile] = ()) -> LightField | HallField:
    """The field of a room as it is, less the reserved tiles. Threads share it: nobody changes it."""
    kept = frozenset(reserved)
    if is_hall(room, brief):
        return _hall_field(_Asked(room.rows, room.tile_m, room.outline, room.holes_m, brief, kept, room))
    return _room_field(_Asked(room.rows, room.tile_m, room.outline, room.holes_m, brief, kept, room))


@dataclass(frozen=True)
class _Asked:
    rows: tuple[str, ...]
    tile_m: tuple[float, float]
    outline: Ring
    holes: tuple[Ring, ...]
    brief: LightBrief
    reserved: frozenset[Tile]
    room: Room = field(compare=False)


@cached_once(ROOMS)
def _room_field(asked: _Asked) -> LightField:
    return LightField(asked.room, asked.brief, asked.reserved)


@cached_once(1)
def _hall_field(asked: _Asked) -> HallField:
    return HallField(asked.room, asked.brief, asked.reserved)
