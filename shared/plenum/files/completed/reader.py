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
from plenum.files.parsing.check import check
from plenum.files.parsing.json_text import content_of, load
from plenum.files.read import COMPLETED, read_building, text_reader

_ROOM_FIELDS: Final = (
    *("room_id", "name", "room_type", "story", "tile_m", "ceiling_height_m", "rows"),
    *("outline_m", "holes_m", "frame", "luminaire", "assumptions"),
)


def load_completed(path: Path) -> dict[str, Any]:
    """A result's data, checked. Raises InvalidBuilding with the file's name."""
    try:
        return _checked(load(path))
    except InvalidBuilding as error:
        raise error.within(path.name) from None


def _checked(data: Any) -> dict[str, Any]:
    _told_apart(data)
    check(CompletedFields, data)
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
            "settings": completed["settings"],
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


def read_layout(path: Path) -> Building:
    """A building with whatever hangs in its ceilings: a result of Plenum, or any file it reads."""
    return read_with_result(path)[0]


def read_with_result(path: Path) -> tuple[Building, dict[str, Any] | None]:
    """That building, and the result's data where it is one."""
    try:
        content = content_of(path)
        data = content if text_reader(content) else load(content)
        completed = _checked(data) if isinstance(data, Mapping) and data.get("schema") == COMPLETED else None
        if completed is None and not isinstance(data, bytes | str):
            data = with_luminaire_files(data, path.parent)
    except InvalidBuilding as error:
        raise error.within(path.name) from None
    return (as_building(completed), completed) if completed else (read_building(data, name=path.name), None)
