"""Rooms that repeat are solved once: a bounded memory of layouts by everything they depend on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache, wraps
from typing import Final

from plenum.ceiling.brief import Brief
from plenum.ceiling.grid import Tile
from plenum.ceiling.layout import Layout
from plenum.ceiling.light.brief import LightBrief
from plenum.ceiling.room import Ring, Room

Place = Callable[[Room, Brief], Layout]
ROOMS: Final = 512
LARGEST: Final = 2_500
"""Tiles of a room's grid up to which it is remembered: bounds the memory to some tens of MB."""


@dataclass(frozen=True)
class _Asked:
    rows: tuple[str, ...]
    tile_m: tuple[float, float]
    outline: Ring
    holes: tuple[Ring, ...]
    light: LightBrief
    reserved: frozenset[Tile]
    room: Room = field(compare=False)
    brief: Brief = field(compare=False)


def remembered(place: Place) -> Place:
    """A light model that answers a room it has just seen, by whatever name, from memory."""

    @lru_cache(maxsize=ROOMS)
    def known(asked: _Asked) -> Layout:
        return place(asked.room, asked.brief)

    @wraps(place)
    def placing(room: Room, brief: Brief) -> Layout:
        if room.width * room.height > LARGEST:
            return place(room, brief)
        return known(
            _Asked(
                room.rows,
                room.tile_m,
                room.outline,
                room.holes_m,
                brief.light,
                brief.reserved,
                room,
                brief,
            )
        )

    return placing
