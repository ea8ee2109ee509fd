"""The buildings that are placed: a real one cut or repeated to so many rooms, and one small room."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from plenum.files.read import read_building
from plenum.files.write import building_to_json

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "small_office.json"


def building(source: Path, rooms: int) -> dict[str, Any]:
    """`rooms` rooms of a building: spread evenly over it where it has more, repeated where fewer."""
    data: dict[str, Any] = building_to_json(read_building(source))
    own = data["rooms"]
    if rooms <= len(own):
        data["rooms"] = [own[n * len(own) // rooms] for n in range(rooms)]
    else:
        data["rooms"] = [{**own[n % len(own)], "room_id": f"room_{n}"} for n in range(rooms)]
    kept = {room["room_id"] for room in data["rooms"]}
    data["waivers"] = [w for w in data.get("waivers", []) if w["room_id"] in kept]
    return data


def small_rooms(count: int = 1) -> dict[str, Any]:
    """Offices of 10 × 10 tiles of 0.6 m."""
    rooms = [
        {
            "room_id": f"room_{n}",
            "room_type": "office_enclosed",
            "tile_m": 0.6,
            "ceiling_height_m": 2.8,
            "rows": ["." * 10] * 10,
        }
        for n in range(count)
    ]
    return {"schema": "plenum.building/1", "building_id": "bench", "rule_set": "US", "rooms": rooms}
