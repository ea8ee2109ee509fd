"""An earlier layout travels with its room, in the file and inside."""

from __future__ import annotations

import pytest

from plenum.files.building.building import Building
from plenum.files.building.writer import building_to_json
from plenum.files.errors import InvalidBuilding
from plenum.files.read import read_building
from tests.support.buildings import building, room


def test_an_earlier_layout_is_kept_through_reading_and_writing() -> None:
    """Beside the rows, which it does not change."""
    read = read_building(building([room("a", 3, 2, previous_rows=["L..", "..D"]), room("b", 3, 2)]))
    assert read.previous == {"a": ("L..", "..D")}
    assert read.rooms[0].rows == ("...", "...")
    assert read_building(building_to_json(read)) == read
    assert Building.from_json(read.to_json()) == read


def test_an_earlier_layout_of_another_size_is_refused() -> None:
    """With the sizes of both."""
    with pytest.raises(InvalidBuilding, match=r"/rooms/0/previous_rows: 3 × 1 tiles, the room has 3 × 2"):
        read_building(building([room("a", 3, 2, previous_rows=["L.."])]))
