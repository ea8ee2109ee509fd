"""An IFC file as a building. Runs in a process of its own (`reader`), since the library can end one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from plenum.ceiling.room.grid import INVALID
from plenum.ceiling.room.room import Room
from plenum.files.building.building import Building
from plenum.files.building.rooms import Budget, check_building
from plenum.files.errors import InvalidBuilding
from plenum.files.ifc.bodies import Bodies
from plenum.files.ifc.components import Component, components_of
from plenum.files.ifc.names import Ids, called, identifier, short
from plenum.files.ifc.on_grid import Overhead, on_grid
from plenum.files.ifc.opening import opened
from plenum.files.ifc.placement import Placements
from plenum.files.ifc.relations import text
from plenum.files.ifc.sound import sound
from plenum.files.ifc.spaces import Context, LeftOut, room_of
from plenum.files.ifc.units import units_of
from plenum.files.limits import MAX_NOTE, MAX_NOTES, MAX_ROOMS
from plenum.files.settings.options import Assumed, ReadOptions, settings_of


@np.errstate(over="ignore", invalid="ignore")  # coordinates that are none are refused where they are used
def building_of(content: str, options: ReadOptions) -> Building:
    """The building of an IFC file's text. Raises InvalidBuilding; a broken file may end the process."""
    file = opened(content)
    settings, fields = settings_of(options)
    with sound(""):
        units = units_of(file)
        spaces = file.by_type("IfcSpace")
    if len(spaces) > MAX_ROOMS:
        raise InvalidBuilding("", f"{len(spaces):,} spaces", f"split it into files of {MAX_ROOMS:,}")
    bodies = Bodies(units.length_m)
    assumed = Assumed(options, options.settings.assume if options.settings else None)
    context = Context(units, Placements(), bodies, options, assumed, frozenset(fields.targets or {}))
    found, left_out = _rooms(spaces, context)
    if not found:
        raise InvalidBuilding("", *_no_rooms(left_out))
    _hang(found, components_of(file, context.placements, bodies, units))
    name, long_name = _names(file)
    building = Building(
        building_id=identifier(name or long_name, "building"),
        name=short(long_name or name),
        settings=settings,
        rooms=tuple(room for room, _ in found.values()),
        assumptions={room.room_id: _bounded(notes) for room, notes in found.values()},
        source_format="ifc",
        left_out=tuple(text[:MAX_NOTE] for text in left_out),
    )
    check_building(building, fields)
    return building


def _rooms(spaces: Iterable[Any], context: Context) -> tuple[dict[int, tuple[Room, list[str]]], list[str]]:
    """By the space's number its room and what was assumed; and which spaces are none, with the reason."""
    found: dict[int, tuple[Room, list[str]]] = {}
    left_out: list[str] = []
    ids = Ids()
    budget = Budget()
    for index, space in enumerate(spaces):
        try:
            room, notes = room_of(space, context, ids)
        except LeftOut as reason:
            left_out.append(f"{called(space)}: {reason}")
            continue
        budget.points(len(room.outline_m) + sum(map(len, room.holes_m)), index)
        budget.tiles(room, index)
        found[space.id()] = room, [*notes, *([] if context.units.stated else ["coordinates in metres"])]
    return found, left_out


def _no_rooms(left_out: list[str]) -> tuple[str, str]:
    if not left_out:
        return "the file has no spaces", "export it with rooms (IfcSpace), not with walls alone"
    return (
        f"none of its {len(left_out)} spaces is a room; {left_out[0]}",
        "export the spaces with their bodies",
    )


def _names(file: Any) -> tuple[str, str]:
    """Name and long name of the building where there is one that has any, else of the project."""
    buildings = file.by_type("IfcBuilding")
    for instance in (*(buildings if len(buildings) == 1 else ()), *file.by_type("IfcProject")):
        names = text(instance, "Name"), text(instance, "LongName")
        if any(names):
            return names
    return "", ""


def _hang(found: dict[int, tuple[Room, list[str]]], components: Iterable[Component]) -> None:
    """What hangs in the ceilings on their grids: in the space that claims it, else in the one it is over."""
    overhead = Overhead({number: room for number, (room, _) in found.items()})
    inside: dict[int, list[Component]] = {}
    for component in components:
        number = component.space if component.space in found else overhead.of(component)
        if number is not None:
            inside.setdefault(number, []).append(component)
    for number, hanging in inside.items():
        room, notes = found[number]
        # What takes a tile away comes last: it gives way.
        placed = on_grid(room, sorted(hanging, key=lambda c: (c.symbol == INVALID, c.at_m)))
        found[number] = placed.room, [*notes, *placed.notes]


def _bounded(notes: list[str]) -> tuple[str, ...]:
    """As many notes as a building file may hold, the last one telling how many there were more."""
    kept = [note[:MAX_NOTE] for note in notes]
    if len(kept) <= MAX_NOTES:
        return tuple(kept)
    return (*kept[: MAX_NOTES - 1], f"and {len(kept) - MAX_NOTES + 1} more")
