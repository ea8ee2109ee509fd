"""Where illuminance is calculated."""

from __future__ import annotations

import numpy as np
import pytest

from plenum.ceiling.light import calculation_grid
from plenum.ceiling.room.room import Room
from plenum.ceiling.room.walls import wall_distance


@pytest.mark.parametrize(
    ("side", "pitch"), [(5, 0.616), (10, 1.000), (25, 1.897), (50, 3.080), (100, 5.000), (1000, 10.0)]
)
def test_the_greatest_pitch_follows_the_formula(side: float, pitch: float) -> None:
    """p = 0.2·5^log10(d), at most 10 m."""
    assert calculation_grid.largest_pitch_m(side) == pytest.approx(pitch, abs=0.001)


@pytest.mark.parametrize(
    ("side", "printed"), [(1, 0.2), (2, 0.3), (5, 0.6), (10, 1.0), (25, 2.0), (50, 3.0), (100, 5.0)]
)
def test_the_formula_is_near_the_printed_examples(side: float, printed: float) -> None:
    """Manufacturers print rounded values."""
    assert calculation_grid.largest_pitch_m(side) == pytest.approx(printed, rel=0.09)


def test_in_large_rooms_the_mounting_height_bounds_the_pitch() -> None:
    """Half of it, or a 250th of the side in the largest."""
    assert calculation_grid.pitch_m(30.0, 2.05) == pytest.approx(1.025)
    assert calculation_grid.pitch_m(120.0, 2.05) == pytest.approx(1.025)
    assert calculation_grid.pitch_m(500.0, 2.05) == pytest.approx(2.0)
    assert calculation_grid.pitch_m(5.0, 2.05) == calculation_grid.largest_pitch_m(5.0)


def test_a_nine_by_six_room_has_99_points_clear_of_the_walls() -> None:
    """11 × 9, half a metre off every wall."""
    room = Room("r", tuple(["." * 15] * 10))
    points = calculation_grid.points(room, 2.05)
    assert len(points) == 99
    assert wall_distance(room, points).min() > 0.5


def test_a_bent_corridor_counts_as_long_and_narrow() -> None:
    """Its bounding box is square, its pitch is that of its width, so its legs hold points."""
    outline = ((0, 0), (18, 0), (18, 1.5), (1.5, 1.5), (1.5, 18), (0, 18))
    room = Room("r", tuple(["." * 30] * 30), outline_m=outline)
    points = calculation_grid.points(room, 2.8)
    assert (points[:, 0] > 16).any()
    assert (points[:, 1] > 16).any()
    assert wall_distance(room, points).min() >= 0.3


def test_the_band_narrows_where_a_room_is_narrow() -> None:
    """A 0.6 m corridor keeps half its half width."""
    room = Room("r", ("." * 20,))
    points = calculation_grid.points(room, 2.8)
    assert len(points) >= calculation_grid.FEWEST_POINTS
    assert wall_distance(room, points).min() >= 0.15 - 1e-3


def test_no_point_lies_in_a_hole_or_its_band() -> None:
    """A shaft is a wall all around."""
    hole = ((4.8, 2.4), (7.2, 2.4), (7.2, 4.8), (4.8, 4.8))
    room = Room("r", tuple(["." * 20] * 12), holes_m=(hole,))
    assert wall_distance(room, calculation_grid.points(room, 2.05)).min() >= 0.5 - 1e-5


def test_cells_are_at_most_twice_as_long_as_wide() -> None:
    """A long hall gets enough points along its length."""
    room = Room("r", tuple(["." * 60] * 25))
    points = calculation_grid.points(room, 2.05)
    step = [np.diff(np.unique(np.round(points[:, axis], 6))).max() for axis in (0, 1)]
    assert 0.5 <= step[0] / step[1] <= 2.0


@pytest.mark.parametrize("sides", [(9.0, 6.0), (20.0, 1.2), (5.0, 5.0)])
def test_the_equivalent_rectangle_of_a_rectangle_is_itself(sides: tuple[float, float]) -> None:
    """Area and perimeter determine both sides."""
    long, short = sides
    found = calculation_grid.equivalent_sides_m(long * short, 2 * (long + short))
    assert found == pytest.approx(sides)
