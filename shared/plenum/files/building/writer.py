"""What goes out: building files, room grids, and JSON a person can still read."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

from plenum.ceiling.room.grid import COMPONENTS
from plenum.ceiling.room.room import Frame, Room
from plenum.files.building.building import Building

_FIGURES: Final = re.compile(r"\[\n\s+((?:-?[\d.]+(?:e-?\d+)?,\n\s+)*-?[\d.]+(?:e-?\d+)?)\n\s*\]")
"""A list of nothing but numbers, spread over lines."""
_ALWAYS: Final = frozenset(("room_id", "room_type", "tile_m", "ceiling_height_m", "rows"))


def building_to_json(building: Building) -> dict[str, Any]:
    """The building as a `plenum.building/1` file; what was assumed when it was read is kept."""
    data: dict[str, Any] = {"schema": "plenum.building/1", "building_id": building.building_id}
    if building.name:
        data["name"] = building.name
    data["rule_set"] = building.settings.rule_set.value
    data["code"] = building.settings.code.value
    if building.settings.overrides:
        data["settings"] = dict(building.settings.overrides)
    if building.waivers:
        data["waivers"] = [asdict(waiver) for waiver in building.waivers]
    if building.left_out:
        data["left_out"] = list(building.left_out)
    if building.source_model:
        data["source_model"] = dict(building.source_model)
    data["rooms"] = [
        _room_to_json(room, building.assumptions.get(room.room_id, ())) for room in building.rooms
    ]
    for room in data["rooms"]:
        if room["room_id"] in building.previous:
            room["previous_rows"] = list(building.previous[room["room_id"]])
    return data


def _room_to_json(room: Room, assumptions: tuple[str, ...]) -> dict[str, Any]:
    """In a file's order, without what is empty; `room_type`, heights and rows are always there."""
    tx, ty = room.tile_m
    frame = {"origin_m": list(room.frame.origin_m), "rotation_deg": room.frame.rotation_deg}
    fields: dict[str, Any] = {
        "room_id": room.room_id,
        "name": room.name,
        "room_type": room.room_type,
        "story": room.story,
        "tile_m": tx if tx == ty else [tx, ty],
        "ceiling_height_m": room.ceiling_height_m,
        "rows": list(room.rows),
        "outline_m": [list(point) for point in room.outline_m],
        "holes_m": [[list(point) for point in hole] for hole in room.holes_m],
        "beams_m2": room.beams_m2,
        "frame": {} if room.frame == Frame() else frame,
        "luminaire": room.luminaire,
        "flows": [[x, y, flow] for (x, y), flow in sorted(room.flows.items())],
        "assumptions": list(assumptions),
    }
    return {name: value for name, value in fields.items() if value or name in _ALWAYS}


def rows_to_grid(grid_id: str, rows: list[str]) -> dict[str, Any]:
    """Rows as a grid of the first public version, cells row by row from y = 0."""
    return {
        "grid_id": grid_id,
        "width": len(rows[0]) if rows else 0,
        "height": len(rows),
        "cells": [
            {"x": x, "y": y, "component": COMPONENTS[char]}
            for y, row in enumerate(rows)
            for x, char in enumerate(row)
        ],
    }


def completed_to_grid(completed: Mapping[str, Any], room_id: str | None = None) -> dict[str, Any]:
    """A room of a completed building as a grid: the only room, or the one named. Raises KeyError."""
    rooms = [room for room in completed["rooms"] if room_id in (None, room["room_id"])]
    if not rooms or (room_id is None and len(rooms) > 1):
        raise KeyError(room_id or "the building has several rooms: name one")
    return rows_to_grid(rooms[0]["room_id"], rooms[0]["rows"])


def compact(data: Any) -> str:
    """JSON on one line, as results travel."""
    return json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def readable(data: Any) -> str:
    """JSON for people and diffs: indented, each grid row on its own line, each point on one line."""
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, indent=1)
    return _FIGURES.sub(lambda found: "[" + ", ".join(re.split(r",\n\s+", found[1])) + "]", text) + "\n"
