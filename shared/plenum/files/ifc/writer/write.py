"""The way out: a building, and the result it is from if there is one, as the text of an IFC4 file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from importlib.util import find_spec
from typing import Any, Final

from plenum.ceiling.asked.light_brief import light_brief
from plenum.ceiling.room.room import Frame, Room
from plenum.files.building.building import Building
from plenum.files.building.source_model import SourceModelFields
from plenum.files.geometry.site import placed_rooms
from plenum.files.ifc.writer.georeference import known_identifiers
from plenum.files.ifc.writer.model import Model
from plenum.files.ifc.writer.products import Products
from plenum.files.ifc.writer.sets import Measure, assign, property_set
from plenum.files.ifc.writer.skeleton import aggregate, skeleton
from plenum.files.ifc.writer.spaces import ceiling, space
from plenum.files.parsing.missing import MissingLibraryError

NO_TIME: Final = "1970-01-01T00:00:00"
"""The same result writes the same bytes, so the header tells no time of writing."""


def building_ifc(building: Building, completed: Mapping[str, Any] | None = None) -> bytes:
    """The file. `completed` is the result whose rooms these are, for status and evidence.

    Rooms that do not say where they stand are put side by side. Raises MissingLibraryError where
    ifcopenshell is not installed.
    """
    if find_spec("ifcopenshell") is None:
        raise MissingLibraryError("IFC files", "ifcopenshell", "ifc")
    rooms = _standing(building.rooms)
    source = SourceModelFields.model_validate(building.source_model)
    model = Model(building.building_id, known_identifiers(source))
    parts = skeleton(model, building, rooms, source)
    results = {room["room_id"]: room for room in (completed or {}).get("rooms", ())}
    products = Products(model, parts)
    by_storey: dict[int, tuple[Any, list[Any]]] = {}
    for room in rooms:
        result = results.get(room.room_id, {})
        made = space(model, parts, room, building.settings, result)
        storey = parts.storeys[room.room_id]
        by_storey.setdefault(storey.id(), (storey, []))[1].append(made)
        lamp = light_brief(room, building.settings).luminaire
        inside = products.hang(room, partial(model.placed, made.ObjectPlacement), lamp)
        contain(model, (room.room_id,), made, [ceiling(model, parts, room, made), *inside])
        if completed:
            refer(model, room, [made, *inside], completed, result)
    for storey, spaces in by_storey.values():
        aggregate(model, storey, spaces)
    products.close()
    _head(model, building.building_id)
    # STEP is ASCII: the library writes other signs as their codes.
    return str(model.file.to_string()).encode("ascii")


def _standing(rooms: Sequence[Room]) -> list[Room]:
    """The rooms where they stand; those of a storey where two stand in one place side by side."""
    storeys: dict[str, list[Room]] = {}
    for room in rooms:
        storeys.setdefault(room.story, []).append(room)
    found: dict[str, Room] = {}
    for within in storeys.values():
        placed, known = placed_rooms([room.to_json() for room in within])
        for room, place in zip(within, placed, strict=True):
            x, y, _ = place.frame.origin_m
            frame = Frame((x, y, room.frame.origin_m[2]), place.frame.rotation_deg)
            found[room.room_id] = room if known else replace(room, frame=frame)
    return [found[room.room_id] for room in rooms]


def contain(model: Model, path: Sequence[str], space: Any, elements: list[Any]) -> None:
    """Say what is in a space."""
    model.rooted("IfcRelContainedInSpatialStructure", path, RelatedElements=elements, RelatingStructure=space)


def refer(
    model: Model, room: Room, objects: list[Any], completed: Mapping[str, Any], result: Mapping[str, Any]
) -> None:
    """Say where the layout is from and what became of its room, for the space and all that hangs in it."""
    facts = {
        "JobId": completed.get("job_id"),
        "TraceId": completed.get("trace_id"),
        "RuleSet": completed.get("rule_set"),
        "FireCode": completed.get("code"),
        "RoomStatus": result.get("status"),
        "LightModel": result.get("selected_model"),
    }
    values: dict[str, Measure | list[Measure]] = {
        name: ("IfcLabel", str(value)[:255]) for name, value in facts.items() if value
    }
    path = (room.room_id,)
    assign(model, path, property_set(model, path, "Plenum_Result", values), objects)


def _head(model: Model, name: str) -> None:
    header = model.file.header
    header.file_description.description = ("ViewDefinition [DesignTransferView_V1.0]",)
    header.file_name.name = f"{name}.ifc"
    header.file_name.time_stamp = NO_TIME
    header.file_name.author = ("",)
    header.file_name.organization = ("",)
    header.file_name.authorization = ""
    header.file_name.originating_system = "Plenum"
    header.file_name.preprocessor_version = "Plenum"
