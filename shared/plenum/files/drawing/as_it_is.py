"""A building that nobody completed yet, in the form that drawings take."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from plenum.ceiling.room.kinds import Kind
from plenum.files.building.building import Building

STATUS: Final = "not completed"


def as_it_is(building: Building) -> dict[str, Any]:
    """The drawings' view of it. It names no rule set: nothing was checked."""
    rooms = [
        {
            **room.to_json(),
            "status": STATUS,
            "counts": room.counts(),
            "assumptions": list(building.assumptions.get(room.room_id, ())),
        }
        for room in building.rooms
    ]
    counts = {kind.value: Counter({"placed": 0, "existing": 0}) for kind in Kind}
    for room in rooms:
        for kind, count in room["counts"].items():
            counts[kind].update(count)
    return {
        "building_id": building.building_id,
        "name": building.name,
        "rooms": rooms,
        "totals": {"rooms": len(rooms), "statuses": {STATUS: len(rooms)}, "counts": counts},
    }
