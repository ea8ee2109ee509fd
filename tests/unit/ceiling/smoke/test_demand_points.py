"""Where a detector must be near: the corners of every tile, whole or cut by a wall."""

from __future__ import annotations

import math

from plenum.ceiling.room.geometry import corner_points
from plenum.ceiling.room.room import Room


def points_of(room: Room) -> set[tuple[float, float]]:
    """Rounded to 0.1 mm."""
    return {(round(float(x), 4), round(float(y), 4)) for x, y in corner_points(room)}


def test_a_rectangle_on_the_grid_asks_for_its_tile_corners_alone() -> None:
    """Its walls cross the lines between tiles at tile corners."""
    found = points_of(Room("r", ("..", "..")))
    assert found == {(x * 0.6, y * 0.6) for x in range(3) for y in range(3)}


def test_a_slanted_wall_asks_for_the_points_where_it_crosses_the_lines_between_tiles() -> None:
    """Both ends of a long wall may be covered from either side and its middle from neither."""
    found = points_of(Room("r", ("....",) * 3, outline_m=((0, 0), (2.4, 0), (0, 1.8))))
    on_wall = {p for p in found if math.isclose(p[0] / 2.4 + p[1] / 1.8, 1.0, abs_tol=1e-3)}
    assert on_wall == {(2.4, 0.0), (1.8, 0.45), (1.6, 0.6), (1.2, 0.9), (0.8, 1.2), (0.6, 1.35), (0.0, 1.8)}


def test_a_hole_is_asked_about_like_any_wall() -> None:
    """Its corners, and where its sides cross the lines between tiles."""
    hole = ((0.3, 0.3), (0.3, 0.9), (0.9, 0.9), (0.9, 0.3))
    found = points_of(
        Room("r", ("...",) * 3, outline_m=((0, 0), (1.8, 0), (1.8, 1.8), (0, 1.8)), holes_m=(hole,))
    )
    assert set(hole) <= found
    assert {(0.3, 0.6), (0.6, 0.3), (0.9, 0.6), (0.6, 0.9)} <= found
    assert (0.6, 0.6) not in found
