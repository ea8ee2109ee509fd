"""The strips of cut tiles along a room's walls."""

from __future__ import annotations

import pytest
from shapely import Polygon, box

from plenum.ceiling.room.borders import border_cuts, walls_across
from plenum.ceiling.room.room import Room


def test_whole_tiles_leave_no_strip() -> None:
    """A room without an outline is its grid."""
    assert border_cuts(Room("r", ("....",) * 3)) == ((0.0, 0.0), (0.0, 0.0))


def test_strips_are_measured_from_the_walls_to_the_first_joint() -> None:
    """At each side of each axis."""
    outline = ((0.25, 0.1), (2.3, 0.1), (2.3, 1.8), (0.25, 1.8))
    (left, right), (low, high) = border_cuts(Room("r", ("....",) * 3, outline_m=outline))
    assert (left, right) == pytest.approx((0.35, 0.5))
    assert (low, high) == pytest.approx((0.5, 0.0))


def test_the_longest_walls_of_an_axis_decide() -> None:
    """Two walls in one line count together; a bay stays aside."""
    floor = box(0, 0, 6, 5).union(box(6, 2, 6.4, 3))
    assert walls_across(floor, 0) == (0.0, 6.0)
    assert walls_across(floor, 1) == (0.0, 5.0)


def test_a_floor_without_a_wall_across_is_measured_by_its_box() -> None:
    """A square that stands on its corner."""
    floor = Polygon([(0, 1), (1, 0), (2, 1), (1, 2)])
    assert walls_across(floor, 0) == (0.0, 2.0)
