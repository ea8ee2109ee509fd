"""Every component of a building on a line: what, where, how much."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from plenum.ceiling.asked.smoke_brief import heat_detectors
from plenum.ceiling.room.room import Room
from plenum.files.building.building import Building
from plenum.files.geometry.tiling import to_site
from plenum.files.schedule.marks import Marked, marked
from plenum.files.units import Units

_WHAT: Final = ("id", "building", "storey", "room", "room_name", "room_type", "kind", "origin")
Value = str | float | None
"""A text, a figure, or nothing to be said."""
_DIGITS: Final = 4
"""Of lengths and flows."""


def heads(building: Building) -> tuple[str, ...]:
    """The columns' names, which end in the building's units."""
    units = Units.of(building.settings.overrides)
    lengths = (f"{what}_{units.column('m')}" for what in ("x", "y", "z", "height"))
    return (
        *_WHAT,
        "tile_x",
        "tile_y",
        *lengths,
        "luminaire",
        "lumens",
        "watts",
        f"flow_{units.column('L/s')}",
        "mark",
    )


def schedule_rows(building: Building) -> Iterator[tuple[Value, ...]]:
    """A line a component under its `heads`: positions on the site, heights over the floor.

    Rooms in which heat detectors belong have a line without a place at the end: none is placed.
    """
    for one in marked(building):
        yield _component(building, one)
    for room in building.rooms:
        if heat_detectors(room, building.settings):
            blank = (None,) * (len(heads(building)) - len(_WHAT))
            yield (*_whose(building, room, f"{room.room_id}-H"), "heat_detector", "required", *blank)


def _whose(building: Building, room: Room, own_id: str) -> tuple[str, ...]:
    return own_id, building.building_id, room.story, room.room_id, room.name, room.room_type


def _component(building: Building, one: Marked) -> tuple[Value, ...]:
    room, part = one.room, one.part
    x, y = to_site(room.frame, part.centre_m)
    units = Units.of(building.settings.overrides)
    z = room.frame.origin_m[2] + room.ceiling_height_m
    return (
        *_whose(building, room, part.own_id),
        part.kind.value,
        "existing" if part.existing else "placed",
        *part.tile,
        *(round(units.figure(value, "m"), _DIGITS) for value in (x, y, z, room.ceiling_height_m)),
        part.luminaire,
        *(part.lumens, part.watts),
        None if part.flow_l_s is None else round(units.figure(part.flow_l_s, "L/s"), _DIGITS),
        one.mark,
    )
