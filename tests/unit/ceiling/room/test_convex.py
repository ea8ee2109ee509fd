"""Convex rooms are asked by the lines of their walls: the answers are those of any room."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest
import shapely
from shapely import MultiPoint, Polygon

from plenum.ceiling.room.convex import area_m2, cut, sides, within
from plenum.ceiling.room.geometry import TOLERANCE_M, contains, convex_sides
from plenum.ceiling.room.room import Room
from plenum.ceiling.room.walls import clear_within

L_SHAPE = ((0.0, 0.0), (6.0, 0.0), (6.0, 2.0), (3.0, 2.0), (3.0, 5.0), (0.0, 5.0))


def rooms(seed: int) -> Iterator[tuple[Room, Polygon]]:
    """Rooms of any convex outline, whichever way it runs."""
    rng = np.random.default_rng(seed)
    for corners in rng.integers(3, 9, 40):
        shape = MultiPoint(np.round(rng.random((corners, 2)) * 8.0, 3)).convex_hull
        ring = shape.exterior.coords[:-1][:: rng.choice([-1, 1])]
        yield Room("r", ("." * 14,) * 14, outline_m=tuple(ring)), shape


@pytest.mark.parametrize("seed", range(3))
def test_what_is_inside_is_inside_all_walls(seed: int) -> None:
    """And as far from them as asked."""
    points = np.random.default_rng(seed).random((400, 2)) * 10.0 - 1.0
    for room, shape in rooms(seed):
        assert convex_sides(room) is not None
        near = shapely.distance(shape.boundary, shapely.points(points))
        inside = shapely.contains_xy(shape, points[:, 0], points[:, 1])
        sure = near > 2.0 * TOLERANCE_M
        assert (contains(room, points) == inside)[sure].all()
        assert (clear_within(room, points, 0.4) == inside & (near >= 0.4)).all()
        assert contains(room, shapely.get_coordinates(shape)).all()


def test_a_corner_that_turns_back_is_not_convex() -> None:
    """Nor is one that is straight, or a hole; of many walls nobody asks."""
    assert convex_sides(Room("l", ("....",), outline_m=L_SHAPE)) is None
    assert sides([(0.0, 0.0), (1.0, 0.0), (2.0, 0.0), (0.0, 2.0)]) is None
    round_hall = tuple((math.cos(k / 10.0), math.sin(k / 10.0)) for k in range(60))
    assert convex_sides(Room("o", ("....",), outline_m=round_hall)) is None
    square, hole = ((0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0)), ((1.0, 1.0), (1.0, 2.0), (2.0, 2.0))
    assert convex_sides(Room("h", ("....",), outline_m=square, holes_m=(hole,))) is None


@pytest.mark.parametrize("seed", range(3))
def test_what_lines_leave_is_what_shapes_have_in_common(seed: int) -> None:
    """Nothing of what lies apart."""
    found = list(rooms(seed))
    for (room, one), (_, other) in pairwise(found):
        ring = list(other.exterior.coords[:-1])
        assert area_m2(within(ring, convex_sides(room) or [])) == pytest.approx(one.intersection(other).area)
    assert within([(9.0, 9.0), (9.5, 9.0), (9.0, 9.5)], convex_sides(found[0][0]) or []) == []
    halved = cut([(0.0, 0.0), (2.0, 0.0), (0.0, 2.0)], 1.0, 0.0, 1.0)
    assert set(halved) == {(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 2.0)}


def test_far_from_the_origin_areas_keep_their_digits() -> None:
    """A kilometre away a tenth of a millionth of a square metre is still there."""
    ring = [(0.0, 0.0), (0.6, 0.0), (0.2075920927, 0.000006)]
    far = [(x + 1000.1, y + 500.05) for x, y in ring]
    assert area_m2(far) == pytest.approx(area_m2(ring), abs=1e-12)
    assert area_m2([]) == 0.0


def test_a_tile_that_ends_at_the_tolerance_is_inside_from_whichever_corner_one_begins() -> None:
    """A wall at 2.399999 m, as a file with six decimals has it."""
    ring = ((0.0, 0.0), (2.399999, 0.0), (2.399999, 2.4), (0.1, 2.4))
    for start in range(4):
        room = Room("r", ("....",) * 4, outline_m=ring[start:] + ring[:start])
        assert contains(room, np.array([[2.4, 1.2], [2.4, 0.0]])).all()


def test_an_outline_without_a_floor_is_no_convex_room() -> None:
    """Readers refuse it; whoever builds it by hand gets no IndexError."""
    assert convex_sides(Room("r", ("..",), outline_m=((0.0, 0.0), (1.0, 0.0), (2.0, 0.0)))) is None


def test_points_on_a_wall_are_not_clear_of_it_however_little_is_asked() -> None:
    """As with rooms of any shape."""
    room = Room("r", ("....",) * 4, outline_m=((0.0, 0.0), (2.4, 0.0), (2.3, 2.4), (0.0, 2.4)))
    assert clear_within(room, np.array([[1.2, 0.0], [1.2, 1.2]]), -1e-6).tolist() == [False, True]
