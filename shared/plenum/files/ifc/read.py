"""An IFC file as a building. Runs in a process of its own (`reader`), since the library can end one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from plenum.ceiling.room.grid import COMPONENTS, KINDS
from plenum.ceiling.room.room import Room
from plenum.files.assumption import Assumption
from plenum.files.building.building import Building
from plenum.files.building.gathering import Gathering, bounded
from plenum.files.building.rooms import check_building
from plenum.files.errors import InvalidBuilding
from plenum.files.ids import identifier, short
from plenum.files.ifc.bodies import Bodies
from plenum.files.ifc.ceilings import ceilings_of
from plenum.files.ifc.classify import symbol_of
from plenum.files.ifc.component import Component
from plenum.files.ifc.components import components_of, elements_of
from plenum.files.ifc.hanging import hang
from plenum.files.ifc.names import named, names_of
from plenum.files.ifc.opening import opened
from plenum.files.ifc.placement import Placements
from plenum.files.ifc.relations import text
from plenum.files.ifc.sound import place, sound
from plenum.files.ifc.source import source_of
from plenum.files.ifc.spaces import Context, room_of
from plenum.files.ifc.storeys import Storeys
from plenum.files.ifc.units import units_of
from plenum.files.limits import MAX_ROOMS
from plenum.files.settings.options import Assumed, ReadOptions, settings_of


@np.errstate(over="ignore", invalid="ignore")  # coordinates that are none are refused where they are used
def building_of(content: str, options: ReadOptions) -> Building:
    """The building of an IFC file's text. Raises InvalidBuilding; a broken file may end the process."""
    whole = opened(content)
    file = whole.file
    settings, fields = settings_of(options)
    with sound(""):
        units = units_of(file)
        spaces = file.by_type("IfcSpace")
    if len(spaces) > MAX_ROOMS:
        raise InvalidBuilding("", f"{len(spaces):,} spaces", f"split it into files of {MAX_ROOMS:,}")
    bodies = Bodies(units.length_m)
    names = (said for space in spaces for said in names_of(space))
    assumed = Assumed.of_model(options, names, units.length_m)
    own = frozenset(fields.targets or {})
    placements = Placements()
    ceilings = ceilings_of(file, placements, bodies)
    storeys = Storeys(file, placements, units.length_m)
    context = Context(units, placements, bodies, options, assumed, ceilings, storeys, own, whole.gaps)
    gathering = Gathering()
    gathering.left_out += whole.damage
    found = _rooms(spaces, context, gathering)
    if not found:
        raise _no_rooms(file, gathering)
    gathering.left_out += hang(found, components_of(file, placements, bodies, units))
    name, long_name = _names(file)
    building = Building(
        building_id=identifier(name or long_name, "building"),
        name=short(long_name or name),
        settings=settings,
        rooms=tuple(room for room, _ in found.values()),
        assumptions={room.room_id: bounded(notes) for room, notes in found.values()},
        source_format="ifc",
        left_out=tuple(gathering.left_out),
        source_model=source_of(file, {n: room.room_id for n, (room, _) in found.items()}, storeys, units),
    )
    check_building(building, fields)
    return building


@np.errstate(over="ignore", invalid="ignore")
def components_in(content: str) -> list[Component]:
    """What hangs in the ceilings of an IFC file's text. Raises InvalidBuilding, also for nothing at all."""
    file = opened(content).file
    with sound(""):
        units = units_of(file)
    found = list(components_of(file, Placements(), Bodies(units.length_m), units))
    if not found:
        raise InvalidBuilding(
            "",
            "the file has no luminaires, air terminals or detectors",
            "give the model of the services that has them",
        )
    return [replace(component, space=None) for component in found]


def _rooms(
    spaces: Iterable[Any], context: Context, gathering: Gathering
) -> dict[int, tuple[Room, list[str]]]:
    """By the space's number its room and what was assumed; which spaces are none is gathered."""
    found: dict[int, tuple[Room, list[str]]] = {}
    unit = () if context.units.stated else (Assumption.METRES.said(),)
    for index, space in enumerate(spaces):
        if read := gathering.tried(named(space), partial(room_of, space, context)):
            room, notes = read
            gathering.budget.points(len(room.outline_m) + sum(map(len, room.holes_m)), index)
            room = gathering.add((room, (*notes, *unit)), index)
            found[space.id()] = room, list(gathering.assumptions[room.room_id])
    gathering.leave_areas("space")
    return {number: read for number, read in found.items() if read[0].room_id in gathering.assumptions}


def _no_rooms(file: Any, gathering: Gathering) -> InvalidBuilding:
    spaces = len(gathering.left_out)
    what = f"none of its {spaces} spaces is a room" if spaces else "the file has no spaces"
    hanging = _hanging(file)
    if hanging and not gathering.unread:
        said = ", ".join(f"{count} {kind.replace('_', ' ')}" for kind, count in hanging.items())
        return InvalidBuilding(
            "",
            f"{what}, but it has components: {said}",
            "give the architect's model, which has the rooms, and this one beside it: --with",
        )
    if gathering.left_out:
        return gathering.no_rooms("spaces")
    return InvalidBuilding(
        "", "the file has no spaces", "export it with rooms (IfcSpace), not with walls alone"
    )


def _hanging(file: Any) -> Counter[str]:
    """How many components the file has by kind; one that is broken is none."""
    found: Counter[str] = Counter()
    for element in elements_of(file):
        with suppress(InvalidBuilding), sound(place(element)):
            symbol = symbol_of(element)
            if symbol in KINDS:
                found[COMPONENTS[symbol]] += 1
    return found


def _names(file: Any) -> tuple[str, str]:
    """Name and long name of the building where there is one that has any, else of the project."""
    buildings = file.by_type("IfcBuilding")
    for instance in (*(buildings if len(buildings) == 1 else ()), *file.by_type("IfcProject")):
        names = text(instance, "Name"), text(instance, "LongName")
        if any(names):
            return names
    return "", ""
