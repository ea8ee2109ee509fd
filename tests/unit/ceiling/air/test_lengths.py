"""Characteristic lengths: to the wall or to the mid-plane with the next outlet."""

from __future__ import annotations

import numpy as np
import pytest

from plenum.ceiling.air.lengths import characteristic_lengths
from plenum.ceiling.room import Room

FOOT = 0.3048


def test_one_diffuser_in_20_by_20_ft_has_10_ft_each_way() -> None:
    """The centred outlet of the ASHRAE Journal's example."""
    side = 20 * FOOT
    room = Room("r", ("." * 10,) * 10, outline_m=((0, 0), (side, 0), (side, side), (0, side)))
    lengths = characteristic_lengths(room, np.array([[side / 2, side / 2]]))
    assert lengths == pytest.approx(10 * FOOT)


def test_four_diffusers_in_20_by_20_ft_have_5_ft_each_way() -> None:
    """A 2 by 2 array: half the spacing to the walls, half of it to the mid-planes."""
    side = 20 * FOOT
    room = Room("r", ("." * 10,) * 10, outline_m=((0, 0), (side, 0), (side, side), (0, side)))
    quarter = side / 4
    points = np.array([(i * quarter, j * quarter) for i in (1, 3) for j in (1, 3)])
    assert characteristic_lengths(room, points) == pytest.approx(5 * FOOT)


def test_a_wall_between_two_diffusers_ends_the_throw() -> None:
    """In a U-shaped room the wall counts, not the mid-plane behind it."""
    outline = ((0, 0), (9, 0), (9, 6), (6, 6), (6, 3), (3, 3), (3, 6), (0, 6))
    room = Room("r", ("." * 15,) * 10, outline_m=outline)
    lengths = characteristic_lengths(room, np.array([[1.5, 4.5], [7.5, 4.5]]))
    assert lengths[0] == pytest.approx([1.5, 1.5, 1.5, 4.5])
