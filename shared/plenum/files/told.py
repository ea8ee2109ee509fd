"""What people are told of a building that was read: what was left out, assumed, and not understood."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from plenum.files.assumption import Assumption
from plenum.files.building.building import Building
from plenum.files.omission import Omission


@dataclass(frozen=True)
class Told:
    """The same for a building as for its result."""

    rooms: int
    left_out: tuple[str, ...]
    """Lines: spaces that are none of the rooms, each with the reason, and what else was passed over."""
    unread: int
    """How many of these are spaces that could not be read, as opposed to those that are no rooms."""
    assumed: dict[str, int]
    """In how many rooms something was assumed, by what it is about; the most first, then by name."""
    unknown_types: tuple[str, ...]
    """Rooms whose type was assumed because nothing told one."""


def told(building: Building) -> Told:
    """What is told of a building."""
    return _told(len(building.rooms), building.assumptions, building.left_out)


def told_of(data: Mapping[str, Any]) -> Told:
    """What is told of a building file's data, or of a result's."""
    rooms = data["rooms"]
    notes = {room["room_id"]: room.get("assumptions", ()) for room in rooms}
    return _told(len(rooms), notes, data.get("left_out", ()))


def _told(rooms: int, assumptions: Mapping[str, Sequence[str]], left_out: Sequence[str]) -> Told:
    made = {room_id: {Assumption.of(note) for note in notes} for room_id, notes in assumptions.items()}
    counts = Counter(about for kinds in made.values() for about in {kind.about for kind in kinds if kind})
    del counts[""]
    return Told(
        rooms=rooms,
        left_out=tuple(left_out),
        unread=sum(Omission.of(line) is Omission.NOT_READ for line in left_out),
        assumed=dict(sorted(counts.items(), key=lambda kind: (-kind[1], kind[0]))),
        unknown_types=tuple(room_id for room_id, kinds in made.items() if Assumption.ROOM_TYPE in kinds),
    )
