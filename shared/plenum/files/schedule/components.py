"""Every component of a room, with what drawings and schedules tell of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from plenum.ceiling.asked.light_brief import light_brief
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.grid import KINDS, Tile
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.room import Point, Room


@dataclass(frozen=True)
class Component:
    """One light, terminal or detector."""

    own_id: str
    """Its room's id, its kind's letter and its number in the room, as in `office_1-L03`."""
    kind: Kind
    existing: bool
    tile: Tile
    centre_m: Point
    """In the grid's frame."""
    luminaire: str = ""
    lumens: float | None = None
    watts: float | None = None
    flow_l_s: float | None = None


def components(room: Room, settings: Settings) -> Iterator[Component]:
    """What hangs in a room's ceiling, row by row. Raises what `light_brief` raises."""
    lamp = light_brief(room, settings).luminaire
    numbers = {kind: count(1) for kind in Kind}
    for tile, char in room.tiles():
        if char not in KINDS:
            continue
        kind = KINDS[char]
        light = kind is Kind.LIGHT
        yield Component(
            own_id=f"{room.room_id}-{char}{next(numbers[kind]):02d}",
            kind=kind,
            existing=tile in room.existing,
            tile=tile,
            centre_m=room.centre_m(tile),
            luminaire=lamp.name if light else "",
            lumens=lamp.lumens if light else None,
            watts=lamp.watts if light else None,
            flow_l_s=room.flows.get(tile),
        )
