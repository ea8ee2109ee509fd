"""Storeys of rooms for which a model names none, by the levels of their floors.

Without them rooms above each other would be drawn over each other, as if they were on one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from plenum.ceiling.room.room import Room
from plenum.files.assumption import Assumption
from plenum.files.building.building import Building
from plenum.files.building.gathering import noted
from plenum.files.errors import quoted

_STOREY_M: Final = 1.5
"""Floors that are farther above each other are on different storeys; steps and ramps are lower."""


def with_stories(building: Building) -> Building:
    """The building with a storey for each room that has none, where its rooms are on several levels.

    On a level that has a named storey it is that one.
    """
    levels = list(_levels(building.rooms))
    if len(levels) < 2 or all(room.story for room in building.rooms):
        return building
    stories = {room.room_id: story for level in levels for story in [_named(level)] for room in level}
    notes = dict(building.assumptions)
    for room in building.rooms:
        if not room.story:
            note = Assumption.STOREY.said(story=quoted(stories[room.room_id]))
            noted(notes, room.room_id, note)
    rooms = (replace(room, story=room.story or stories[room.room_id]) for room in building.rooms)
    model = _renamed(building.source_model, levels)
    return replace(building, rooms=tuple(rooms), assumptions=notes, source_model=model)


def _renamed(model: Mapping[str, Any], levels: Sequence[Sequence[Room]]) -> dict[str, Any]:
    """The source model, its storeys without a name called as their rooms have it, so that these keep them."""
    storeys = [dict(storey) for storey in model.get("storeys", ())]
    for storey in storeys:
        near = (level for level in levels if abs(_height(level[0]) - storey["elevation_m"]) < _STOREY_M)
        if not storey.get("name") and (level := next(near, None)):
            storey["name"] = _named(level)
    return {**model, "storeys": storeys} if storeys else dict(model)


def _levels(rooms: Sequence[Room]) -> Iterator[list[Room]]:
    """The rooms on each level, the lowest first; none is a storey above its level's lowest."""
    level: list[Room] = []
    for room in sorted(rooms, key=_height):
        if level and _height(room) - _height(level[0]) > _STOREY_M:
            yield level
            level = []
        level.append(room)
    if level:
        yield level


def _height(room: Room) -> float:
    return room.frame.origin_m[2]


def _named(level: Sequence[Room]) -> str:
    """The storey of most of its rooms that have one, else one called by the level."""
    known = Counter(room.story for room in level if room.story)
    return known.most_common(1)[0][0] if known else f"at {_height(level[0]):.4g} m"
