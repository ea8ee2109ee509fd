"""Characteristic lengths: to the wall or to the mid-plane with the next outlet."""

from __future__ import annotations

import random

import numpy as np
import pytest

from plenum.ceiling.air.characteristic_lengths import characteristic_lengths
from plenum.ceiling.room.grid import Tile
from plenum.ceiling.room.room import Room

FOOT = 0.3048


def test_one_diffuser_in_20_by_20_ft_has_10_ft_each_way() -> None:
    """The centred outlet of the ASHRAE Journal's example."""
    side = 20 * FOOT
    room = Room("r", ("." * 5,) * 5, (side / 5, side / 5))
    lengths = characteristic_lengths(room, [(2, 2)])
    assert lengths == pytest.approx(10 * FOOT)


def test_four_diffusers_in_20_by_20_ft_have_5_ft_each_way() -> None:
    """A 2 by 2 array: half the spacing to the walls, half of it to the mid-planes."""
    side = 20 * FOOT
    room = Room("r", ("..", ".."), (side / 2, side / 2))
    assert characteristic_lengths(room, room.free()) == pytest.approx(5 * FOOT)


def test_a_wall_between_two_diffusers_ends_the_throw() -> None:
    """In a U-shaped room the wall counts, not the mid-plane behind it."""
    outline = ((0, 0), (9, 0), (9, 6), (6, 6), (6, 3), (3, 3), (3, 6), (0, 6))
    room = Room("r", ("...", ".#."), (3.0, 3.0), outline_m=outline)
    lengths = characteristic_lengths(room, [(0, 1), (2, 1)])
    assert lengths[0] == pytest.approx([1.5, 1.5, 1.5, 4.5])


def by_pairs(room: Room, diffusers: list[Tile]) -> list[list[float]]:
    """The same in a rectangular room without columns, every pair looked at."""
    tx, ty = room.tile_m
    lengths = []
    for x, y in diffusers:
        walls = ((room.width - x - 0.5) * tx, (room.height - y - 0.5) * ty, (x + 0.5) * tx, (y + 0.5) * ty)
        own = []
        for wall, (dx, dy) in zip(walls, ((1, 0), (0, 1), (-1, 0), (0, -1)), strict=True):
            steps = [((u - x) * tx, (v - y) * ty) for u, v in diffusers if (u, v) != (x, y)]
            ahead = [(a * dx + b * dy, abs(a * dy) + abs(b * dx)) for a, b in steps]
            own.append(min([wall, *(a / 2 for a, b in ahead if a > 0 and b <= a + 1e-9)]))
        lengths.append(own)
    return lengths


@pytest.mark.parametrize(
    ("width", "height", "tile_m", "count"),
    [
        (60, 40, (0.6, 0.6), 40),
        (30, 70, (0.6, 1.2), 25),
        (200, 9, (1.2, 0.6), 3),
        (1, 120, (0.6, 0.6), 2),
    ],
)
def test_diffusers_anywhere_have_the_lengths_that_all_pairs_give(
    width: int, height: int, tile_m: tuple[float, float], count: int
) -> None:
    """Crowded and sparse, square tiles and oblong ones, in halls and in long rooms."""
    dice = random.Random(count)
    room = Room("r", ("." * width,) * height, tile_m)
    diffusers = sorted({(dice.randrange(width), dice.randrange(height)) for _ in range(count)})
    assert characteristic_lengths(room, diffusers) == pytest.approx(np.array(by_pairs(room, diffusers)))
