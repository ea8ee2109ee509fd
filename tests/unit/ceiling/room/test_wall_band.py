"""The band along the walls that the calculation grid leaves out."""

from __future__ import annotations

import math

from plenum.ceiling.light.calculation_grid import BAND_M, points
from plenum.ceiling.room.room import Room
from plenum.ceiling.room.walls import wall_distance

CORNER = (5.37, 4.3)
ELL = Room(
    "L",
    tuple("." * 15 for _ in range(13)),
    outline_m=((0, 0), (9, 0), (9, CORNER[1]), CORNER, (CORNER[0], 7.8), (0, 7.8)),
)


def test_no_point_is_nearer_to_a_wall_than_the_band() -> None:
    """Around a corner that juts into the room too."""
    assert wall_distance(ELL, points(ELL, 2.05)).min() >= BAND_M - 1e-6


def test_around_a_corner_that_juts_into_the_room_the_band_is_a_quarter_circle() -> None:
    """A point further than the band from both walls is calculated, though short of where the bands' edges
    would meet if both walls went on."""
    found = points(ELL, 2.05)
    beside = [(CORNER[0] - x, CORNER[1] - y) for x, y in found]
    assert any(0 < x < BAND_M and 0 < y < BAND_M and math.hypot(x, y) >= BAND_M for x, y in beside)


def test_in_a_narrow_room_the_band_is_a_quarter_of_the_width() -> None:
    """Else a corridor 0.9 m wide would have no point to calculate."""
    corridor = Room("c", ("." * 10,), outline_m=((0, 0), (6, 0), (6, 0.9), (0, 0.9)))
    found = points(corridor, 2.8)
    assert len(found) >= 9
    assert 0.225 - 1e-6 <= wall_distance(corridor, found).min() < 0.45


def test_where_columns_leave_no_place_clear_of_them_the_band_is_given_up() -> None:
    """A forest of posts half a metre apart."""
    posts = tuple(
        ((x, y), (x, y + 0.02), (x + 0.02, y + 0.02), (x + 0.02, y))
        for x in (0.5, 1.0, 1.5, 2.0, 2.5)
        for y in (0.5, 1.0, 1.5, 2.0, 2.5)
    )
    forest = Room("f", ("." * 5,) * 5, outline_m=((0, 0), (3, 0), (3, 3), (0, 3)), holes_m=posts)
    assert len(points(forest, 2.8)) >= 9
