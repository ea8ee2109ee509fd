"""A room and its brief, known again by what the choice of air terminals and detectors in it depends on."""

from __future__ import annotations

from dataclasses import dataclass, field

from plenum.ceiling.asked.air_brief import AirBrief
from plenum.ceiling.asked.brief import Brief
from plenum.ceiling.asked.smoke_brief import SmokeBrief
from plenum.ceiling.room.grid import Tile
from plenum.ceiling.room.room import Extent, Room


@dataclass(frozen=True)
class Question:
    """What is remembered of a room's air and smoke is remembered by this."""

    rows: tuple[str, ...]
    extent: Extent
    room_type: str
    flows: frozenset[tuple[Tile, float]]
    air: AirBrief
    smoke: SmokeBrief
    room: Room = field(compare=False)
    brief: Brief = field(compare=False)

    @classmethod
    def of(cls, room: Room, brief: Brief) -> Question:
        """By what hangs in the room and what is asked of it, not by its name or place."""
        flows = frozenset(room.flows.items())
        return cls(room.rows, room.extent, room.room_type, flows, brief.air, brief.smoke, room, brief)
