"""Rooms turned by quarters and mirrored: the same ceiling, seen from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Point = tuple[float, float]


def mirrored(room: Mapping[str, Any]) -> dict[str, Any]:
    """Left and right exchanged."""
    wide = len(room["rows"][0])
    width_m = wide * room["tile_m"][0]

    def point(x: float, y: float) -> Point:
        return width_m - x, y

    moved = {
        **room,
        "rows": [row[::-1] for row in room["rows"]],
        "existing": [[wide - 1 - x, y] for x, y in room.get("existing", [])],
        "flows": [[wide - 1 - x, y, flow] for x, y, flow in room.get("flows", [])],
    }
    return _kept(room, {**moved, **_rings(room, point, turns_over=True)})


def turned(room: Mapping[str, Any]) -> dict[str, Any]:
    """By a quarter, counter-clockwise: x becomes y, and what was on top is on the left."""
    high = len(room["rows"])
    height_m = high * room["tile_m"][1]

    def point(x: float, y: float) -> Point:
        return height_m - y, x

    moved = {
        **room,
        "tile_m": [room["tile_m"][1], room["tile_m"][0]],
        "rows": ["".join(row[x] for row in reversed(room["rows"])) for x in range(len(room["rows"][0]))],
        "existing": [[high - 1 - y, x] for x, y in room.get("existing", [])],
        "flows": [[high - 1 - y, x, flow] for x, y, flow in room.get("flows", [])],
    }
    return _kept(room, {**moved, **_rings(room, point, turns_over=False)})


def moved(room: Mapping[str, Any], quarters: int, mirror: bool) -> dict[str, Any]:
    """One of the eight ways to lay the same grid."""
    result = mirrored(room) if mirror else dict(room)
    for _ in range(quarters):
        result = turned(result)
    return result


def _rings(room: Mapping[str, Any], point: Any, *, turns_over: bool) -> dict[str, Any]:
    """Outline and holes; mirrored ones run the other way round, as a ring's direction means something."""
    step = -1 if turns_over else 1

    def ring(points: Any) -> list[list[float]]:
        return [list(point(x, y)) for x, y in points][::step]

    return {
        "outline_m": ring(room.get("outline_m", [])),
        "holes_m": [ring(hole) for hole in room.get("holes_m", [])],
    }


def _kept(room: Mapping[str, Any], changed: dict[str, Any]) -> dict[str, Any]:
    """Only the fields that the room had: a building file knows nothing of flows."""
    return {name: value for name, value in changed.items() if name in room}
