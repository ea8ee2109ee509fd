"""Rooms cut into parts that fill their boxes."""

from __future__ import annotations

import numpy as np

from plenum.ceiling.light.order.parts import parts


def mask(*rows: str) -> np.ndarray:
    """Columns × rows, the first string the row y = 0."""
    return np.array([[tile == "." for tile in row] for row in rows]).T


def test_a_rectangle_is_one_part() -> None:
    """Its box, wherever it lies in the grid."""
    assert parts(mask("####", "#...", "#...", "####"), (0.8,), 2) == [((1, 4, 1, 3),)]


def test_an_l_is_cut_where_its_arms_meet() -> None:
    """Every tile is in one part, and each part is full."""
    usable = mask(*["...#####"] * 5, *["........"] * 3)
    (found,) = parts(usable, (0.9,), 2)
    assert len(found) == 2
    assert sum((east - west) * (north - south) for west, east, south, north in found) == usable.sum()


def test_a_band_that_curves_is_cut_into_steps_none_narrower_than_asked() -> None:
    """The boxes of the steps are fuller than the room's."""
    at = np.arange(40)
    usable = np.abs(at[None] - np.round(at[:, None] ** 2 / 60) - 4) <= 2
    (found,) = parts(usable, (0.7,), 3)
    assert len(found) > 3
    covered = np.zeros_like(usable, dtype=int)
    for west, east, south, north in found:
        assert usable[west:east, south:north].mean() > 1.5 * usable.mean()
        covered[west:east, south:north] += usable[west:east, south:north]
    assert (covered == usable).all()


def test_parts_for_several_fills_are_those_of_each() -> None:
    """A room is cut for all of them at once."""
    at = np.arange(40)
    usable = np.abs(at[None] - np.round(at[:, None] ** 2 / 60) - 4) <= 2
    fills = 0.5, 0.6, 0.7, 0.8
    assert parts(usable, fills, 3) == [parts(usable, (fill,), 3)[0] for fill in fills]
