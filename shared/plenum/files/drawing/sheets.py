"""The set of drawings of a building: the building at a glance, a sheet a storey, a sheet a room."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from plenum.ceiling.asked.smoke_brief import heat_detectors
from plenum.files.building.building import Building
from plenum.files.drawing.as_it_is import as_it_is
from plenum.files.drawing.canvas import Node
from plenum.files.drawing.heat_map import has_heat_map, heat_map
from plenum.files.drawing.issue import Issue
from plenum.files.drawing.overview import overview
from plenum.files.drawing.room_plan import room_plan
from plenum.files.drawing.storey_sheet import storey_sheets
from plenum.files.schedule.marks import Marked, marked
from plenum.files.units import Units

_LONGEST_ID: Final = 60
"""Characters of a room's id in a file's name."""


@dataclass(frozen=True)
class Wanted:
    """Which of the drawings."""

    room_id: str | None = None
    """This room's alone."""
    rooms: bool = True
    heat_maps: bool = False
    issue: Issue = field(default_factory=Issue)


@dataclass(frozen=True)
class Sheet:
    """One drawing of the set."""

    name: str
    """Of its file, without ending: letters and digits, whatever the room is called."""
    drawing: Node
    rooms_done: int
    """Of the building, up to this one."""


def sheets(building: Building, result: Mapping[str, Any] | None, wanted: Wanted) -> Iterator[Sheet]:
    """Sheet by sheet; without a result the rooms as they are. Raises what `light_brief` raises."""
    shown, units = result or as_it_is(building), Units.of(building.settings.overrides)
    if wanted.room_id is None:
        yield Sheet("building", overview(shown, units), 0)
        for n, (_, sheet) in enumerate(storey_sheets(building, result, wanted.issue), 1):
            yield Sheet(f"storey_{n:02d}", sheet, 0)
    if not wanted.rooms:
        return
    parts: dict[str, list[Marked]] = defaultdict(list)
    for one in marked(building):
        parts[one.room.room_id].append(one)
    heats = {room.room_id: heat_detectors(room, building.settings) for room in building.rooms}
    for number, room in enumerate(shown["rooms"]):
        if wanted.room_id not in (None, room["room_id"]):
            continue
        name = _file_name(number, room["room_id"])
        plan = room_plan(room, shown, units, parts[room["room_id"]], heats[room["room_id"]])
        yield Sheet(name, plan, number + 1)
        if wanted.heat_maps and has_heat_map(room):
            yield Sheet(f"{name}.lux", heat_map(room, shown, units), number + 1)


def _file_name(number: int, room_id: str) -> str:
    """Ids come from outside: the number makes it unique, the rest is letters and digits."""
    safe = "".join(c if c.isalnum() else "_" for c in room_id)[:_LONGEST_ID]
    return f"{number:04d}_{safe}"
