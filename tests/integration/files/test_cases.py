"""Small files of the kinds that exporters write, each with the rooms that are right."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Final

import pytest

from plenum.ceiling.room.geometry import area_m2
from plenum.ceiling.room.grid import KINDS
from plenum.files.errors import InvalidBuilding
from plenum.files.ifc.writer.write import building_ifc
from plenum.files.read import read_building
from tests.support.told_types import told

# File: rooms, what is left out.
READ: Final = {
    "df_duplicate_vertices.dfjson": (2, 0),
    "df_floor_to_floor_0.dfjson": (2, 0),
    "df_low_room.dfjson": (1, 1),
    "df_spike.dfjson": (2, 0),
    "gb_duplicate_space_id.xml": (2, 0),
    "gb_eight_foot_ceiling.xml": (2, 0),
    "gb_floor_with_gap.xml": (2, 0),
    "gb_low_room.xml": (2, 1),
    "gb_no_geometry_space.xml": (1, 1),
    "gb_no_storey_ref.xml": (1, 0),
    "gb_plenum_by_name.xml": (1, 1),
    "gb_reversed_faces.xml": (1, 0),
    "gb_room_names.xml": (4, 0),
    "gb_same_names.xml": (2, 0),
    "gb_stepped_floor.xml": (2, 0),
    "gb_unit_Centimeters.xml": (1, 0),
    "gb_unit_Inches.xml": (1, 0),
    "gb_unit_Millimeters.xml": (1, 0),
    "gb_unit_Yards.xml": (1, 0),
    "hb_attic.hbjson": (1, 1),
    "hb_high_plenum_room.hbjson": (1, 1),
    "hb_newline_name.hbjson": (1, 0),
    "hb_plenum_room.hbjson": (1, 1),
    "hb_programs.hbjson": (4, 0),
    "hb_room_without_floor.hbjson": (1, 1),
    "ifc2x3_switch_and_detector.ifc": (1, 0),
    "ifc_arc_in_degrees_through_0.ifc": (1, 0),
    "ifc_area_over_rooms.ifc": (3, 1),
    "ifc_ceiling_below_top.ifc": (1, 0),
    "ifc_dangling_placement.ifc": (14, 1),
    "ifc_feet.ifc": (1, 0),
    "ifc_fixtures_beyond_room.ifc": (1, 1),
    "ifc_footprint_and_box.ifc": (2, 0),
    "ifc_gypsum_and_grid.ifc": (2, 0),
    "ifc_instance_number_twice.ifc": (14, 2),
    "ifc_line_break_in_instance.ifc": (15, 0),
    "ifc_map_conversion.ifc": (1, 0),
    "ifc_missing_semicolon.ifc": (15, 0),
    "ifc_one_crossed_space.ifc": (2, 1),
    "ifc_room_names.ifc": (15, 0),
    "ifc_shaft.ifc": (1, 1),
    "ifc_too_few_attributes.ifc": (15, 0),
    "ifc_unescaped_apostrophe.ifc": (15, 0),
    "ifc_utm_mm_turned.ifc": (2, 0),
}
REFUSED: Final = {
    "ifc_cut_off.ifc": "its end is missing",
    "ifc_garbage_in_middle.ifc": "damaged before line",
    "ifc_mep_without_rooms.ifc": "4 light",
}
TYPES: Final = {
    "gb_room_names.xml": "conference restroom stair office_enclosed",
    "ifc_room_names.ifc": "restroom conference mechanical corridor lobby storage office_enclosed corridor"
    " restroom"
    " conference break_room mechanical office_enclosed corridor conference",
    "hb_programs.hbjson": "apartment office_enclosed patient server_room",
}


AREAS: Final = {
    **dict.fromkeys(
        (
            *("df_duplicate_vertices.dfjson", "df_spike.dfjson", "gb_floor_with_gap.xml"),
            *("gb_reversed_faces.xml", "gb_stepped_floor.xml", "gb_unit_Centimeters.xml"),
            *("gb_unit_Inches.xml", "gb_unit_Millimeters.xml", "gb_unit_Yards.xml"),
            *("ifc_area_over_rooms.ifc", "ifc_feet.ifc", "ifc_footprint_and_box.ifc"),
            *("ifc_one_crossed_space.ifc", "ifc_utm_mm_turned.ifc"),
        ),
        28.8,
    ),
    "ifc_arc_in_degrees_through_0.ifc": 28.8 + math.pi * 4.8**2 / 8,
}
"""m² of each of the rooms."""
SHADES: Final = "det_column_and_notch.json"
"""Looked at where detectors are: `tests/unit/ceiling/smoke/test_sight.py`."""
LUMINAIRES: Final = Path(__file__).parents[2] / "fixtures" / "luminaires"
"""Copies of the luminaire files: `tests/unit/files/luminaire/test_files.py`."""


def test_no_case_is_left_aside(test_data: Path) -> None:
    """Each is read or refused here, or where what it is about is tested."""
    there = {file.name for file in (test_data / "cases").iterdir()} - {"README.md", "expected.json"}
    assert there == {*READ, *REFUSED, SHADES, *(file.name for file in LUMINAIRES.iterdir())}


@pytest.mark.parametrize("name", AREAS)
def test_floors_have_the_area_that_was_drawn(name: str, test_data: Path) -> None:
    """Whatever the unit, the steps, gaps and spikes, and the body."""
    rooms = read_building(test_data / "cases" / name).rooms
    assert [area_m2(room) for room in rooms] == pytest.approx([AREAS[name]] * len(rooms), abs=5e-3)


def test_a_space_without_a_storey_is_on_that_of_its_level(test_data: Path) -> None:
    """As the file has the storey, though no space refers to it."""
    assert [r.story for r in read_building(test_data / "cases" / "gb_no_storey_ref.xml").rooms] == ["Level 1"]


@pytest.mark.parametrize("name", READ)
def test_every_readable_room_is_read_and_the_others_are_told(name: str, test_data: Path) -> None:
    """One odd space costs a building nothing else."""
    building = read_building(test_data / "cases" / name)
    assert (len(building.rooms), len(building.left_out)) == READ[name], building.left_out


@pytest.mark.parametrize("name", REFUSED)
def test_what_could_lose_rooms_without_a_word_is_refused(name: str, test_data: Path) -> None:
    """And so is what has none, with what it has."""
    with pytest.raises(InvalidBuilding, match=REFUSED[name]):
        read_building(test_data / "cases" / name)


@pytest.mark.parametrize("name", TYPES)
def test_names_and_programs_tell_the_types(name: str, test_data: Path) -> None:
    """As people write them."""
    types = [room.room_type for room in read_building(test_data / "cases" / name).rooms]
    assert types == TYPES[name].split()


@pytest.mark.parametrize(
    "name", ["hb_high_plenum_room.hbjson", "hb_plenum_room.hbjson", "gb_plenum_by_name.xml"]
)
def test_under_a_plenum_the_ceiling_is_where_it_begins(name: str, test_data: Path) -> None:
    """By name or by program."""
    assert read_building(test_data / "cases" / name).rooms[0].ceiling_height_m == 2.7


def test_the_models_own_ceilings_are_the_rooms(test_data: Path) -> None:
    """Height and tile by the covering's name, and no grid where it is gypsum."""
    (room,) = read_building(test_data / "cases" / "ifc_ceiling_below_top.ifc").rooms
    assert (room.ceiling_height_m, room.tile_m) == (2.7, (0.6, 0.6))
    building = read_building(test_data / "cases" / "ifc_gypsum_and_grid.ifc")
    assert ["no tile grid" in " ".join(building.assumptions[n]) for n in ("1", "2")] == [False, True]
    large = read_building(test_data / "real" / "large_building.ifc")
    assert [room.ceiling_height_m for room in large.rooms][:4] == [2.6] * 4


def test_an_export_lies_where_its_source_does(test_data: Path) -> None:
    """On the same map."""
    text = building_ifc(read_building(test_data / "cases" / "ifc_map_conversion.ifc")).decode()
    assert "'EPSG:25832'" in text
    assert "500000.5,5300000.25,210.,0.965925826289068" in text


def test_a_footprint_with_a_box_is_a_room(test_data: Path) -> None:
    """As high as its box."""
    rooms = read_building(test_data / "cases" / "ifc_footprint_and_box.ifc").rooms
    assert [room.ceiling_height_m for room in rooms] == [2.62] * 2


@pytest.mark.parametrize(
    ("name", "hanging"), [("ifc2x3_switch_and_detector.ifc", "DD"), ("ifc_fixtures_beyond_room.ifc", "LLLLL")]
)
def test_what_hangs_over_a_room_is_on_its_tiles(name: str, hanging: str, test_data: Path) -> None:
    """Wall switches are no luminaires, a flow controller may be a detector."""
    (room,) = read_building(test_data / "cases" / name).rooms
    assert "".join(char for _, char in room.tiles() if char in KINDS) == hanging


def test_real_names_are_told_right_or_not_at_all(test_data: Path) -> None:
    """Nine in ten that tell a type, nearly all that are no room, few told wrongly."""
    shares = told(test_data / "room_names.csv")
    assert shares.telling >= 0.9
    assert shares.voids >= 0.95
    assert shares.wrong <= 0.02
