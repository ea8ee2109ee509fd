"""Floors in several pieces, and the ceiling that hangs over them."""

from __future__ import annotations

import pytest
from shapely import Polygon, box

from plenum.files.errors import InvalidBuilding
from plenum.files.geometry.storey import Part, floor_of, one_floor, suspended_ceiling
from plenum.files.settings.options import Assumed, ReadOptions


def test_faces_that_touch_are_one_floor() -> None:
    """Two rectangles side by side."""
    floor, note = one_floor([box(0, 0, 2, 2), box(2, 0, 4, 2)], "/r")
    assert isinstance(floor, Polygon)
    assert not note
    assert floor.area == pytest.approx(8.0)


def test_a_gap_within_a_files_exactness_is_closed() -> None:
    """Corners that agree to a tenth of a millimetre only."""
    floor, _ = one_floor([box(0, 0, 2, 2), box(2.0001, 0, 4, 2)], "/r")
    assert floor.area == pytest.approx(8.0, abs=0.01)


def test_faces_that_are_far_apart_are_refused() -> None:
    """One grid cannot be two places."""
    with pytest.raises(InvalidBuilding, match="in several parts"):
        one_floor([box(0, 0, 2, 2), box(3, 0, 4, 2)], "/r")


@pytest.mark.parametrize("wall_m", [0.2, 0.6])
def test_gaps_of_a_wall_are_closed(wall_m: float) -> None:
    """The note has the bound that did."""
    joined, note = one_floor([box(0, 0, 2, 2), box(2 + wall_m, 0, 4, 2)], "/r")
    assert joined.area == pytest.approx(8.0)
    assert ("0.3 m" in note) == (wall_m < 0.3)


def test_gaps_of_a_thin_wall_are_closed_and_small_parts_left_out_with_a_note() -> None:
    """What was mended is said."""
    joined, note = one_floor([box(0, 0, 2, 2), box(2.2, 0, 4, 2)], "/r")
    assert joined.area == pytest.approx(8.0)
    assert "closed" in note
    largest, note = one_floor([box(0, 0, 4, 4), box(6, 0, 7, 1)], "/r")
    assert largest.area == pytest.approx(16.0)
    assert "1 m² stand apart" in note


def test_of_several_levels_that_of_the_largest_part_counts() -> None:
    """A stepped floor is one room."""
    floor = floor_of([Part(box(0, 0, 4, 4), 0.0, 0.0), Part(box(4, 0, 5, 4), -0.5, -0.5)], "/r")
    assert floor.level_m == 0.0
    assert floor.plan.area == pytest.approx(20.0)
    assert "steps of 0.5 m" in floor.notes[0]


@pytest.mark.parametrize(("storey_m", "ceiling_m"), [(2.44, 2.44), (3.0, 2.4), (3.2, 2.5), (3.6, 2.9)])
def test_a_room_as_high_as_a_ceiling_has_no_void_above_it(storey_m: float, ceiling_m: float) -> None:
    """An 8-foot room is no storey with 0.7 m above its ceiling."""
    height, _ = suspended_ceiling(storey_m, 0.0, Assumed(ReadOptions()), "/r")
    assert height == pytest.approx(ceiling_m)


def test_a_drop_that_is_set_is_taken_as_it_is() -> None:
    """Whoever sets it knows the building."""
    assert suspended_ceiling(2.6, 0.0, Assumed(ReadOptions(storey_drop_m=0.7)), "/r")[0] == pytest.approx(1.9)


def test_a_ceiling_hangs_below_the_storeys_unless_it_is_set() -> None:
    """And how it was found is said."""
    assert suspended_ceiling(3.5, 0.0, Assumed(ReadOptions()), "/r")[0] == pytest.approx(2.8)
    assert "less 0.7 m" in suspended_ceiling(3.5, 0.0, Assumed(ReadOptions()), "/r")[1]


def test_a_ceiling_no_room_has_is_refused() -> None:
    """Millimetres that were read as metres."""
    with pytest.raises(InvalidBuilding, match="check the units") as caught:
        suspended_ceiling(3500.0, 0.0, Assumed(ReadOptions()), "/r")
    assert caught.value.pointer == "/r"
