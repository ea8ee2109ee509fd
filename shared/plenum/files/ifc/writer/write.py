"""The way out: a building, and the result it is from if there is one, as the text of an IFC4 file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from plenum.ceiling.light.brief import light_brief
from plenum.ceiling.room import Room
from plenum.files.building import Building
from plenum.files.ifc.writer.model import Model
from plenum.files.ifc.writer.products import Products
from plenum.files.ifc.writer.sets import Measure, assign, property_set
from plenum.files.ifc.writer.skeleton import aggregate, skeleton
from plenum.files.ifc.writer.spaces import ceiling, space

NO_TIME: Final = "1970-01-01T00:00:00"
"""The same result writes the same bytes, so the header tells no time of writing."""


def building_to_ifc(building: Building, completed: Mapping[str, Any] | None = None) -> str:
    """The file's text. `completed` is the result whose rooms these are, for status and evidence.

    Raises ImportError where the extra `ifc` is not installed.
    """
    model = Model(building.building_id)
    name = (completed or {}).get("name") or building.name or building.building_id
    parts = skeleton(model, name, building.rooms)
    results = {room["room_id"]: room for room in (completed or {}).get("rooms", ())}
    products = Products(model, parts)
    by_storey: dict[int, tuple[Any, list[Any]]] = {}
    for room in building.rooms:
        result = results.get(room.room_id, {})
        made = space(model, parts, room, building.settings, result)
        storey = parts.storeys[room.room_id]
        by_storey.setdefault(storey.id(), (storey, []))[1].append(made)
        inside = products.hang(room, made, light_brief(room, building.settings).luminaire)
        _contain(model, room, made, [ceiling(model, parts, room, made), *inside])
        if completed:
            _refer(model, room, [made, *inside], completed, result)
    for storey, spaces in by_storey.values():
        aggregate(model, storey, spaces)
    products.close()
    _head(model, name)
    return str(model.file.to_string())


def _contain(model: Model, room: Room, made: Any, elements: list[Any]) -> None:
    model.rooted(
        "IfcRelContainedInSpatialStructure",
        (room.room_id,),
        RelatedElements=elements,
        RelatingStructure=made,
    )


def _refer(
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
