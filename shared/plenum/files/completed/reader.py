"""Results read back as rooms, to check them again or to look at one of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from plenum.files.building.building import Building
from plenum.files.building.luminaires import with_luminaire_files
from plenum.files.completed.schema import CompletedFields
from plenum.files.errors import InvalidBuilding
from plenum.files.parsing.check import check_fields
from plenum.files.parsing.json_text import content_of, load
from plenum.files.read import COMPLETED, laid_out, read_building, read_model, text_reader
from plenum.files.settings.of_rooms import of_rooms

_ROOM_FIELDS: Final = (
    *("room_id", "name", "room_type", "story", "tile_m", "ceiling_height_m", "rows"),
    *("outline_m", "holes_m", "beams_m2", "frame", "luminaire", "assumptions"),
)


def load_completed(source: Path | bytes) -> dict[str, Any]:
    """The data of a result's file, or of its content, checked. Raises InvalidBuilding with the name."""
    try:
        return _checked(load(source))
    except InvalidBuilding as error:
        raise error.within(_name(source)) from None


def _name(source: Path | bytes) -> str:
    """What errors call it: content without a file came by standard input."""
    return source.name if isinstance(source, Path) else "standard input"


def _checked(data: Any) -> dict[str, Any]:
    _told_apart(data)
    check_fields(CompletedFields, data)
    result: dict[str, Any] = data
    return result


def _told_apart(data: Any) -> None:
    """Raises InvalidBuilding for what makes no claim to be a result, before its fields are missed."""
    if not isinstance(data, Mapping) or "schema" not in data:
        raise InvalidBuilding(
            "",
            "this is no result: a result has a schema",
            "give what `plenum place` wrote; a room grid's answer is a grid, without evidence",
        )


def as_building(completed: Mapping[str, Any]) -> Building:
    """The rooms of a checked result with everything on their grids, flows included.

    `existing` is what the result says had been there before. Raises InvalidBuilding where the
    result, which may have been edited by hand, is no valid building.
    """
    rooms = [{name: room[name] for name in _ROOM_FIELDS if room.get(name)} for room in completed["rooms"]]
    read = read_building(
        {
            "schema": "plenum.building/1",
            "building_id": completed["building_id"],
            "name": completed.get("name", ""),
            "rule_set": completed["rule_set"].split()[0],
            "code": completed["code"],
            "settings": of_rooms(completed["settings"], {room["room_id"] for room in rooms}),
            **{name: completed[name] for name in ("source_model",) if completed.get(name)},
            "rooms": rooms,
        }
    )
    return replace(
        read,
        rooms=tuple(
            replace(
                room,
                existing=frozenset((int(x), int(y)) for x, y in data.get("existing", [])),
                flows={(int(x), int(y)): flow for x, y, flow in data.get("flows", [])},
            )
            for room, data in zip(read.rooms, completed["rooms"], strict=True)
        ),
    )


def read_layout(source: Path | bytes) -> Building:
    """A building with whatever hangs in its ceilings: a result of Plenum, or any file it reads."""
    return laid_out(read_with_result(source)[0], _name(source))


def read_with_result(
    source: Path | bytes, options: Mapping[str, Any] | None = None
) -> tuple[Building, dict[str, Any] | None]:
    """That building, not laid out yet, and the result's data where it is one.

    `options` are for what is none.
    """
    try:
        content = content_of(source)
        data = content if text_reader(content) else load(content)
        completed = _checked(data) if isinstance(data, Mapping) and data.get("schema") == COMPLETED else None
        if completed is None and not isinstance(data, bytes | str) and isinstance(source, Path):
            data = with_luminaire_files(data, source.parent)
    except InvalidBuilding as error:
        raise error.within(_name(source)) from None
    if completed:
        return as_building(completed), completed
    return read_model(data, name=_name(source), options=options), None
