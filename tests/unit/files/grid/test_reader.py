"""Room grids of the first public version come in checked and go out in the same form."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from plenum.files.building.writer import completed_to_grid, rows_to_grid
from plenum.files.read import read_building
from tests.support.refusals import refused


def grid(width: int = 3, height: int = 2, **more: Any) -> dict[str, Any]:
    """An empty grid."""
    cells = [{"x": x, "y": y, "component": "empty"} for y in range(height) for x in range(width)]
    return {"grid_id": "g", "width": width, "height": height, "cells": cells, **more}


def test_the_sample_of_the_first_version_is_read(test_data: Path) -> None:
    """Tile by tile what the file says; what it does not say is assumed."""
    file = test_data / "room-001.json"
    said = json.loads(file.read_text())
    building = read_building(file)
    (room,) = building.rooms
    assert (room.room_id, room.width, room.height) == ("room-001", said["width"], said["height"])
    invalid = {(c["x"], c["y"]) for c in said["cells"] if c["component"] == "invalid"}
    assert {tile for tile, char in room.tiles() if char == "#"} == invalid
    assert building.source_format == "grid"
    assert len(building.assumptions["room-001"]) == 3


def test_a_grid_that_comes_in_goes_out_unchanged(test_data: Path) -> None:
    """Same fields, same cells, same order."""
    file = test_data / "room-001.json"
    (room,) = read_building(file).rooms
    assert rows_to_grid(room.room_id, list(room.rows)) == json.loads(file.read_text())


def test_every_component_has_its_tile() -> None:
    """All six names, in any order of the cells."""
    names = ["light", "air_supply", "air_return", "smoke_detector", "empty", "invalid"]
    cells = [{"x": i % 3, "y": i // 3, "component": name} for i, name in enumerate(names)]
    (room,) = read_building(grid(cells=cells[::-1])).rooms
    assert room.rows == ("LSR", "D.#")
    assert room.existing == {(0, 0), (1, 0), (2, 0), (0, 1)}
    completed = {"rooms": [{"room_id": "g", "rows": list(room.rows)}]}
    assert completed_to_grid(completed) == grid(cells=cells)


def _without(index: int) -> list[dict[str, Any]]:
    cells: list[dict[str, Any]] = grid()["cells"]
    return cells[:index] + cells[index + 1 :]


WRONG: dict[str, tuple[dict[str, Any], str, str]] = {
    "cell missing": (grid(cells=_without(4)), "/cells", "(1, 1) is missing"),
    "no cells": (grid(cells=[]), "/cells", "(0, 0) is missing, one of 6"),
    "cell doubled": (grid(cells=[*grid()["cells"], grid()["cells"][2]]), "/cells/6", "(2, 0) is there twice"),
    "cell out of range": (
        grid(cells=[*_without(5), {"x": 3, "y": 1, "component": "empty"}]),
        "/cells/5",
        "outside a grid of 3 × 2",
    ),
    "cell below zero": (
        grid(cells=[{"x": -1, "y": 0, "component": "empty"}, *_without(0)]),
        "/cells/0/x",
        "too small",
    ),
    "cell between tiles": (
        grid(cells=[{"x": 0.5, "y": 0, "component": "empty"}, *_without(0)]),
        "/cells/0/x",
        "whole",
    ),
    "unknown component": (
        grid(cells=[{"x": 0, "y": 0, "component": "lamp"}, *_without(0)]),
        "/cells/0/component",
        "'lamp'",
    ),
    "cell of too many fields": (
        grid(cells=[{"x": 0, "y": 0, "z": 0, "component": "empty"}, *_without(0)]),
        "/cells/0/z",
        "unknown field",
    ),
    "a million by a million": (grid() | {"width": 10**6, "height": 10**6}, "/width", "too large"),
    "no width": ({k: v for k, v in grid().items() if k != "width"}, "/width", "missing"),
    "zero width": (grid() | {"width": 0}, "/width", "too small"),
    "width as text": (grid() | {"width": "3"}, "/width", "not a whole number"),
    "unknown field": (grid(hight=2), "/hight", "unknown field"),
    "id of markup": (grid(grid_id="<script>"), "/grid_id", "not an identifier"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_grid_is_refused_with_its_place(name: str) -> None:
    """The pointer leads to the cell, the message names the tile."""
    wrong, place, words = WRONG[name]
    error = refused(wrong)
    assert error.pointer == place
    assert words in error.message


def test_a_wrong_component_near_a_known_one_lists_what_there_is() -> None:
    """The cure is the list of names."""
    error = refused(grid(cells=[{"x": 0, "y": 0, "component": "lights"}, *_without(0)]))
    assert "'smoke_detector'" in error.cure


def test_one_room_of_several_must_be_named() -> None:
    """A grid is one room."""
    completed = {"rooms": [{"room_id": "a", "rows": ["."]}, {"room_id": "b", "rows": ["#"]}]}
    assert completed_to_grid(completed, "b")["cells"] == [{"x": 0, "y": 0, "component": "invalid"}]
    with pytest.raises(KeyError):
        completed_to_grid(completed)
    with pytest.raises(KeyError):
        completed_to_grid(completed, "c")
