"""Batches: how a building's rooms travel, and what each carries for its models."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from plenum.ceiling.asked.brief import Brief
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.grid import Tile, components
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.room import Room
from plenum.ceiling.whole.power_shares import most_lights, own_share
from plenum.ceiling.whole.reservation import Reservation
from plenum.ceiling.whole.typical import Typical
from plenum.ceiling.whole.typical_rooms import typical_rooms
from plenum.files.building.building import Building
from plenum.files.completed.schema import RoomFields

NOTHING = Reservation(frozenset(), frozenset())
Reserves = Mapping[int, Reservation]
"""What must stay free in some rooms of a batch, by their place in it."""


class TravellingRoom(RoomFields, frozen=True, kw_only=True):
    """A room of a batch as the record keeps it; its reserve is found later."""

    index: int
    previous_rows: tuple[str, ...] = ()
    most_lights: int | None = None
    typical: Typical | None = None


@dataclass(frozen=True)
class BatchRoom:
    """One room of a batch; `index` is its place in the building, whose order batches do not keep."""

    index: int
    room: Room
    previous_rows: tuple[str, ...] = ()
    """An earlier layout that the new one stays near to, if there is one."""
    reserve: Reservation = NOTHING
    """What no earlier stage may take."""
    most_lights: int | None = None
    """That the room's share of the building's power allows; None: any, or the job came from a version that
    knew no shares."""
    typical: Typical | None = None
    """What it is placed as, where there are rooms that are nearly like it."""

    @property
    def previous(self) -> Mapping[Tile, Kind]:
        """The earlier layout's components by tile."""
        return components(self.previous_rows)

    def share(self, settings: Settings) -> int | None:
        """How many lights the room may have; its own allowance's where intake shared nothing out."""
        return own_share(self.room, settings) if self.most_lights is None else self.most_lights

    def brief(self, settings: Settings) -> Brief:
        """What is asked of this room."""
        reserve = self.reserve
        kept = reserve.all, reserve.for_return, reserve.for_supply
        return Brief(self.room, settings, *kept, most_lights=self.share(settings))

    def travelling(self) -> TravellingRoom:
        """The room as plain data, without the reserve."""
        return TravellingRoom.of(
            self.room,
            index=self.index,
            previous_rows=self.previous_rows,
            most_lights=self.most_lights,
            typical=self.typical,
        )

    @classmethod
    def arrived(cls, fields: TravellingRoom) -> BatchRoom:
        """A batch's room from a record."""
        return cls(
            fields.index,
            fields.room(),
            fields.previous_rows,
            most_lights=fields.most_lights,
            typical=fields.typical,
        )


def cut(building: Building, *, most_tiles: int, most_rooms: int) -> dict[str, tuple[BatchRoom, ...]]:
    """A building's batches by id."""
    most = most_lights(building.rooms, building.settings)
    anew = {i: room for i, room in enumerate(building.rooms) if room.room_id not in building.previous}
    typical = typical_rooms(anew, building.settings, most)
    return {
        f"b{number:04d}": tuple(
            BatchRoom(
                index,
                room,
                building.previous.get(room.room_id, ()),
                most_lights=most[index],
                typical=typical.get(index),
            )
            for index, room in rooms
        )
        for number, rooms in enumerate(batches(building.rooms, most_tiles=most_tiles, most_rooms=most_rooms))
    }


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
