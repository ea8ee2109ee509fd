"""Some rooms of a building alone: those of the stories, ids and names that were asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase

from plenum.ceiling.room.room import Room
from plenum.files.building.building import Building
from plenum.files.errors import InvalidBuilding, quoted
from plenum.files.parsing.fields import nearest
from plenum.files.settings.of_rooms import of_rooms


def only(building: Building, patterns: Sequence[str]) -> Building:
    """The building with the rooms alone that a pattern fits; capitals do not count.

    Raises InvalidBuilding for a pattern that fits none.
    """
    taken = {room_id for pattern in patterns for room_id in _taken(building, pattern)}
    return replace(
        building,
        rooms=tuple(room for room in building.rooms if room.room_id in taken),
        settings=replace(building.settings, overrides=of_rooms(building.settings.overrides, taken)),
        assumptions=_of(building.assumptions, taken),
        previous=_of(building.previous, taken),
        waivers=tuple(waiver for waiver in building.waivers if waiver.room_id in taken),
    )


def _taken(building: Building, pattern: str) -> set[str]:
    """The ids of the rooms that a pattern fits."""
    fitting = {room.room_id for room in building.rooms if _fits(room, pattern.casefold())}
    if not fitting:
        known = sorted({name for room in building.rooms for name in (room.story, room.room_id) if name})
        message = f"no story and no room is like {quoted(pattern)}"
        raise InvalidBuilding("/options/only", message, nearest(pattern, known[:100]))
    return fitting


def _of(by_room: Mapping[str, tuple[str, ...]], taken: set[str]) -> dict[str, tuple[str, ...]]:
    return {room_id: said for room_id, said in by_room.items() if room_id in taken}


def _fits(room: Room, pattern: str) -> bool:
    names = (room.story, room.room_id, room.name)
    return any(fnmatchcase(name.casefold(), pattern) for name in names if name)
