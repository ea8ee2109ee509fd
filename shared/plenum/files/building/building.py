"""A building as it was read: checked, complete, with every assumption listed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final, Literal

from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.room import Room

SourceFormat = Literal["building", "grid", "hbjson", "dfjson", "gbxml", "ifc", "csv", "dxf"]
AS_DRAWN: Final[tuple[SourceFormat, ...]] = ("building", "grid")
"""Formats whose rooms and grids are as their author wants them."""


@dataclass(frozen=True)
class Waiver:
    """A rule that somebody takes the responsibility for in one room."""

    rule: str
    room_id: str
    reason: str
    by: str


@dataclass(frozen=True)
class Building:
    """What every reader answers. Immutable; a room's `existing` holds its occupied tiles."""

    building_id: str
    name: str
    settings: Settings
    rooms: tuple[Room, ...]
    waivers: tuple[Waiver, ...] = ()
    assumptions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Per room id what the input did not say and what was taken instead."""
    source_format: SourceFormat = "building"
    previous: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Per room id the rows of an earlier layout, in the room's own grid, that the new one stays near to."""
    left_out: tuple[str, ...] = ()
    """What the input calls a room and is none with a ceiling, each with the reason."""

    source_model: Mapping[str, Any] = field(default_factory=dict)
    """What an export keeps of the model this was made from, as `SourceModelFields` has it."""

    def to_json(self) -> dict[str, Any]:
        """The building as it travels inside Plenum; `from_json` is its inverse."""
        return {
            "building_id": self.building_id,
            "name": self.name,
            "settings": self.settings.to_json(),
            "waivers": [asdict(waiver) for waiver in self.waivers],
            "assumptions": {room_id: list(texts) for room_id, texts in self.assumptions.items()},
            "source_format": self.source_format,
            "previous": {room_id: list(rows) for room_id, rows in self.previous.items()},
            "left_out": list(self.left_out),
            "source_model": dict(self.source_model),
            "rooms": [room.to_json() for room in self.rooms],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Building:
        """A building from `to_json`'s form, which is ours: what users send goes through `read_building`."""
        return cls(
            building_id=data["building_id"],
            name=data["name"],
            settings=Settings.from_json(data["settings"]),
            rooms=tuple(Room.from_json(room) for room in data["rooms"]),
            waivers=tuple(Waiver(**waiver) for waiver in data["waivers"]),
            assumptions={room_id: tuple(texts) for room_id, texts in data["assumptions"].items()},
            source_format=data["source_format"],
            previous={room_id: tuple(rows) for room_id, rows in data.get("previous", {}).items()},
            left_out=tuple(data.get("left_out", ())),
            source_model=data.get("source_model", {}),
        )
