"""Grids laid as `settings.grid` asks, whatever format the rooms came in."""

from __future__ import annotations

from typing import Any

import pytest

from plenum.files.building.building import Building
from plenum.files.building.writer import building_to_json
from plenum.files.errors import InvalidBuilding
from plenum.files.geometry.tiling import to_site
from plenum.files.read import read_building
from tests.support.honeybee import box, model, rectangle


def read(**grid: Any) -> Building:
    """Two rooms side by side, 6.1 m and 5.5 m wide."""
    rooms = box("a", rectangle(6.1, 4.0)), box("b", [[x + 6.1, y] for x, y in rectangle(5.5, 4.0)])
    return read_building(model(*rooms), options={"settings": {"grid": grid}} if grid else None)


def joint(building: Building, room: int) -> tuple[float, float]:
    """Where a room's grid begins on the site, within one tile."""
    x, y = to_site(building.rooms[room].frame, (0.0, 0.0))
    return round(x % 0.6, 3) % 0.6, round(y % 0.6, 3) % 0.6


def test_a_building_has_a_joint_where_it_is_asked() -> None:
    """In all its rooms; the settings no longer ask, so that a file written from it is not laid again."""
    building = read(origin_m=[0.1, 0.2])
    assert joint(building, 0) == joint(building, 1) == pytest.approx((0.1, 0.2))
    assert "grid" not in building.settings.overrides
    assert any("as set" in note for note in building.assumptions["a"])


def test_a_room_outranks_its_building() -> None:
    """Tile, origin and turn of its own."""
    building = read(origin_m=[0.1, 0.2], rooms={"b": {"tile_m": 0.5, "rotation_deg": 90.0}})
    a, b = building.rooms
    assert (a.tile_m, b.tile_m) == ((0.6, 0.6), (0.5, 0.5))
    assert (a.frame.rotation_deg, b.frame.rotation_deg) == (0.0, 90.0)


def test_rooms_of_an_open_plan_share_a_grid() -> None:
    """That of the first, which follows the rule."""
    apart, shared = read(), read(shared=[["a", "b"]])
    assert joint(apart, 0) != joint(apart, 1)
    assert joint(shared, 1) == joint(shared, 0) == joint(apart, 0)
    assert shared.rooms[0].rows == apart.rooms[0].rows


@pytest.mark.parametrize(
    ("grid", "at"),
    [
        ({"rooms": {"c": {"rotation_deg": 1.0}}}, "/settings/grid/rooms"),
        ({"shared": [["a", "c"]]}, "/settings/grid/shared/0"),
        ({"rotation_deg": 400.0}, "/options/settings/grid/rotation_deg"),
        ({"centre": ["wall", "tile"]}, "/options/settings/grid/centre/0"),
    ],
)
def test_what_cannot_be_laid_is_refused_at_its_place(grid: dict[str, Any], at: str) -> None:
    """With a cure."""
    with pytest.raises(InvalidBuilding) as caught:
        read(**grid)
    assert caught.value.pointer == at
    assert caught.value.cure


def test_a_room_with_tiles_of_its_own_is_not_laid_anew() -> None:
    """Its unusable tile would be lost; named, it is an error, else it is told."""
    room = {
        "room_id": "r",
        "rows": ["....", ".#..", "...."],
        "outline_m": [[0, 0], [2.4, 0], [2.4, 1.8], [0, 1.8]],
    }
    data = {"schema": "plenum.building/1", "building_id": "b", "rooms": [room]}
    told = read_building({**data, "settings": {"grid": {"rotation_deg": 5.0}}})
    assert told.rooms[0].rows == tuple(room["rows"])
    assert any("stays as it is" in note for note in told.assumptions["r"])
    with pytest.raises(InvalidBuilding, match="marked unusable"):
        read_building({**data, "settings": {"grid": {"rooms": {"r": {"rotation_deg": 5.0}}}}})


def test_the_first_of_a_shared_grid_keeps_its_earlier_layout() -> None:
    """It stays as it lies: what it had there is on the same tiles."""
    data = building_to_json(read())
    rows = data["rooms"][0]["rows"]
    data["rooms"][0]["previous_rows"] = ["".join(row).replace(".", "L", 1) for row in rows]
    data["settings"] = {"grid": {"shared": [["a", "b"]]}}
    assert set(read_building(data).previous) == {"a"}
