"""What is left to geometry between detectors: never less than what is open."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from plenum.ceiling.room.geometry import area_m2, polygon
from plenum.ceiling.room.room import Room
from plenum.ceiling.smoke.doubtful import doubtful
from plenum.ceiling.smoke.sight import sees

L_ROOM = Room(
    "l",
    tuple("." * 24 if y < 9 else "." * 9 + "#" * 15 for y in range(22)),
    outline_m=((0.0, 0.0), (14.4, 0.0), (14.4, 5.2), (5.5, 5.2), (5.5, 13.2), (0.0, 13.2)),
)
CENTRES = np.array([[2.7, 11.1], [3.3, 3.3], [9.3, 2.1], [13.5, 4.5]])
POINTS = np.random.default_rng(7).uniform((0.0, 0.0), (14.4, 13.2), (2000, 2))


@pytest.mark.parametrize("radius_m", [2.0, 3.0, 4.0])
@pytest.mark.parametrize("count", [1, 2, 4])
def test_what_is_open_is_left(radius_m: float, count: int) -> None:
    """A point that no detector sees within the radius lies in what is left."""
    centres = CENTRES[:count]
    left = doubtful(L_ROOM, centres, radius_m)
    points = POINTS[shapely.contains_xy(polygon(L_ROOM), POINTS)]
    away = np.hypot(*(centres[:, None] - points[None]).transpose(2, 0, 1))
    held = (sees(L_ROOM, centres, points) & (away <= radius_m)).any(axis=0)
    assert not held.all()
    assert shapely.dwithin(left, shapely.points(points[~held]), 1e-6).all()


def test_tiles_whose_corners_one_detector_has_are_not_left() -> None:
    """Only pieces are left that no detector covers alone; none where one covers all the room."""
    square = Room("s", ("." * 10,) * 10)
    assert doubtful(square, np.array([[3.0, 3.0]]), 4.3).is_empty
    assert 0.0 < doubtful(square, np.array([[3.0, 3.0]]), 4.2).area < 0.2 * area_m2(square)


def test_around_a_wall_that_stands_free_all_is_left() -> None:
    """It may stand between two lines of sight: nothing is known of what they enclose."""
    hole = ((2.0, 2.0), (2.0, 4.0), (4.0, 4.0), (4.0, 2.0))
    room = Room("h", ("." * 10,) * 10, holes_m=(hole,))
    assert doubtful(room, np.array([[1.0, 1.0]]), 5.0).area == pytest.approx(area_m2(room))
