"""From a floor's outline to tiles."""

from __future__ import annotations

import math

import pytest
from shapely import Polygon, affinity, box

from plenum.ceiling.room.borders import border_cuts
from plenum.ceiling.room.room import Room
from plenum.files.errors import InvalidBuilding
from plenum.files.geometry.grid_start import Wish
from plenum.files.geometry.tiling import longest_edge_deg, tile_floor, to_site

TILE = (0.6, 0.6)


def test_a_floor_of_whole_tiles_has_no_invalid_one() -> None:
    """6 m by 3 m in tiles of 0.6 m."""
    assert tile_floor(box(0, 0, 6, 3), 0.0, TILE, "/r").rows == ("." * 10,) * 5


def test_cut_tiles_along_the_walls_are_invalid_and_the_grid_is_centred() -> None:
    """Half a tile more on an axis leaves three quarters of a tile at either end, not a quarter."""
    tiling = tile_floor(box(0, 0, 6.3, 3), 0.0, TILE, "/r")
    assert tiling.rows == ("#" + "." * 9 + "#",) * 5


@pytest.mark.parametrize("width", [2.4, 2.5, 3.05, 6.1, 6.55, 7.23, 9.59, 11.99, 15.0])
@pytest.mark.parametrize("tile", [0.6, 0.6096, 0.625, 1.2])
def test_borders_are_equal_and_at_least_half_a_tile(width: float, tile: float) -> None:
    """GEO-4, or none where whole tiles fit."""
    tiling = tile_floor(box(1, 2, 1 + width, 2 + 13.3), 0.0, (tile, tile), "/r")
    room = Room("r", tiling.rows, (tile, tile), outline_m=tiling.outline_m)
    for low, high in border_cuts(room):
        assert low == pytest.approx(high, abs=2e-3)
        assert low == 0 or low >= tile / 2 - 2e-3


def test_a_small_room_keeps_whole_tiles_before_borders() -> None:
    """2.1 m by 1.5 m: by the rule two whole tiles would be left, too few for four kinds."""
    tiling = tile_floor(box(0, 0, 2.1, 1.5), 0.0, TILE, "/r")
    assert sum(row.count(".") for row in tiling.rows) == 6


def test_an_l_is_centred_between_its_longest_walls() -> None:
    """The bay of 0.25 m at one end moves nothing."""
    plain = box(0, 0, 6.1, 4.8)
    bay = plain.union(box(6.1, 1.0, 6.35, 1.5))
    (left, right), _ = border_cuts(_room(bay))
    assert (left, right) == pytest.approx((0.35, 0.35))


def test_a_wish_outranks_the_rule() -> None:
    """A joint through a point of the site, a turn, or a joint or tile on the middle."""
    floor = box(0, 0, 6.1, 4.8)
    tiling = tile_floor(floor, 0.0, TILE, "/r", Wish(origin_m=(10.0, 0.2)))
    x, y = to_site(tiling.frame, (0.0, 0.0))
    assert (x - 10.0) / 0.6 == pytest.approx(round((x - 10.0) / 0.6))
    assert (y - 0.2) / 0.6 == pytest.approx(round((y - 0.2) / 0.6))
    assert tile_floor(floor, 0.0, TILE, "/r", Wish(rotation_deg=30.0)).frame.rotation_deg == 30.0
    assert len(tile_floor(floor, 0.0, TILE, "/r", Wish(centre=("joint", None))).rows[0]) == 12
    assert len(tile_floor(floor, 0.0, TILE, "/r", Wish(centre=("tile", None))).rows[0]) == 11


def _room(floor: Polygon) -> Room:
    tiling = tile_floor(floor, 0.0, TILE, "/r")
    return Room("r", tiling.rows, outline_m=tiling.outline_m)


def test_a_turned_floor_is_tiled_as_the_straight_one() -> None:
    """The grid turns with the longest edge; its corner on the site is the floor's."""
    straight = box(0, 0, 6, 3)
    turned = affinity.rotate(straight, 30, origin=(0, 0))
    tiling = tile_floor(turned, 4.0, TILE, "/r")
    assert tiling.rows == tile_floor(straight, 4.0, TILE, "/r").rows
    assert tiling.frame.rotation_deg == pytest.approx(30.0)
    x, y = to_site(tiling.frame, (6.0, 0.0))
    assert (x, y) == pytest.approx((6 * math.cos(math.pi / 6), 6 * math.sin(math.pi / 6)), abs=1e-3)


def test_the_longest_edge_has_a_direction_not_a_sense() -> None:
    """Over -90 up to 90 degrees, whichever way round the outline runs."""
    floor = Polygon([(0, 0), (0, 5), (2, 5), (2, 0)])
    assert longest_edge_deg(floor) == longest_edge_deg(floor.reverse()) == 90


@pytest.mark.parametrize(
    ("floor", "what"),
    [(box(0, 0, 1000, 3), "tiles along a side"), (box(1e7, 0, 1e7 + 6, 3), "from the origin")],
)
def test_a_floor_that_is_too_large_or_too_far_is_refused(floor: Polygon, what: str) -> None:
    """At the room's place."""
    with pytest.raises(InvalidBuilding, match=what) as caught:
        tile_floor(floor, 0.0, TILE, "/rooms/2")
    assert caught.value.pointer == "/rooms/2"
