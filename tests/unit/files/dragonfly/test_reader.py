"""Dragonfly models: plans become rooms, repeated storeys become storeys."""

from __future__ import annotations

from typing import Any

import pytest

from plenum.files.building import gathering
from plenum.files.read import read_building
from tests.support.dragonfly import dragonfly, room_2d, story
from tests.support.honeybee import box, model, rectangle
from tests.support.refusals import refused

L_SHAPE = [(0, 0), (9, 0), (9, 3), (3, 3), (3, 6), (0, 6)]
HOLE = [(1.2, 1.2), (1.2, 1.8), (1.8, 1.8), (1.8, 1.2)]


@pytest.mark.slow
def test_the_same_rooms_as_from_a_honeybee_model_of_the_same_geometry() -> None:
    """Grids, outlines, holes, frames, ceilings and room types agree; so does what was assumed."""
    shapes: dict[str, Any] = {"a": (L_SHAPE, [HOLE]), "b": (rectangle(4.3, 5.1, 20, -7), [])}
    plans = [room_2d(own, points, z=4.0, holes=holes) for own, (points, holes) in shapes.items()]
    boxes = [box(own, points, z=4.0, holes=holes, story="One") for own, (points, holes) in shapes.items()]
    ours = read_building(dragonfly(story("One", *plans)))
    theirs = read_building(model(*boxes))
    assert ours.rooms == theirs.rooms
    assert ours.assumptions == theirs.assumptions
    assert (ours.source_format, ours.building_id) == ("dfjson", "D")


@pytest.mark.slow
@pytest.mark.parametrize(("units", "m"), [("Feet", 0.3048), ("Inches", 0.0254), ("Millimeters", 0.001)])
def test_one_model_in_any_unit_gives_the_same_rooms(units: str, m: float) -> None:
    """Site coordinates of a national grid in millimetres included."""

    def written(m: float, units: str) -> dict[str, Any]:
        points = [((x + 430_000) / m, (y + 5_600_000) / m) for x, y in L_SHAPE]
        return dragonfly(story("One", room_2d("a", points, z=4.0 / m, height=3.5 / m)), units=units)

    (ours,) = read_building(written(m, units), options={"tile_m": 0.6}).rooms
    (wanted,) = read_building(written(1.0, "Meters")).rooms
    assert ours == wanted


@pytest.mark.slow
def test_a_repeated_storey_stands_at_each_of_its_heights() -> None:
    """Ids get Dragonfly's own prefixes; floors are a floor-to-floor height apart."""
    typical = story("Typical", room_2d("a", L_SHAPE, z=8.0), multiplier=3, floor_to_floor_height=4.0)
    ground = story("Ground", room_2d("lobby", L_SHAPE), display_name="Ground floor")
    rooms = read_building(dragonfly(ground, typical)).rooms
    assert [room.room_id for room in rooms] == ["lobby", "Flr1_a", "Flr2_a", "Flr3_a"]
    assert [room.frame.origin_m[2] for room in rooms] == [0.0, 8.0, 12.0, 16.0]
    assert [room.story for room in rooms] == ["Ground floor", "Typical (1)", "Typical (2)", "Typical (3)"]
    assert len({room.rows for room in rooms}) == 1


def test_a_repeated_storey_without_a_height_is_as_high_as_its_rooms() -> None:
    """Autocalculate means the greatest floor-to-ceiling height."""
    typical = story("T", room_2d("a", L_SHAPE), room_2d("b", rectangle(3, 3, 20), height=4.2), multiplier=2)
    rooms = read_building(dragonfly(typical)).rooms
    assert [room.frame.origin_m[2] for room in rooms] == [0.0, 4.2, 0.0, 4.2]


@pytest.mark.slow
def test_plenums_of_the_model_make_the_ceiling_known() -> None:
    """A plenum's depth within a room, one under the floor, and a storey that is a plenum."""
    rooms = [
        room_2d("deep", L_SHAPE, height=3.6, ceiling_plenum_depth=0.9),
        room_2d("raised", rectangle(3, 3, 20), height=3.6, floor_plenum_depth=0.3),
    ]
    plain = story("One", *rooms)
    assert [r.ceiling_height_m for r in read_building(dragonfly(plain)).rooms] == [2.7, 2.6]
    low = story("Low", room_2d("low", L_SHAPE, height=2.6))
    above = story("Void", room_2d("void", L_SHAPE, z=2.6, height=0.9), story_type="CeilingPlenum")
    read = read_building(dragonfly(low, above))
    assert read.left_out == ("room 'void': its storey 'Void' is a plenum",)
    (found,) = read.rooms
    assert (found.room_id, found.ceiling_height_m) == ("low", 2.6)


def test_rooms_in_three_dimensions_are_read_as_honeybees() -> None:
    """A building may mix both."""
    mixed = dragonfly(story("One", room_2d("a", L_SHAPE)), room_3ds=[box("b", rectangle(3, 3, 20))])
    assert [room.room_id for room in read_building(mixed).rooms] == ["a", "b"]


@pytest.mark.parametrize(
    ("stories", "at", "words"),
    [
        ([], "/buildings", "no rooms"),
        (
            [story("S", room_2d("a", [(0, 0), (5, 5), (5, 0), (0, 5)]))],
            "/buildings/0/unique_stories/0/room_2ds/0/floor_boundary",
            "crosses itself",
        ),
        (
            [story("S", room_2d("a", L_SHAPE, height=1.2))],
            "/buildings/0/unique_stories/0/room_2ds/0/floor_to_ceiling_height",
            "a ceiling at 1.2 m",
        ),
        (
            [story("S", room_2d("a", L_SHAPE, ceiling_plenum_depth=3.0))],
            "/buildings/0/unique_stories/0/room_2ds/0/floor_to_ceiling_height",
            "the model's plenum is above it",
        ),
        (
            [story("S", room_2d("a", L_SHAPE), multiplier=0)],
            "/buildings/0/unique_stories/0/multiplier",
            "too small",
        ),
        (
            [story("S", room_2d("a" * 98, L_SHAPE), multiplier=2)],
            "/buildings/0/unique_stories/0/room_2ds/0/identifier",
            "103 characters",
        ),
    ],
)
def test_what_is_wrong_is_named_with_its_place(stories: list[Any], at: str, words: str) -> None:
    """Every mistake says where it is and what would be right."""
    error = refused(dragonfly(*stories))
    assert error.pointer == at
    assert words in str(error)


@pytest.mark.slow
def test_a_storey_repeated_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rooms are counted as they are made."""
    monkeypatch.setattr(gathering, "MAX_ROOMS", 30)
    many = story("S", room_2d("a", L_SHAPE), room_2d("b", rectangle(3, 3, 20)), multiplier=20_000)
    error = refused(dragonfly(many))
    assert "more than 30 rooms" in error.message


def test_a_height_of_zero_is_none_that_was_set() -> None:
    """The room is as high as its storey."""
    rooms = [room_2d("a", L_SHAPE, height=3.4), room_2d("b", rectangle(3, 3, 20), height=0.0)]
    assert [room.ceiling_height_m for room in read_building(dragonfly(story("S", *rooms))).rooms] == [
        2.7,
        2.7,
    ]


def test_a_building_without_its_rooms_lists_is_refused() -> None:
    """Their rooms would be missing without a word."""
    broken = dragonfly(story("S", room_2d("a", L_SHAPE)))
    broken["buildings"].append({"identifier": "B", "unique_storeys": [story("T", room_2d("b", L_SHAPE))]})
    assert "neither unique_stories nor room_3ds" in refused(broken).message
