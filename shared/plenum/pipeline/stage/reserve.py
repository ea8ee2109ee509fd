"""What no earlier stage may take in each room of a batch.

The stages find it and not the coordinator, which does I/O alone and would hold up every job that came
behind a large one. Rooms that repeat are remembered, in a bounded memory by all that their reserve
depends on.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Sequence
from dataclasses import replace
from typing import Final

from plenum.ceiling.asked.brief import brief_for
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.room import Room
from plenum.ceiling.whole.least_change import reserve_around
from plenum.ceiling.whole.reservation import Reservation
from plenum.pipeline.batch import NOTHING, BatchRoom

ROOMS: Final = 1024
"""Remembered at most; those first asked for go first."""
LARGEST_TILES: Final = 2_500
"""Of a room's grid up to which it is remembered: bounds the memory to some MB."""

_known: OrderedDict[Hashable, Reservation] = OrderedDict()


def find_reserves(rooms: Sequence[BatchRoom], settings: Settings) -> tuple[Reservation, ...]:
    """A reservation for each room."""
    building = _of_building(settings)
    return tuple(_reservation(entry, settings, building) for entry in rooms)


def known_reserves(rooms: Sequence[BatchRoom], settings: Settings) -> dict[int, Reservation]:
    """Those that this process has lately found, by the room's place among these."""
    building = _of_building(settings)
    found: dict[int, Reservation] = {}
    for place, entry in enumerate(rooms):
        known = _known.get(_question(entry, building)) if entry.previous_rows else NOTHING
        if known is not None:
            found[place] = known
    return found


def reserved(rooms: Sequence[BatchRoom], reserves: Sequence[Reservation]) -> tuple[BatchRoom, ...]:
    """The rooms with their reserves."""
    return tuple(
        entry if found is entry.reserve else replace(entry, reserve=found)
        for entry, found in zip(rooms, reserves, strict=True)
    )


def with_reserve(rooms: Sequence[BatchRoom], settings: Settings) -> tuple[BatchRoom, ...]:
    """The rooms with their reserves, found here."""
    return reserved(rooms, find_reserves(rooms, settings))


def _reservation(entry: BatchRoom, settings: Settings, building: Hashable) -> Reservation:
    if not entry.previous_rows:
        return NOTHING
    question = _question(entry, building)
    known = _known.get(question)
    if known is None:
        known = reserve_around(entry.room, brief_for(entry.room, settings), entry.previous)
        _remember(entry.room, question, known)
    return known


def _of_building(settings: Settings) -> Hashable:
    """The part of the question that all rooms of a building share; luminaires' tables make it long."""
    return settings.rule_set, settings.code, repr(sorted(settings.overrides.items()))


def _question(entry: BatchRoom, building: Hashable) -> Hashable:
    """All that a room's reserve depends on: not its name, nor where it is."""
    room = entry.room
    return (
        building,
        *(room.rows, entry.previous_rows, room.tile_m, room.ceiling_height_m, room.room_type),
        *(room.luminaire, room.outline_m, room.holes_m, room.beams_m2, room.existing),
        frozenset(room.flows.items()),
    )


def _remember(room: Room, question: Hashable, answer: Reservation) -> None:
    if room.width * room.height <= LARGEST_TILES:
        _known[question] = answer
        if len(_known) > ROOMS:
            _known.popitem(last=False)
