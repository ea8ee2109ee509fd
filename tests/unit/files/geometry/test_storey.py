"""Floors in several pieces, and the ceiling that hangs over them."""

from __future__ import annotations

import pytest
from shapely import Polygon, box

from plenum.files.errors import InvalidBuilding
from plenum.files.geometry.storey import LEVEL_M, one_floor, suspended_ceiling
from plenum.files.settings.options import Assumed, ReadOptions


def test_faces_that_touch_are_one_floor() -> None:
    """Two rectangles side by side."""
    floor = one_floor([box(0, 0, 2, 2), box(2, 0, 4, 2)], 0.0, 0.0, "/r")
    assert isinstance(floor, Polygon)
    assert floor.area == pytest.approx(8.0)


def test_a_gap_within_a_files_exactness_is_closed() -> None:
    """Corners that agree to a tenth of a millimetre only."""
    floor = one_floor([box(0, 0, 2, 2), box(2.0001, 0, 4, 2)], 0.0, 0.0, "/r")
    assert floor.area == pytest.approx(8.0, abs=0.01)


def test_faces_on_different_levels_or_apart_are_refused() -> None:
    """Each with its cure."""
    apart = [box(0, 0, 2, 2), box(3, 0, 4, 2)]
    with pytest.raises(InvalidBuilding, match="in several parts"):
        one_floor(apart, 0.0, 0.0, "/r")
    with pytest.raises(InvalidBuilding, match="on different levels"):
        one_floor(apart, 0.0, 2 * LEVEL_M, "/r")


def test_a_ceiling_hangs_below_the_storeys_unless_it_is_set() -> None:
    """And how it was found is said."""
    assert suspended_ceiling(3.5, 0.0, Assumed(ReadOptions()), "/r")[0] == pytest.approx(2.8)
    assert "less 0.7 m" in suspended_ceiling(3.5, 0.0, Assumed(ReadOptions()), "/r")[1]


def test_a_ceiling_no_room_has_is_refused() -> None:
    """Millimetres that were read as metres."""
    with pytest.raises(InvalidBuilding, match="check the units") as caught:
        suspended_ceiling(3500.0, 0.0, Assumed(ReadOptions()), "/r")
    assert caught.value.pointer == "/r"
