"""Honeybee models: floors become grids, storeys become ceilings, programs become room types."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
from shapely import Polygon

from plenum.ceiling.room.geometry import area_m2, tiles_outside
from plenum.ceiling.room.grid import EMPTY
from plenum.files.geometry.tiling import to_site
from plenum.files.read import read_model
from tests.support.honeybee import box, face, model, rectangle
from tests.support.refusals import refused


def only(source: dict[str, Any], **options: Any) -> Any:
    """The single room of a model."""
    (room,) = read_model(source, options=options or None).rooms
    return room


def test_the_lab_building_is_read_whole(test_data: Path) -> None:
    """100 rooms, 10 to 11 thousand whole tiles on 4801 m², each with height, type and place."""
    building = read_model(test_data / "lab_building.hbjson")
    assert len(building.rooms) == 100
    assert building.source_format == "hbjson"
    assert sum(area_m2(room) for room in building.rooms) == pytest.approx(4801, abs=2)
    assert 10_000 < sum(room.usable for room in building.rooms) < 13_508
    assert {room.ceiling_height_m for room in building.rooms} == {2.8}
    assert {room.story for room in building.rooms} == {"Lab_Floor_1"}
    kinds = {room.room_type for room in building.rooms}
    assert kinds == {
        "office_enclosed",
        "fume_lab",
        "corridor",
        "conference",
        "storage",
        "classroom",
        "laboratory",
    }
    for room in building.rooms:
        assert any("0.7 m" in text for text in building.assumptions[room.room_id])


@pytest.mark.slow
def test_every_usable_tile_of_the_lab_building_is_whole(test_data: Path) -> None:
    """Rule GEO-2 holds for whatever a model may place."""
    for room in read_model(test_data / "lab_building.hbjson").rooms:
        usable = [tile for tile, char in room.tiles() if char == EMPTY]
        assert usable
        assert tiles_outside(room, usable) == ()


@pytest.mark.slow
def test_frames_put_the_lab_building_back_where_it_was(test_data: Path) -> None:
    """Outline corners, taken from the grid to the site, lie on the floor that the file describes."""
    file = test_data / "lab_building.hbjson"
    source = {room["identifier"]: room for room in json.loads(file.read_text())["rooms"]}
    for room in read_model(file).rooms:
        floor = next(f for f in source[room.room_id]["faces"] if f["face_type"] == "Floor")
        given = Polygon([(x, y) for x, y, _ in floor["geometry"]["boundary"]])
        back = Polygon([to_site(room.frame, point) for point in room.outline_m])
        assert given.hausdorff_distance(back) < 0.003
        assert given.symmetric_difference(back).area < 0.003 * given.length
        assert room.frame.origin_m[2] == pytest.approx(18.8976)


@pytest.mark.slow
def test_a_second_model_is_read(test_data: Path) -> None:
    """Trapezoids without a storey's name; a room without a program is listed as assumed."""
    building = read_model(test_data / "office_floor.hbjson")
    assert [room.room_id for room in building.rooms][-1] == "CoreRoom"
    assert building.rooms[0].room_type == "office_open"
    assert any("room type assumed" in text for text in building.assumptions["CoreRoom"])


def test_a_rectangle_of_whole_tiles_has_only_usable_tiles() -> None:
    """6.0 × 4.2 m are 10 × 7 tiles, nothing cut."""
    room = only(model(box("a", rectangle(6.0, 4.2))))
    assert room.rows == ("." * 10,) * 7
    assert room.outline_m == ((0.0, 0.0), (6.0, 0.0), (6.0, 4.2), (0.0, 4.2))


@pytest.mark.parametrize("angle", [0.0, 17.3, 45.0, 90.0, 133.7, 180.0, 269.0, -60.0])
@pytest.mark.parametrize("clockwise", [False, True])
def test_a_turned_rectangle_gives_the_same_grid(angle: float, clockwise: bool) -> None:
    """The grid follows the longest edge, however the room is turned and its corners are ordered."""
    turn = math.radians(angle)
    c, s = math.cos(turn), math.sin(turn)
    points = [(100 + c * x - s * y, 50 + s * x + c * y) for x, y in rectangle(6.0, 4.2)]
    room = only(model(box("a", points[::-1] if clockwise else points)))
    assert room.rows == ("." * 10,) * 7
    assert (room.frame.rotation_deg - angle) % 180 == pytest.approx(0, abs=1e-3) or (
        room.frame.rotation_deg - angle
    ) % 180 == pytest.approx(180, abs=1e-3)
    assert -90 < room.frame.rotation_deg <= 90
    site = sorted(to_site(room.frame, corner) for corner in room.outline_m)
    for (x0, y0), (x1, y1) in zip(site, sorted(points), strict=True):
        assert (x0, y0) == pytest.approx((x1, y1), abs=0.003)


def test_the_grid_keeps_the_rooms_handedness() -> None:
    """An L whose short leg is left of the long one, seen along it, stays so: nothing is mirrored."""
    shape = [(0, 0), (9, 0), (9, 3), (3, 3), (3, 6), (0, 6)]
    room = only(model(box("a", shape)))
    assert room.frame.rotation_deg == 0
    assert room.rows[0] == "." * 15
    assert room.rows[-1] == "....." + "#" * 10


def test_a_grid_is_centred_and_its_border_tiles_are_equal() -> None:
    """5.0 m take 7 whole tiles of 0.6 and two borders of 0.4 m, cut and therefore invalid."""
    room = only(model(box("a", rectangle(5.0, 3.0))))
    assert room.rows == ("#.......#",) * 5
    xs = [x for x, _ in room.outline_m]
    assert (min(xs), max(xs)) == pytest.approx((0.2, 5.2))


def test_a_joint_in_the_middle_is_taken_where_a_tile_would_leave_slivers() -> None:
    """5.5 m: centred on a joint the borders are 0.35 m, centred on a tile 50 mm."""
    room = only(model(box("a", rectangle(5.5, 3.1))))
    assert sum(row.count(".") for row in room.rows) == 8 * 4


@pytest.mark.parametrize(("width", "whole"), [(5.9992, 10), (5.997, 8), (6.0008, 10)])
def test_a_wall_within_a_millimetre_of_a_joint_is_on_it(width: float, whole: int) -> None:
    """Files are no more exact than that; a room 3 mm too narrow has borders."""
    room = only(model(box("a", rectangle(width, 4.2))))
    assert max(row.count(".") for row in room.rows) == whole


@pytest.mark.parametrize(
    ("units", "factor"),
    [
        ("Meters", 1.0),
        ("Centimeters", 100.0),
        ("Millimeters", 1000.0),
        ("Feet", 1 / 0.3048),
        ("Inches", 1 / 0.0254),
    ],
)
def test_units_are_converted(units: str, factor: float) -> None:
    """The same room in any unit is the same room."""
    points = [(x * factor, y * factor) for x, y in rectangle(6.0, 4.2)]
    room = only(model(box("a", points, z=7 * factor, height=3.5 * factor), units=units), tile_m=0.6)
    assert room.rows == ("." * 10,) * 7
    assert room.ceiling_height_m == pytest.approx(2.8)
    assert room.frame.origin_m[2] == pytest.approx(7.0)


@pytest.mark.parametrize(("units", "feet"), [("Feet", 1.0), ("Inches", 12.0)])
def test_a_model_in_feet_has_tiles_of_two_feet(units: str, feet: float) -> None:
    """14 × 10 ft hold 7 × 5 of them, rounding costs none; what is set outranks it."""
    given = model(box("a", rectangle(14 * feet, 10 * feet), height=12 * feet), units=units)
    read = read_model(given)
    (room,) = read.rooms
    assert (room.rows, room.tile_m) == (("." * 7,) * 5, (0.6096, 0.6096))
    assert "tiles of 0.6096 m × 0.6096 m, 24 in, as the file is in feet or inches" in read.assumptions["a"]
    assert only(given, tile_m=0.6).tile_m == (0.6, 0.6)


def test_a_hole_in_the_floor_is_kept() -> None:
    """A shaft: its tiles are invalid, its ring stays in the outline's frame."""
    room = only(model(box("a", rectangle(6.0, 4.2), holes=[rectangle(1.2, 0.6, 1.2, 1.8)])))
    assert len(room.holes_m) == 1
    assert room.usable == 70 - 2
    assert room.rows[3] == "..##......"


def test_adjacent_floor_faces_are_one_floor() -> None:
    """A room drawn in two parts is one room."""
    room = box("a", rectangle(3.0, 4.2))
    room["faces"].append(face("Floor", rectangle(3.0, 4.2, 3.0), 0.0))
    assert only(model(room)).rows == ("." * 10,) * 7


def test_floors_that_do_not_touch_are_no_room() -> None:
    """One grid cannot be two places."""
    room = box("a", rectangle(3.0, 4.2))
    room["faces"].append(face("Floor", rectangle(3.0, 4.2, 9.0), 0.0))
    error = refused(model(room))
    assert error.pointer == "/rooms/0/faces"
    assert "several parts" in error.message


def test_of_floors_on_two_levels_the_larger_counts_and_it_is_said() -> None:
    """A stepped floor is one room."""
    room = box("a", rectangle(3.0, 4.2))
    room["faces"].append(face("Floor", rectangle(1.2, 4.2, 3.0), 0.3))
    building = read_model(model(room))
    assert building.rooms[0].frame.origin_m[2] == 0.0
    assert any("steps of 0.3 m" in text for text in building.assumptions["a"])


def test_rooms_of_one_id_get_ids_of_their_own() -> None:
    """No room is lost because another has its name."""
    building = read_model(model(box("a", rectangle(6, 4)), box("A", rectangle(6, 4, 9))))
    assert [room.room_id for room in building.rooms] == ["a", "A-2"]
    assert any("is there twice" in text for text in building.assumptions["A-2"])


def test_a_room_that_cannot_be_read_is_left_out_with_id_name_and_reason() -> None:
    """The rest of the model is read."""
    odd = box("odd", ((0, 0), (4, 4), (0, 4), (4, 0)), display_name="Odd one")
    building = read_model(model(box("a", rectangle(6, 4)), odd))
    assert [room.room_id for room in building.rooms] == ["a"]
    assert building.left_out[0].startswith("room 'odd' (Odd one): not read: the outline crosses itself")


def test_what_is_no_room_is_none_whatever_its_shape() -> None:
    """An attic whose floor is crossed is no room that could not be read."""
    odd = box("odd", ((0, 0), (4, 4), (0, 4), (4, 0)), display_name="Attic")
    (line,) = read_model(model(box("a", rectangle(6, 4)), odd)).left_out
    assert "it is no room with a ceiling" in line


def test_a_room_under_a_plenum_has_its_ceiling_where_the_plenum_begins() -> None:
    """Whether the upper space is called a plenum or is too low to stand in."""
    upper = box("p", rectangle(6, 4), height=0.9)
    for one in upper["faces"]:
        one["geometry"]["boundary"] = [[x, y, z + 2.7] for x, y, z in one["geometry"]["boundary"]]
    building = read_model(model(box("a", rectangle(6, 4), height=2.7), upper))
    assert [(room.room_id, room.ceiling_height_m) for room in building.rooms] == [("a", 2.7)]


def test_an_air_boundary_can_be_the_floor() -> None:
    """Stacked parts of an atrium have no solid floor."""
    room = box("a", rectangle(6.0, 4.2), z=3.0)
    room["faces"][0]["face_type"] = "AirBoundary"
    assert only(model(room)).rows == ("." * 10,) * 7


@pytest.mark.parametrize(
    ("program", "room_type"),
    [
        ("2013::MediumOffice::ClosedOffice", "office_enclosed"),
        ("2019::MediumOffice::OpenOffice", "office_open"),
        ("2013::Laboratory::Lab with fume hood", "fume_lab"),
        ("2013::Laboratory::Open lab", "laboratory"),
        ("2019::MediumOffice::Elec/MechRoom", "mechanical"),
        ("2019::MediumOffice::BreakRoom", "break_room"),
        ("2019::LargeOffice::Stair", "stair"),
        ("2019::LargeOffice::Restroom", "restroom"),
        ("2019::Hospital::PatRoom", "patient"),
        ("Generic Office Program", "office_open"),
    ],
)
def test_programs_tell_the_room_type(program: str, room_type: str) -> None:
    """The reference programs' names are known."""
    assert only(model(box("a", rectangle(6, 4), program=program))).room_type == room_type


def test_a_program_that_is_there_itself_tells_it_too() -> None:
    """As models that are not abridged have it."""
    room = box("a", rectangle(6, 4))
    room["properties"]["energy"]["program_type"] = {
        "type": "ProgramType",
        "identifier": "2019::Hotel::Laundry",
    }
    assert only(model(room)).room_type == "laundry"


def test_a_program_that_is_not_known_is_listed() -> None:
    """What it was taken for can be set."""
    source = model(box("a", rectangle(6, 4), program="2019::Datacenter::Warm side"))
    building = read_model(source, options={"room_type": "mechanical"})
    assert building.rooms[0].room_type == "mechanical"
    assert any("Warm side" in text for text in building.assumptions["a"])


def test_what_is_assumed_can_be_set() -> None:
    """Tile, drop and ceiling height are the caller's to say."""
    source = model(box("a", rectangle(6, 4)))
    assert only(source, storey_drop_m=0.5).ceiling_height_m == pytest.approx(3.0)
    assert only(source, ceiling_height_m=2.5).ceiling_height_m == 2.5
    assert only(source, tile_m=[0.6, 1.2]).tile_m == (0.6, 1.2)
    assert only(source, settings={"assume": {"tile_m": 0.625}}).tile_m == (0.625, 0.625)


WRONG: dict[str, tuple[dict[str, Any], str, str]] = {
    "unknown units": (model(box("a", rectangle(6, 4)), units="Furlongs"), "/units", "'Meters'"),
    "no rooms": (model(), "/rooms", "export it with rooms"),
    "no floor": (
        model({**box("a", rectangle(6, 4)), "faces": [face("Wall", rectangle(6, 4), 0.0)]}),
        "/rooms/0/faces",
        "Floor",
    ),
    "a point of two coordinates": (
        model(
            {
                **box("a", rectangle(6, 4)),
                "faces": [{"face_type": "Floor", "geometry": {"boundary": [[0, 0]] * 3}}],
            }
        ),
        "/rooms/0/faces/0/geometry/boundary/0",
        "3",
    ),
    "a floor that crosses itself": (
        model(box("a", ((0, 0), (4, 4), (0, 4), (4, 0)))),
        "/rooms/0/faces/0/geometry/boundary",
        "in order",
    ),
    "a coordinate that is not finite": (
        model(box("a", ((0, 0), (math.inf, 0), (0, 4)))),
        "/rooms/0/faces/0/geometry/boundary/1/0",
        "finite",
    ),
    "metres that are millimetres": (
        model(box("a", rectangle(6000, 4000), height=3500)),
        "/rooms/0",
        "units",
    ),
    "a storey too low": (model(box("a", rectangle(6, 4), height=1.9)), "/rooms/0", "--ceiling-height"),
    "an identifier that is none": (model(box(7, rectangle(6, 4))), "/rooms/0/identifier", "text"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_model_is_refused_with_place_and_cure(name: str) -> None:
    """The pointer leads into the model itself."""
    wrong, place, cure = WRONG[name]
    error = refused(wrong)
    assert error.pointer == place
    assert cure in error.cure
