"""The shipped examples are what their page says."""

from __future__ import annotations

from pathlib import Path

import pytest

from plenum.ceiling.room.geometry import area_m2
from plenum.ceiling.room.kinds import Kind
from plenum.files.building.luminaires import luminaire_from
from plenum.files.read import read_building

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"


def test_the_small_office_has_the_rooms_its_page_lists() -> None:
    """19 real rooms of six kinds, nine occupied tiles in six of them."""
    read = read_building(EXAMPLES / "small_office.json")
    assert len(read.rooms) == 19
    kinds = [room.room_type for room in read.rooms]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {
        "corridor": 6,
        "office_enclosed": 2,
        "conference": 2,
        "storage": 3,
        "laboratory": 1,
        "fume_lab": 5,
    }
    occupied = [room for room in read.rooms if room.existing]
    assert (len(occupied), sum(len(room.existing) for room in occupied)) == (6, 9)
    assert all(room.frame.rotation_deg for room in read.rooms)


def test_the_example_grid_is_a_seed_grid() -> None:
    """One room, one luminaire that is there already, unusable tiles."""
    read = read_building(EXAMPLES / "grid.json")
    (room,) = read.rooms
    assert read.source_format == "grid"
    assert len(room.of_kind(Kind.LIGHT)) == len(room.existing) == 1
    assert room.usable < room.width * room.height


@pytest.mark.slow
def test_the_annex_is_four_rooms_drawn_in_feet() -> None:
    """An L of 40 by 32 feet among them, with what gbXML says of each room."""
    read = read_building(EXAMPLES / "annex.gbxml")
    assert [room.room_type for room in read.rooms] == ["office_open", "conference", "corridor", "storage"]
    assert area_m2(read.rooms[0]) == pytest.approx((40 * 14 + 22 * 18) * 0.3048**2, rel=1e-3)
    assert {(room.story, room.ceiling_height_m) for room in read.rooms} == {("Level 1", 2.9576)}


@pytest.mark.slow
def test_the_tower_has_a_ground_floor_and_three_storeys_alike() -> None:
    """Eleven rooms out of five that are drawn."""
    read = read_building(EXAMPLES / "tower.dfjson")
    assert len(read.rooms) == 2 + 3 * 3
    assert sorted({room.frame.origin_m[2] for room in read.rooms}) == [0.0, 4.5, 8.4, 12.3]


def test_the_batwing_sends_most_of_its_light_aside() -> None:
    """A table of one plane, brightest at 40°."""
    figures = luminaire_from(EXAMPLES / "batwing.ies", "")
    (plane,) = figures["distribution"]["cd_klm"]
    assert max(plane) == plane[int(37.5 / 2.5)]
    assert max(plane) > 1.5 * plane[0]


def test_every_example_has_its_line_in_the_readme() -> None:
    """The table lists what is there."""
    page = (EXAMPLES / "README.md").read_text()
    # Who has run one from another module has its bytecode there.
    for file in set(EXAMPLES.iterdir()) - {EXAMPLES / "README.md", EXAMPLES / "__pycache__"}:
        assert f"`{file.name}`" in page


def test_the_licence_of_the_borrowed_geometry_ships_with_it() -> None:
    """A condition of using it."""
    text = (EXAMPLES / "LICENSE.honeybee-schema").read_text()
    assert "Redistribution and use" in text
    assert "LICENSE.honeybee-schema" in (EXAMPLES / "README.md").read_text()
