"""Outlines from files: cleaned, or refused with the place of the ring."""

from __future__ import annotations

import pytest
from shapely import Polygon

from plenum.files.errors import InvalidBuilding
from plenum.files.geometry.outline import mended_floor, outline, ring, rings_of
from plenum.files.limits import MAX_POINTS

SQUARE = ((0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0))


def test_repeated_points_and_the_closing_one_are_dropped() -> None:
    """Formats differ in both."""
    assert ring([*SQUARE[:2], SQUARE[1], *SQUARE[2:], SQUARE[0]], "/o") == SQUARE


@pytest.mark.parametrize(
    ("points", "what"),
    [
        ([(0, 0), (1, 0), (0, 0)], "2 distinct points"),
        ([(0, 0), (2, 2), (2, 0), (0, 2)], "crosses itself near"),
        ([(0, 0), (0.05, 0), (0.05, 0.05)], "encloses 0.0013 m²"),
        ([(float(n), 0.0) for n in range(MAX_POINTS + 1)], f"{MAX_POINTS + 1} points"),
    ],
)
def test_what_is_no_outline_is_refused_at_its_place(points: list[tuple[float, float]], what: str) -> None:
    """With the ring's own pointer."""
    with pytest.raises(InvalidBuilding, match=what) as caught:
        ring(points, "/rooms/0/outline_m")
    assert caught.value.pointer == "/rooms/0/outline_m"


def test_an_outline_is_counter_clockwise_whichever_way_it_came() -> None:
    """As all geometry here expects it."""
    boundary, _ = outline(SQUARE[::-1], (), "/holes")
    assert Polygon(boundary).exterior.is_ccw


def test_a_hole_outside_is_refused_by_its_own_number() -> None:
    """The first hole is right, the second is not."""
    inside = ((1.0, 1.0), (2.0, 1.0), (2.0, 2.0))
    outside = ((5.0, 1.0), (6.0, 1.0), (6.0, 2.0))
    with pytest.raises(InvalidBuilding, match="not inside") as caught:
        outline(SQUARE, (inside, outside), "/holes_m")
    assert caught.value.pointer == "/holes_m/1"


def test_holes_that_leave_nothing_are_refused() -> None:
    """Less than a hand's breadth between the outline and a hole that follows it."""
    inset = ((0.0001, 0.0001), (3.9999, 0.0001), (3.9999, 3.9999), (0.0001, 3.9999))
    with pytest.raises(InvalidBuilding, match="leave no room"):
        outline(SQUARE, (inset,), "/holes_m")


def test_a_polygons_rings_are_not_closed() -> None:
    """Outline and holes as a building file has them."""
    hole = ((1.0, 1.0), (1.0, 2.0), (2.0, 2.0))
    boundary, holes = rings_of(Polygon(SQUARE, [hole]))
    assert (len(boundary), [len(h) for h in holes]) == (4, [3])


def test_holes_that_are_none_cost_no_room() -> None:
    """What they cover of the floor is cut out, and said; one beside the floor cuts nothing."""
    crossed = ((1.0, 1.0), (2.0, 2.0), (2.0, 1.0), (1.0, 2.0))
    over_edge = ((3.0, 3.0), (5.0, 3.0), (5.0, 3.5), (3.0, 3.5))
    beside = ((5.0, 1.0), (6.0, 1.0), (6.0, 2.0))
    sliver = ((1.0, 3.0), (1.001, 3.0), (1.001, 3.5))
    floor, notes = mended_floor(SQUARE, (crossed, over_edge, beside, sliver), "/o", "/h")
    assert floor.area == pytest.approx(16.0 - 0.5 - 0.5)
    assert len(notes) == 1
    assert "cut out" in notes[0]


def test_holes_that_are_right_stay_as_they_are() -> None:
    """Nothing is said then."""
    hole = ((1.0, 1.0), (1.0, 2.0), (2.0, 2.0))
    floor, notes = mended_floor(SQUARE, (hole,), "/o", "/h")
    assert (floor.area, notes) == (pytest.approx(15.5), ())


def test_holes_that_cut_a_floor_in_two_are_refused() -> None:
    """Neither half is the room."""
    across = ((-1.0, 1.5), (5.0, 1.5), (5.0, 2.5), (-1.0, 2.5))
    with pytest.raises(InvalidBuilding, match="not inside"):
        mended_floor(SQUARE, (across,), "/o", "/h")


def test_an_outline_inside_its_hole_was_exchanged_with_it() -> None:
    """As some exporters write a room around a column."""
    column = ((1.0, 1.0), (2.0, 1.0), (2.0, 2.0), (1.0, 2.0))
    floor, notes = mended_floor(column, (SQUARE,), "/o", "/h")
    assert floor.area == pytest.approx(15.0)
    assert notes


def test_an_outline_that_touches_itself_around_a_hole_has_that_hole() -> None:
    """It runs to a corner of the hole, around it and on from there."""
    around = [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0), (0.0, 2.0), (1.0, 3.0), (2.0, 2.0), (1.0, 1.0)]
    floor, notes = mended_floor([*around, (0.0, 2.0)], (), "/o", "/h")
    assert floor.area == pytest.approx(14.0)
    assert len(floor.interiors) == 1
    assert notes
