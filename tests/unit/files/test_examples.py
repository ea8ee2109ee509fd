"""The shipped examples are what their page says."""

from __future__ import annotations

from pathlib import Path

from plenum.ceiling.grid import Kind
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


def test_the_licence_of_the_borrowed_geometry_ships_with_it() -> None:
    """A condition of using it."""
    text = (EXAMPLES / "LICENSE.honeybee-schema").read_text()
    assert "Redistribution and use" in text
    assert "LICENSE.honeybee-schema" in (EXAMPLES / "README.md").read_text()
