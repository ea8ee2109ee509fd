"""A second model beside the architect's: its terminals, fixtures, detectors on the rooms' tiles by place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from plenum.files.building.building import Building
from plenum.files.building.gathering import bounded
from plenum.files.errors import InvalidBuilding
from plenum.files.ifc.component import Component
from plenum.files.ifc.hanging import hang


def with_components(building: Building, components: Sequence[Component], source: str) -> Building:
    """The building with what another file, called `source`, has in its ceilings.

    What hangs over no room is told in `left_out`. Raises InvalidBuilding where all of it does.
    """
    found = {
        index: (room, list(building.assumptions.get(room.room_id, ())))
        for index, room in enumerate(building.rooms)
    }
    before = {index: len(notes) for index, (_, notes) in found.items()}
    outside = hang(found, components)
    rooms = tuple(room for room, _ in found.values())
    if rooms == building.rooms and all(len(notes) == before[i] for i, (_, notes) in found.items()):
        raise InvalidBuilding(
            "",
            f"none of its {len(components)} elements hangs over a room",
            "export both models from the same origin, in shared coordinates",
            source,
        )
    return replace(
        building,
        rooms=rooms,
        assumptions={room.room_id: bounded(notes) for room, notes in found.values() if notes},
        left_out=(*building.left_out, *(f"{source}: {line}" for line in outside)),
    )
