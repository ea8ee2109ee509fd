"""From a floor's outline to tiles."""

from __future__ import annotations

import math

import pytest
from shapely import Polygon, affinity, box

from plenum.files.errors import InvalidBuilding
from plenum.files.geometry.tiling import longest_edge_deg, tile_floor, to_site

TILE = (0.6, 0.6)


def test_a_floor_of_whole_tiles_has_no_invalid_one() -> None:
    """6 m by 3 m in tiles of 0.6 m."""
    assert tile_floor(box(0, 0, 6, 3), 0.0, TILE, "/r").rows == ("." * 10,) * 5


def test_cut_tiles_along_the_walls_are_invalid_and_the_grid_is_centred() -> None:
    """Half a tile more on an axis leaves a quarter of a tile at either end, or as many whole ones."""
    tiling = tile_floor(box(0, 0, 6.3, 3), 0.0, TILE, "/r")
    assert tiling.rows == ("#" + "." * 10 + "#",) * 5


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
