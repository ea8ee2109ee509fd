"""The buildings that are placed: a real one cut or repeated to so many rooms, and small rooms."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from plenum.files.building.writer import building_to_json
from plenum.files.read import read_building

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "small_office.json"
STEP_M = 1e-5
Make = Callable[[int], dict[str, Any]]
"""A building of so many rooms."""


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


def small_rooms(rooms: int = 1) -> dict[str, Any]:
    """Offices of 10 × 10 tiles of 0.6 m."""
    made = [
        {
            "room_id": f"room_{n}",
            "room_type": "office_enclosed",
            "tile_m": 0.6,
            "ceiling_height_m": 2.8,
            "rows": ["." * 10] * 10,
        }
        for n in range(rooms)
    ]
    return {"schema": "plenum.building/1", "building_id": "bench", "rule_set": "US", "rooms": made}


def unseen(data: dict[str, Any], numbers: Iterator[int]) -> dict[str, Any]:
    """The building with every ceiling some hundredths of a millimetre higher than any before.

    The models answer a room that they have just seen from memory; these they have not. Each subject
    counts by `numbers` of its own: a height decides what a room costs, so that subjects which are
    compared must be given the same rooms in the same order.
    """
    rooms = [
        {**room, "ceiling_height_m": round(room["ceiling_height_m"] + STEP_M * next(numbers), 6)}
        for room in data["rooms"]
    ]
    return {**data, "rooms": rooms}
