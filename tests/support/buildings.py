"""Small buildings of our own making, for tests that care about the pipeline more than the ceilings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def room(room_id: str, width: int = 9, height: int = 7, **more: Any) -> dict[str, Any]:
    """A rectangular office of 0.6 m tiles."""
    return {
        "room_id": room_id,
        "name": room_id,
        "room_type": "office_enclosed",
        "tile_m": 0.6,
        "ceiling_height_m": 2.8,
        "rows": ["." * width] * height,
        **more,
    }


def building(
    rooms: int | Sequence[dict[str, Any]] = 3, building_id: str = "test", **more: Any
) -> dict[str, Any]:
    """A `plenum.building/1` object."""
    made = (
        [room(f"room_{n}", 9 + n % 5, 7 + n % 3) for n in range(rooms)] if isinstance(rooms, int) else rooms
    )
    return {
        "schema": "plenum.building/1",
        "building_id": building_id,
        "name": building_id,
        "rule_set": "US",
        "rooms": list(made),
        **more,
    }
