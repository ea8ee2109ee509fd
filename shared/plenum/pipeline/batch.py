"""Batches: how a building's rooms travel, and what each carries for its models."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from plenum.ceiling.brief import Brief, brief_for
from plenum.ceiling.grid import Tile
from plenum.ceiling.reserve import reserve
from plenum.ceiling.room import Room
from plenum.ceiling.settings import Settings


@dataclass(frozen=True)
class BatchRoom:
    """One room of a batch with the tiles kept free for its detectors and its return."""

    index: int
    """The room's place in the building; batches are cut in another order."""
    room: Room
    reserved: frozenset[Tile]
    reserved_return: frozenset[Tile]

    def brief(self, settings: Settings) -> Brief:
        """What is asked of this room."""
        return brief_for(self.room, settings, self.reserved, self.reserved_return)

    def to_json(self) -> dict[str, Any]:
        """Plain data; `from_json` is its inverse."""
        return {
            "index": self.index,
            **self.room.to_json(),
            "reserved": sorted(map(list, self.reserved)),
            "reserved_return": sorted(map(list, self.reserved_return)),
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> BatchRoom:
        """A batch's room from a record."""
        return cls(
            data["index"],
            Room.from_json(data),
            frozenset((x, y) for x, y in data["reserved"]),
            frozenset((x, y) for x, y in data["reserved_return"]),
        )


def prepare(index: int, room: Room, settings: Settings) -> BatchRoom:
    """Reserve what no earlier stage may take, so that the order of the stages strands nobody."""
    kept = reserve(room, brief_for(room, settings))
    return BatchRoom(index, room, kept.all, kept.for_return)


def batches(rooms: Sequence[Room], *, most_tiles: int, most_rooms: int) -> Iterator[list[tuple[int, Room]]]:
    """Rooms with their places, in batches bounded by their summed usable tiles, the largest rooms first.

    A large room is a batch of its own. What takes longest starts first, so that no core waits at
    the end for the one batch that happened to come last.
    """
    batch: list[tuple[int, Room]] = []
    tiles = 0
    for index, room in sorted(enumerate(rooms), key=lambda pair: -pair[1].usable):
        if batch and (tiles + room.usable > most_tiles or len(batch) >= most_rooms):
            yield batch
            batch, tiles = [], 0
        batch.append((index, room))
        tiles += room.usable
    if batch:
        yield batch
