"""The price of a layout's looks."""

from __future__ import annotations

import numpy as np
import pytest

from plenum.ceiling.light.looks import (
    AT_WALL,
    CROWDED,
    OFF_MIDDLE,
    WALL_LOW,
    line_price,
    lone_line_price,
    wall_price,
)


def test_a_wall_a_centimetre_nearer_changes_no_price_at_once() -> None:
    """Rooms that differ by a few centimetres are priced alike at the limits of a wall gap."""
    near = wall_price(np.array([WALL_LOW - 0.004, WALL_LOW + 0.004]))
    assert near[0] - near[1] < 0.1 * AT_WALL
    assert wall_price(np.array([0.2]))[0] > AT_WALL


@pytest.mark.parametrize(("seen", "hardly"), [((2, 3), (5, 6)), ((2, 3), (3, 4)), ((3, 4), (4, 5))])
def test_pitches_that_differ_cost_more_the_shorter_they_are(
    seen: tuple[int, int], hardly: tuple[int, int]
) -> None:
    """2 and 3 tiles are seen to differ, 5 and 6 hardly."""

    def price(pitches: tuple[int, int]) -> float:
        line = np.array([0.0, pitches[0], sum(pitches)])
        half = sum(pitches) / 4
        return line_price(line, half, half)

    assert price(seen) > price(hardly) > 0.5


def test_three_rows_two_tiles_apart_cost_more_than_farther_ones() -> None:
    """Nothing hangs between them without touching lights; two such rows leave the floor outside of them."""
    assert line_price([1, 3, 5], 1.0, 1.0) == line_price([1, 4, 7], 1.5, 1.5) + CROWDED
    assert line_price([1, 3], 1.0, 1.0) == line_price([1, 4], 1.5, 1.5)


def test_a_lone_line_off_the_middle_costs_more_than_its_distance() -> None:
    """Half a tile off is the grid's doing; a whole one is not."""
    on, half, off = lone_line_price(np.array([[2.0, 2.5, 3.0], [2.0, 1.5, 1.0]]))
    assert on == 0.0
    assert half < OFF_MIDDLE < off
