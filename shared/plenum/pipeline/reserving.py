"""Reserves of rooms that repeat are found once a process: a bounded memory by all that they depend on."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from typing import Final

from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.grid import Tile
from plenum.ceiling.room.room import Room

Reserve = list[list[Tile]]
"""All tiles that earlier stages leave free, those of them that are for returns, those for diffusers."""
ROOMS: Final = 1024
LARGEST: Final = 2_500
"""Tiles of a room's grid up to which it is remembered: bounds the memory to some MB."""

_known: OrderedDict[Hashable, Reserve] = OrderedDict()


def asked_of(settings: Settings) -> Hashable:
    """The part of the question that all rooms of a building share; luminaires' tables make it long."""
    return settings.rule_set, settings.code, repr(sorted(settings.overrides.items()))


def asked(room: Room, of_building: Hashable, previous_rows: tuple[str, ...] = ()) -> Hashable:
    """All that a room's reserve depends on: not its name, nor where it is."""
    return (
        of_building,
        *(room.rows, previous_rows, room.tile_m, room.ceiling_height_m, room.room_type, room.luminaire),
        *(room.outline_m, room.holes_m, room.existing, frozenset(room.flows.items())),
    )


def recalled(question: Hashable) -> Reserve | None:
    """The answer to this question, if it was asked lately."""
    return _known.get(question)


def remember(room: Room, question: Hashable, answer: Reserve) -> None:
    """Keep an answer; those first asked for go first."""
    if room.width * room.height <= LARGEST:
        _known[question] = answer
        if len(_known) > ROOMS:
            _known.popitem(last=False)
