"""Lines of tiles along one axis: their pitches and their price."""

from __future__ import annotations

import numpy as np
import pytest

from plenum.ceiling.light.order.axis_lines import Axis, axis_lines, evenly


@pytest.mark.parametrize(("first", "last", "count"), [(1, 10, 4), (2, 13, 3), (0, 15, 5)])
def test_lines_read_the_same_from_both_ends(first: int, last: int, count: int) -> None:
    """But for a middle column that has no tile in the middle."""
    line = evenly(np.array([first]), np.array([last]), count)[0].tolist()
    mirrored = [first + last - at for at in reversed(line)]
    assert all(abs(a - b) <= 1 for a, b in zip(line, mirrored, strict=True))
    assert (line[0], line[-1], len(line)) == (first, last, count)


def test_pitches_of_a_line_differ_by_a_tile_at_most() -> None:
    """Every line of an axis, both ways of looking."""
    axis = Axis(16, 0.3, 0.3, (7.5,), 2, 8)
    for wide in (False, True):
        for marks in axis_lines(axis, wide).marks:
            pitches = np.diff(np.flatnonzero(marks))
            assert not len(pitches) or np.ptp(pitches) <= 1


def test_a_line_in_mirror_image_costs_less_than_the_same_beside_it() -> None:
    """Two columns about the middle against two that are half a pitch off."""
    lines = axis_lines(Axis(8, 0.0, 0.0, (3.5,), 2, 8), True)
    price = {tuple(np.flatnonzero(m).tolist()): p for m, p in zip(lines.marks, lines.price, strict=True)}
    assert price[1, 6] < price[1, 5]
