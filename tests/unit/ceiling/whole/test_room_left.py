"""A light model is asked again with tiles reserved only where its free answer strands the other kinds."""

from __future__ import annotations

from plenum.ceiling.asked.brief import Brief, brief_for
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.layout import Layout, Terminal
from plenum.ceiling.room.room import Room
from plenum.ceiling.whole.room_left import leaving_room

ROOM = Room("r", ("......",) * 5)


def test_lights_that_leave_room_are_asked_for_once() -> None:
    """Nothing is reserved in a room with tiles enough."""
    asked: list[Brief] = []

    def place(_room: Room, brief: Brief) -> Layout:
        asked.append(brief)
        return Layout(Kind.LIGHT, (Terminal((1, 2)), Terminal((4, 2))))

    leaving_room(place, ROOM, brief_for(ROOM, Settings()))
    assert [brief.reserved for brief in asked] == [frozenset()]


def test_lights_that_take_every_tile_are_asked_to_leave_some() -> None:
    """The second answer keeps what is reserved."""

    def place(room: Room, brief: Brief) -> Layout:
        return Layout(Kind.LIGHT, tuple(Terminal(tile) for tile in room.free() if tile not in brief.reserved))

    layout = leaving_room(place, ROOM, brief_for(ROOM, Settings()))
    assert 0 < len(layout.terminals) < len(ROOM.free())


def test_lights_that_take_no_tile_are_not_tried() -> None:
    """Nothing was taken, so nobody is stranded by it; what else the room lacks is for others to say."""
    asked: list[Brief] = []

    def place(_room: Room, brief: Brief) -> Layout:
        asked.append(brief)
        return Layout(Kind.LIGHT)

    crowded = Room("r", ("#" * 6,) * 4 + ("......",))
    assert leaving_room(place, crowded, brief_for(crowded, Settings())) == Layout(Kind.LIGHT)
    assert len(asked) == 1
