"""Which of the light alternatives is wanted in a room: a designer's choice outranks the competition."""

from __future__ import annotations

from typing import Final, Literal

from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.room import Room

LightChoice = Literal["dense", "sparse", "balanced", "auto"]
AUTO: Final = "auto"


def wanted_lights(room: Room, settings: Settings) -> str:
    """`dense`, `sparse`, `balanced`, or `auto` for the best: said for the room, its type or the building."""
    asked = settings.overrides.get("lights") or {}
    by_room, by_type = asked.get("rooms") or {}, asked.get("types") or {}
    for choice in (by_room.get(room.room_id), by_type.get(room.room_type), asked.get("building")):
        if choice:
            return str(choice)
    return AUTO
