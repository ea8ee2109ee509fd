"""The large models that reading is measured on are models: small ones of them are read in whole."""

from __future__ import annotations

from pathlib import Path

import ifcopenshell
import ifcopenshell.validate
import pytest

from benchmarks.large_ifc import A_STOREY, ROOM_M, large_ifc
from benchmarks.large_models import measured
from plenum.files.read import read_building


def test_every_space_is_a_room_on_its_storey_with_its_fixture() -> None:
    """Of the size and height that were written, in place; the walls do not matter."""
    count = A_STOREY + 2
    building = read_building(large_ifc(count, 0.3).encode())
    assert [room.room_id for room in building.rooms] == [str(number) for number in range(count)]
    assert {room.ceiling_height_m for room in building.rooms} == {ROOM_M[2]}
    assert [len(room.existing) for room in building.rooms] == [1] * count
    assert {room.story for room in building.rooms[:A_STOREY]} == {"Level 0"}
    assert {room.story for room in building.rooms[A_STOREY:]} == {"Level 1"}
    assert not building.left_out


@pytest.mark.parametrize("megabytes", [0.05, 0.2])
def test_a_file_has_the_size_that_was_asked_and_is_valid(megabytes: float) -> None:
    """Within one wall and the ends of its storeys."""
    text = large_ifc(3, megabytes)
    assert megabytes * 1e6 <= len(text) <= megabytes * 1e6 + 10_000
    found = ifcopenshell.validate.json_logger()
    ifcopenshell.validate.validate(ifcopenshell.file.from_string(text), found)
    assert found.statements == []


def test_a_measurement_counts_what_was_read(tmp_path: Path) -> None:
    """Rooms and fixtures; memory of the process that read."""
    found = measured(4, 0.05, tmp_path)
    assert (found.rooms, found.existing, found.peak_mb > 0) == (4, 4, True)
