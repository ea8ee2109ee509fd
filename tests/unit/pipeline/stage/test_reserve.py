"""An edited room like one that was here lately has its reserve from memory; any other has it found."""

from __future__ import annotations

from dataclasses import replace

import pytest

from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.room import Room
from plenum.pipeline.batch import NOTHING, BatchRoom
from plenum.pipeline.stage import reserve
from plenum.pipeline.stage.reserve import find_reserves, known_reserves

ROOM = Room("a", ("......",) * 5)
BEFORE = ("...L..", "......", ".S..R.", "..D...", "......")
SETTINGS = Settings()


def edited(index: int, room: Room) -> BatchRoom:
    """A room whose earlier layout should stay."""
    return BatchRoom(index, room, previous_rows=BEFORE)


@pytest.fixture(autouse=True)
def _nothing_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reserve, "_known", type(reserve._known)())


def test_a_room_of_another_name_has_the_same_reserve_from_memory() -> None:
    """Offices along a corridor are looked at once."""
    assert known_reserves([edited(0, ROOM)], SETTINGS) == {}
    found = find_reserves([edited(0, ROOM)], SETTINGS)
    twin = edited(3, replace(ROOM, room_id="b", name="B", story="2"))
    assert known_reserves([twin], SETTINGS) == {0: found[0]}
    assert find_reserves([twin], SETTINGS) == found


def test_a_room_that_is_new_keeps_nothing_before_its_lights_are_tried() -> None:
    """No tile is fixed before there is a pattern; nothing is sought and nobody waits."""
    assert known_reserves([BatchRoom(0, ROOM)], SETTINGS) == {0: NOTHING}
    assert find_reserves([BatchRoom(0, ROOM)], SETTINGS) == (NOTHING,)


@pytest.mark.parametrize(
    "other",
    [
        replace(ROOM, rows=("......",) * 4),
        replace(ROOM, rows=("#.....", *ROOM.rows[1:])),
        replace(ROOM, tile_m=(0.6, 1.2)),
        replace(ROOM, ceiling_height_m=4.0),
        replace(ROOM, room_type="corridor"),
        replace(ROOM, existing=frozenset({(0, 0)})),
        replace(ROOM, flows={(0, 0): 10.0}),
        replace(ROOM, outline_m=((0.0, 0.0), (3.6, 0.0), (3.6, 3.0))),
    ],
)
def test_whatever_a_reserve_depends_on_makes_it_another_rooms(other: Room) -> None:
    """Memory never answers for a room that only looks alike."""
    find_reserves([edited(0, ROOM)], SETTINGS)
    assert known_reserves([edited(0, other)], SETTINGS) == {}


def test_other_settings_and_an_earlier_layout_make_it_another_question() -> None:
    """The same room under another load, or near to what hung there, is found anew."""
    find_reserves([edited(0, ROOM)], SETTINGS)
    loads = Settings(overrides={"loads": {"office_enclosed": 99.0}})
    assert known_reserves([edited(0, ROOM)], loads) == {}
    near = BatchRoom(0, ROOM, previous_rows=("..L...", *BEFORE[1:]))
    assert known_reserves([near], SETTINGS) == {}


@pytest.mark.slow
def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of too many rooms those that came first are forgotten, and halls are not kept at all."""
    monkeypatch.setattr(reserve, "ROOMS", 2)
    monkeypatch.setattr(reserve, "LARGEST_TILES", 30)
    rooms = [edited(n, Room(f"r{n}", ("." * (n + 3),) * 3)) for n in range(9)]
    for room in rooms:
        find_reserves([room], SETTINGS)
    assert [bool(known_reserves([room], SETTINGS)) for room in rooms] == [False] * 6 + [True] * 2 + [False]
