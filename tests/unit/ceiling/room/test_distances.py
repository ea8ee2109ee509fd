"""Distances of all tiles to the nearest of some, against every pair looked at."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest

from plenum.ceiling.room.clearance import clear, nearest
from plenum.ceiling.room.distances import away_m
from plenum.ceiling.room.grid import Tile
from plenum.ceiling.room.room import Room

SHAPES = [(1, 1), (1, 30), (25, 1), (17, 31), (40, 9)]


def some_tiles(shape: tuple[int, int], count: int, seed: int) -> list[Tile]:
    """So many tiles of a grid of this height and width, some of them perhaps twice."""
    dice = random.Random(seed)
    return [(dice.randrange(shape[1]), dice.randrange(shape[0])) for _ in range(count)]


def by_pairs(
    shape: tuple[int, int], tile_m: tuple[float, float], others: list[Tile], *, to_edge: bool
) -> list[list[float]]:
    """The same by looking at every pair."""
    half = (tile_m[0] / 2, tile_m[1] / 2) if to_edge else (0.0, 0.0)
    return [
        [
            min(
                math.hypot(
                    max(abs(x - u) * tile_m[0] - half[0], 0.0), max(abs(y - v) * tile_m[1] - half[1], 0.0)
                )
                for u, v in others
            )
            for x in range(shape[1])
        ]
        for y in range(shape[0])
    ]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("to_edge", [False, True])
def test_each_tile_knows_how_far_the_nearest_is(shape: tuple[int, int], to_edge: bool) -> None:
    """Square and oblong tiles, one other and many, to their centres and to their edges."""
    for seed, count in enumerate((1, 2, 7, 40)):
        tile_m = (0.6, 1.2) if seed % 2 else (0.6, 0.6)
        others = some_tiles(shape, count, seed)
        found = away_m(shape, tile_m, others, to_edge=to_edge)
        assert found == pytest.approx(np.array(by_pairs(shape, tile_m, others, to_edge=to_edge)))


def test_what_is_too_far_to_matter_is_cut_off() -> None:
    """Beyond the bound every distance is the bound, below it none is changed."""
    others = some_tiles((30, 30), 3, 5)
    whole, bounded = (away_m((30, 30), (0.6, 0.6), others, at_most_m=limit) for limit in (math.inf, 2.5))
    assert bounded == pytest.approx(np.minimum(whole, 2.5))


def test_nothing_is_near_where_there_is_nothing() -> None:
    """No others: infinitely far, or as far as was asked."""
    assert np.isinf(away_m((4, 5), (0.6, 0.6), [])).all()
    assert (away_m((4, 5), (0.6, 0.6), [], at_most_m=3.0) == 3.0).all()


@pytest.mark.parametrize("to_edge", [False, True])
@pytest.mark.parametrize("count", [3, 60])
def test_few_and_many_others_are_kept_clear_of_alike(count: int, to_edge: bool) -> None:
    """Stamping each other tile, and laying each offset on for all of them, give the same tiles."""
    room = Room("r", ("." * 40,) * 30, (0.6, 1.2))
    others = some_tiles((30, 40), count, count)
    away = nearest(room, room.free(), others, to_edge=to_edge)
    assert away == pytest.approx(
        np.ravel(by_pairs((30, 40), room.tile_m, others, to_edge=to_edge)), rel=1e-12
    )
    assert (clear(room, room.free(), others, 1.8, to_edge=to_edge) == (away >= 1.8 - 1e-6)).all()
