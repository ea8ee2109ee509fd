"""Batches: how a building's rooms travel, and what each carries for its models."""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from plenum.ceiling.asked.brief import Brief, brief_for
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.grid import Tile, components
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.room import Room
from plenum.ceiling.whole.least_change import reserve_around
from plenum.ceiling.whole.reserve import reserve
from plenum.pipeline.reserving import Reserve, asked, asked_of, recalled, remember


@dataclass(frozen=True)
class BatchRoom:
    """One room of a batch; `index` is its place in the building, whose order batches do not keep."""

    index: int
    room: Room
    reserved: frozenset[Tile] = frozenset()
    reserved_return: frozenset[Tile] = frozenset()
    reserved_supply: frozenset[Tile] = frozenset()
    previous_rows: tuple[str, ...] = ()
    """An earlier layout that the new one stays near to, if there is one."""

    @property
    def previous(self) -> Mapping[Tile, Kind]:
        """The earlier layout's components by tile."""
        return components(self.previous_rows)

    def brief(self, settings: Settings) -> Brief:
        """What is asked of this room."""
        return brief_for(self.room, settings, self.reserved, self.reserved_return, self.reserved_supply)

    def to_json(self) -> dict[str, Any]:
        """Plain data without the reserve, which is found later; `from_json` is its inverse."""
        data = {"index": self.index, **self.room.to_json()}
        return {**data, "previous_rows": list(self.previous_rows)} if self.previous_rows else data

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> BatchRoom:
        """A batch's room from a record."""
        previous = tuple(data.get("previous_rows", ()))
        return cls(data["index"], Room.from_json(data), previous_rows=previous)


def find_reserve(rooms: Sequence[BatchRoom], settings: Settings) -> str:
    """What no earlier stage may take in each room, as the record keeps it.

    The first stage that works on a batch finds it, the others read it: the coordinator, which does
    I/O alone, would hold up every job that came behind a large one.
    """
    shared = asked_of(settings)
    return json.dumps([_kept_free(entry, settings, shared) for entry in rooms], separators=(",", ":"))


def known_reserve(rooms: Sequence[BatchRoom], settings: Settings) -> str:
    """The same where this process has lately found it for rooms like each of these, else empty."""
    shared = asked_of(settings)
    known = [recalled(asked(entry.room, shared, entry.previous_rows)) for entry in rooms]
    return "" if None in known else json.dumps(known, separators=(",", ":"))


def _kept_free(entry: BatchRoom, settings: Settings, shared: Hashable) -> Reserve:
    """A room's reserve: all its tiles, those of them that are for returns, those for diffusers."""
    question = asked(entry.room, shared, entry.previous_rows)
    known = recalled(question)
    if known is None:
        brief = brief_for(entry.room, settings)
        near = entry.previous_rows
        kept = reserve_around(entry.room, brief, entry.previous) if near else reserve(entry.room, brief)
        known = [sorted(kept.all), sorted(kept.for_return), sorted(kept.for_supply)]
        remember(entry.room, question, known)
    return known


def with_reserve(rooms: Sequence[BatchRoom], reserve_text: str) -> list[BatchRoom]:
    """The rooms with the reserve that `find_reserve` wrote."""
    return [
        replace(
            entry,
            reserved=frozenset((x, y) for x, y in everything),
            reserved_return=frozenset((x, y) for x, y in for_return),
            reserved_supply=frozenset((x, y) for x, y in for_supply),
        )
        for entry, (everything, for_return, for_supply) in zip(rooms, json.loads(reserve_text), strict=True)
    ]


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
