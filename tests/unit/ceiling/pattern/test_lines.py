"""What a tile costs as a place on the lights' pattern, along one axis."""

from __future__ import annotations

import numpy as np
import pytest

from plenum.ceiling.pattern.lines import BESIDE, BEYOND, OFF, QUARTER, axis_prices


def prices(lines: list[int], size: int) -> list[float]:
    """Of an axis that is usable from end to end."""
    return [round(float(p), 9) for p in axis_prices(np.array(lines, dtype=np.intp), 0, size - 1, size)]


def test_lines_and_exact_midways_cost_nothing() -> None:
    """Four tiles from line to line have one midway; half a pitch beyond the outer lines costs a little."""
    assert prices([2, 6], 9) == [BEYOND, OFF, 0.0, OFF, 0.0, OFF, 0.0, OFF, BEYOND]


def test_an_odd_midway_has_two_tiles_beside_it() -> None:
    """Neither is better; both cost more than an exact one."""
    assert prices([1, 4], 6)[2:4] == [BESIDE, BESIDE]


def test_bays_of_six_tiles_have_quarters() -> None:
    """Those of eight exactly on tiles."""
    assert prices([0, 8], 9)[2] == prices([0, 8], 9)[6] == QUARTER
    assert prices([0, 4], 5)[1] == OFF


def test_around_a_single_line_the_middle_and_the_halves_to_the_walls_are_places() -> None:
    """The line is off the middle of seven tiles."""
    found = prices([2], 7)
    assert found[2] == found[3] == 0.0
    assert found[6] == OFF


def test_without_lights_every_tile_costs_the_same() -> None:
    """There is no pattern to leave."""
    assert prices([], 4) == [0.0] * 4


@pytest.mark.parametrize("lines", [[1, 5, 9], [2, 5, 8], [3], [0, 6]])
def test_prices_read_the_same_both_ways(lines: list[int]) -> None:
    """A room's mirror image has the mirror image of its prices."""
    size = 11
    assert prices(lines, size) == prices([size - 1 - line for line in lines][::-1], size)[::-1]
