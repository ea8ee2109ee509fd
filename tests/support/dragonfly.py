"""Small Dragonfly models of our own making."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Points = Sequence[tuple[float, float]]


def room_2d(
    name: str,
    points: Points,
    *,
    z: float = 0.0,
    height: float = 3.5,
    program: str | None = "2019::MediumOffice::OpenOffice",
    holes: Sequence[Points] = (),
    **more: Any,
) -> dict[str, Any]:
    """A room by its plan."""
    energy = {"type": "Room2DEnergyPropertiesAbridged", **({"program_type": program} if program else {})}
    room: dict[str, Any] = {
        "type": "Room2D",
        "identifier": name,
        "floor_boundary": [list(p) for p in points],
        "floor_height": z,
        "floor_to_ceiling_height": height,
        "properties": {"type": "Room2DPropertiesAbridged", "energy": energy},
    }
    if holes:
        room["floor_holes"] = [[list(p) for p in hole] for hole in holes]
    return {**room, **more}


def story(name: str, *rooms: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A storey of these rooms."""
    return {
        "type": "Story",
        "identifier": name,
        "room_2ds": list(rooms),
        "floor_to_floor_height": {"type": "Autocalculate"},
        "multiplier": 1,
        "properties": {"type": "StoryPropertiesAbridged"},
        **more,
    }


def dragonfly(*stories: dict[str, Any], units: str = "Meters", **more: Any) -> dict[str, Any]:
    """A model of one building."""
    building = {
        "type": "Building",
        "identifier": "Tower",
        "unique_stories": list(stories),
        "properties": {},
        **more,
    }
    return {"type": "Model", "identifier": "D", "units": units, "buildings": [building], "properties": {}}
