"""What is written can be read again and is the same."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from plenum.files.building.writer import building_to_json, compact, readable
from plenum.files.read import read_building
from tests.support.buildings import building, room


def test_a_building_file_comes_back_the_same() -> None:
    """All that a file can say, said again."""
    source = building(
        [
            room(
                "a",
                rows=["..L......"] * 7,
                story="1",
                tile_m=[0.6, 1.2],
                outline_m=[[0, 0], [5.4, 0], [5.4, 8.4], [0, 8.4]],
                holes_m=[[[0.6, 1.2], [1.2, 1.2], [1.2, 2.4]]],
                frame={"origin_m": [1.5, -2, 0], "rotation_deg": -12.5},
                luminaire="A",
            ),
            {"room_id": "b", "rows": ["...", ".#."]},
        ],
        rule_set="EU",
        code="BS5839",
        settings={"targets": {"corridor": {"em_lx": 150}}, "loads": {"corridor": 12}},
        waivers=[{"rule": "LGT-2", "room_id": "a", "reason": "store", "by": "NN"}],
    )
    read = read_building(source)
    assert read_building(building_to_json(read)) == read
    assert read_building(readable(building_to_json(read))) == read
    assert read_building(compact(building_to_json(read)).encode()) == read


@pytest.mark.slow
@pytest.mark.parametrize("name", ["lab_building.hbjson", "office_floor.hbjson"])
def test_a_model_becomes_a_building_file_without_loss(test_data: Path, name: str) -> None:
    """Rooms, frames and assumptions; only the name of the format differs."""
    read = read_building(test_data / name)
    again = read_building(readable(building_to_json(read)))
    assert replace(again, source_format="hbjson") == read


def test_readable_json_keeps_points_on_one_line_and_texts_as_they_are() -> None:
    """A name that looks like a list of numbers is left alone."""
    data = {"name": "[ 1, 2 ] [\n 3 ]", "points": [[0.5, -1], [1e-05, 2]], "empty": []}
    text = readable(data)
    assert json.loads(text) == data
    assert "[0.5, -1]" in text


def test_what_is_not_finite_is_never_written() -> None:
    """NaN is not JSON."""
    with pytest.raises(ValueError, match="JSON"):
        compact({"value": float("nan")})
