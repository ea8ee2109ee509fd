"""Rooms as a reader finds them one by one: what is none, or cannot be read, is left out with the reason.

The rest of the file goes on. Only bounds on the whole building end the reading.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.room import Room
from plenum.files.assumption import Assumption
from plenum.files.building.building import Building, SourceFormat
from plenum.files.building.overlaid import areas_over_rooms
from plenum.files.building.rooms import Budget
from plenum.files.errors import InvalidBuilding, quoted
from plenum.files.ids import Ids
from plenum.files.limits import MAX_NOTE, MAX_NOTES, MAX_ROOMS
from plenum.files.omission import Named, Omission

Made = TypeVar("Made")
Read = tuple[Room, tuple[str, ...]]
"""A room and what was assumed about it."""


class LeftOut(Exception):  # noqa: N818 - no error: there is nothing to complete
    """Why a space is no room with a ceiling, in words."""


def no_room(why: str) -> str:
    """The reason of a space that is left out by its name or its program."""
    return f"it is no room with a ceiling ({why})"


class Gathering:
    """The rooms of one building, each with an id of its own, and what was left out."""

    def __init__(self) -> None:
        self.rooms: list[Room] = []
        self.assumptions: dict[str, tuple[str, ...]] = {}
        self.left_out: list[str] = []
        self.budget = Budget()
        self._ids = Ids()
        self._first: InvalidBuilding | None = None

    def tried(self, named: Named, made: Callable[[], Made]) -> Made | None:
        """What is made of it; what is no room, or cannot be read, is left out with the reason."""
        try:
            return made()
        except LeftOut as reason:
            self.leave(named, str(reason))
        except InvalidBuilding as error:
            whole = f"{named}: {error.message}" if named.identifier else error.message
            self._first = self._first or InvalidBuilding(error.pointer, whole, error.cure)
            cure = f"; {error.cure}" if error.cure else ""
            self.leave(named, f"{error.message}{cure}", Omission.NOT_READ)
        return None

    def leave(self, named: Named, reason: str, omission: Omission = Omission.NO_ROOM) -> None:
        """Notes what is no room, or could not be read."""
        self.left_out.append(omission.said(named, reason)[:MAX_NOTE])

    def add(self, read: Read, at: int | str) -> Room:
        """Takes a room in under its id, or one made from it. Raises InvalidBuilding at the bounds."""
        room, notes = read
        if len(self.rooms) >= MAX_ROOMS:
            raise InvalidBuilding("", f"more than {MAX_ROOMS:,} rooms", "split the building")
        own = self._ids.unlike(room.room_id)
        if own != room.room_id:
            notes = (*notes, Assumption.ANOTHER_ID.said(given=quoted(room.room_id), own=quoted(own)))
            room = replace(room, room_id=own)
        self.budget.tiles(room, at)
        self.rooms.append(room)
        self.assumptions[own] = bounded(notes)
        return room

    def leave_areas(self, kind: str) -> None:
        """Leaves out what covers other rooms, or is one of them again; `kind` is the format's word."""
        areas = areas_over_rooms(self.rooms)
        for room in self.rooms:
            if room.room_id in areas:
                self.leave(Named(kind, room.room_id, room.name), areas[room.room_id])
                del self.assumptions[room.room_id]
        self.rooms = [room for room in self.rooms if room.room_id not in areas]

    def building(
        self, building_id: str, name: str, settings: Settings, source_format: SourceFormat
    ) -> Building:
        """All of it together, not checked yet as a whole."""
        return Building(
            building_id=building_id,
            name=name,
            settings=settings,
            rooms=tuple(self.rooms),
            assumptions=self.assumptions,
            source_format=source_format,
            left_out=tuple(self.left_out),
        )

    @property
    def unread(self) -> bool:
        """Whether something could not be read."""
        return self._first is not None

    def no_rooms(self, what: str) -> InvalidBuilding:
        """The error of a building in which no room was left: the first room's own, if it has one."""
        return self._first or InvalidBuilding(
            "",
            f"none of its {len(self.left_out)} {what} is a room: {self.left_out[0]}",
            "export the rooms too, or say which of these are some: --room-types",
        )


def noted(notes: dict[str, tuple[str, ...]], room_id: str, note: str) -> None:
    """A room's notes with one more."""
    notes[room_id] = bounded((*notes.get(room_id, ()), note))


def bounded(notes: tuple[str, ...] | list[str]) -> tuple[str, ...]:
    """As many notes as a building file may hold, the last one telling how many there were more."""
    kept = [note[:MAX_NOTE] for note in notes]
    if len(kept) <= MAX_NOTES:
        return tuple(kept)
    return (*kept[: MAX_NOTES - 1], f"and {len(kept) - MAX_NOTES + 1} more")
