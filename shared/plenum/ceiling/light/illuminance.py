"""Illuminance of a finished room, whatever its size, and the field a model searches in."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final

from plenum.ceiling.asked.light_brief import LightBrief
from plenum.ceiling.caches.by_bytes import cached_by_bytes
from plenum.ceiling.caches.once import cached_once
from plenum.ceiling.light.field import LightField, room_illuminance
from plenum.ceiling.light.hall.field import HallField, hall_illuminance, is_hall
from plenum.ceiling.light.photometry import Matrix
from plenum.ceiling.room.grid import Tile
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.room import Extent, Room

ROOMS: Final = 4
"""Whose fields are remembered: the three light models, and the kinds after them, ask in turn."""

REMEMBERED_MB: Final = 8.0
"""Of illuminance: models that agree, and the whole ceiling after them, are asked about the same lights."""


def illuminance(room: Room, brief: LightBrief) -> Matrix:
    """Illuminance in lx at each calculation point from all lights on the room's grid."""
    lights = frozenset(room.of_kind(Kind.LIGHT))
    return _illuminance(_Asked(room.usable_cells, room.extent, brief, lights, room))


def light_field(room: Room, brief: LightBrief, reserved: Collection[Tile] = ()) -> LightField | HallField:
    """The field of a room as it is, less the reserved tiles. Threads share it: nobody changes it."""
    asked = _Asked(room.rows, room.extent, brief, frozenset(reserved), room)
    return _hall_field(asked) if is_hall(room, brief) else _room_field(asked)


@dataclass(frozen=True)
class _Asked:
    rows: tuple[str, ...]
    extent: Extent
    brief: LightBrief
    tiles: frozenset[Tile]
    """Those that are lit, or reserved."""
    room: Room = field(compare=False)


@cached_by_bytes(REMEMBERED_MB)
def _illuminance(asked: _Asked) -> Matrix:
    ask = hall_illuminance if is_hall(asked.room, asked.brief) else room_illuminance
    return ask(asked.room, asked.brief)


@cached_once(ROOMS)
def _room_field(asked: _Asked) -> LightField:
    return LightField(asked.room, asked.brief, asked.tiles)


@cached_once(1)
def _hall_field(asked: _Asked) -> HallField:
    return HallField(asked.room, asked.brief, asked.tiles)
