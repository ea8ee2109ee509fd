"""Rooms for which a model names no storey are on one by their level."""

from __future__ import annotations

from plenum.files.building.levels import with_stories
from plenum.files.read import read_building
from plenum.files.told import told
from tests.support.honeybee import box, model, rectangle


def test_rooms_above_each_other_are_on_storeys_of_their_own() -> None:
    """Called by the level, steps aside, which is told and counted; a storey can be asked for by that name."""
    rooms = [box(f"r{z}", rectangle(6, 4, x), z=z) for x, z in ((0, 0.0), (9, 0.4), (0, 3.5), (0, 7.0))]
    building = read_building(model(*rooms))
    assert [room.story for room in building.rooms] == ["at 0 m", "at 0 m", "at 3.5 m", "at 7 m"]
    assert told(building).assumed["storey"] == 4
    upper = read_building(model(*rooms), options={"only": ["at 7 m"]})
    assert [room.room_id for room in upper.rooms] == ["r7.0"]


def test_split_levels_are_storeys_of_their_own_from_the_lowest_of_each() -> None:
    """Halves of a storey that follow one another do not chain a house into one."""
    rooms = [box(f"r{z}", rectangle(6, 4, 9.0 * i), z=z) for i, z in enumerate((0.0, 1.4, 2.8, 4.2))]
    stories = [room.story for room in read_building(model(*rooms)).rooms]
    assert stories == ["at 0 m", "at 0 m", "at 2.8 m", "at 2.8 m"]


def test_a_level_with_a_named_storey_is_that_storey() -> None:
    """Rooms that name theirs keep it."""
    rooms = (
        box("a", rectangle(6, 4), story="Ground"),
        box("b", rectangle(6, 4, 9)),
        box("c", rectangle(6, 4), z=3.5),
    )
    assert [r.story for r in read_building(model(*rooms)).rooms] == ["Ground", "Ground", "at 3.5 m"]


def test_rooms_on_one_level_need_none() -> None:
    """As before."""
    building = read_building(model(box("a", rectangle(6, 4)), box("b", rectangle(6, 4, 9))))
    assert [room.story for room in building.rooms] == ["", ""]
    assert with_stories(building) is building
