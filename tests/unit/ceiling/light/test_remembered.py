"""Rooms that repeat: what counts as the same room, and what does not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from plenum.ceiling.brief import Brief, brief_for
from plenum.ceiling.grid import Kind
from plenum.ceiling.layout import Layout, Terminal
from plenum.ceiling.light.remembered import LARGEST, Place, remembered
from plenum.ceiling.room import Room
from plenum.ceiling.settings import Settings

ROOM = Room("first", ("....", "...."))
DIFFERENT = {
    "another tile taken": replace(ROOM, rows=("...#", "....")),
    "other tiles": replace(ROOM, tile_m=(0.6, 1.2)),
    "lower": replace(ROOM, ceiling_height_m=2.6),
    "for something else": replace(ROOM, room_type="corridor"),
    "another luminaire": replace(ROOM, luminaire="C"),
    "another outline": replace(ROOM, outline_m=((0.0, 0.0), (2.4, 0.0), (2.4, 1.2), (0.1, 1.2))),
}


def counting() -> tuple[Place, list[str]]:
    """A model that tells which rooms it was asked for."""
    asked: list[str] = []

    def place(room: Room, brief: Brief) -> Layout:
        asked.append(room.room_id)
        return Layout(Kind.LIGHT, (Terminal((len(asked), 0)),))

    return remembered(place), asked


def test_the_same_room_under_another_name_is_solved_once() -> None:
    """Name and storey do not matter to its lights."""
    place, asked = counting()
    twin = replace(ROOM, room_id="second", name="Twin", story="2")
    assert place(ROOM, brief_for(ROOM, Settings())) == place(twin, brief_for(twin, Settings()))
    assert asked == ["first"]


@pytest.mark.parametrize("other", DIFFERENT.values(), ids=DIFFERENT)
def test_a_room_that_differs_is_solved_by_itself(other: Room) -> None:
    """Grid, tiles, height, type, luminaire, outline: each matters."""
    place, asked = counting()
    for room in (ROOM, replace(other, room_id="other")):
        place(room, brief_for(room, Settings()))
    assert asked == ["first", "other"]


def test_other_reserved_tiles_are_another_question() -> None:
    """What is kept for a detector is not free for a light."""
    place, asked = counting()
    brief = brief_for(ROOM, Settings())
    place(ROOM, brief)
    place(ROOM, replace(brief, reserved=frozenset({(0, 0)})))
    assert len(asked) == 2


def test_halls_are_not_remembered() -> None:
    """Their layouts would fill the memory."""
    place, asked = counting()
    hall = Room("hall", tuple(["." * 100] * (LARGEST // 100 + 1)))
    brief = brief_for(hall, Settings())
    place(hall, brief)
    place(hall, brief)
    assert len(asked) == 2
