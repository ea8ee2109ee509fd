"""A room and what is hung in it."""

from __future__ import annotations

from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.layout import Layout, Terminal
from plenum.ceiling.room.room import Room


def test_what_was_known_of_a_rooms_tiles_is_true_of_the_room_with_more_in_it() -> None:
    """The kinds that hung there hang there still; the new one and the free tiles are counted anew."""
    room = Room("r", ("L..R", "....", "D#.."))
    known = {kind: room.of_kind(kind) for kind in Kind}, room.free()
    hung = room.with_layout(Layout(Kind.LIGHT, (Terminal((2, 0)), Terminal((3, 2)))))
    fresh = Room("r", hung.rows)
    assert {kind: hung.of_kind(kind) for kind in Kind} == {kind: fresh.of_kind(kind) for kind in Kind}
    assert hung.free() == fresh.free()
    assert known == ({kind: room.of_kind(kind) for kind in Kind}, room.free())


def test_the_room_with_the_last_layout_is_made_once() -> None:
    """Another layout has another room, an equal one an equal room."""
    room = Room("r", ("....",))
    first, second = (Layout(Kind.LIGHT, (Terminal((x, 0)),)) for x in (1, 2))
    assert room.with_layout(first) is room.with_layout(first)
    assert room.with_layout(second).rows == ("..L.",)
    assert room.with_layout(first).rows == (".L..",)
