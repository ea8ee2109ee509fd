"""What walls hide from sources in a box around each, found wall by wall."""

from __future__ import annotations

import math

import numpy as np
import pytest

from plenum.ceiling.room.geometry import crossings, hiding_walls, visible
from plenum.ceiling.room.room import Room
from plenum.ceiling.room.shadows import Boxes, hidden_pairs

EDGE_M = 24.0
REACH_M = 7.3


def hall(seed: int) -> Room:
    """With a bay, a core and some columns of three to seven sides, all of them at random."""
    rng = np.random.default_rng(seed)
    bay, deep = rng.uniform(4.0, 10.0, 2)
    outline = (
        (0.0, 0.0),
        (EDGE_M, 0.0),
        (EDGE_M, EDGE_M - deep),
        (bay, EDGE_M - deep),
        (bay, EDGE_M),
        (0.0, EDGE_M),
    )
    columns = []
    for x, y in [(13.0, 3.0), (18.0, 9.0), (3.0, 12.0), (2.0, 2.0)]:
        sides, radius = int(rng.integers(3, 8)), rng.uniform(0.2, 0.9)
        turns = rng.uniform(0.0, math.tau) + math.tau * np.arange(sides) / sides
        columns.append(tuple((x + radius * math.cos(turn), y + radius * math.sin(turn)) for turn in turns))
    core = ((8.0, 5.0), (8.0, 9.6), (10.4, 9.6), (10.4, 5.0))
    return Room("hall", ("",), outline_m=outline, holes_m=(core, *columns))


@pytest.mark.parametrize("seed", range(6))
def test_hidden_is_what_visible_calls_so(seed: int) -> None:
    """Of every source in its own box; of points in rows, in any order, and of others; beside walls and in
    line with them."""
    room, rng = hall(seed), np.random.default_rng(100 + seed)
    lattice = crossings(np.arange(0.0, EDGE_M, 0.8), np.arange(0.0, EDGE_M, 0.6))
    points = np.concatenate([lattice, rng.uniform(0.0, EDGE_M, (60, 2))])[rng.permutation(len(lattice) + 60)]
    sources = np.concatenate([rng.uniform(0.0, EDGE_M, (70, 2)), rng.integers(1, 40, (50, 2)) * 0.6])
    boxes = Boxes(sources - REACH_M, sources + REACH_M * rng.uniform(0.5, 1.0, (120, 1)))
    within = ((boxes.low[:, None] <= points) & (points <= boxes.high[:, None])).all(axis=2)
    i, j = hidden_pairs(hiding_walls(room), sources, points, boxes)
    found = np.zeros(within.shape, dtype=bool)
    found[i, j] = True
    assert (np.diff(i) >= 0).all()
    assert np.array_equal(found, within & ~visible(room, sources, points))
    assert found.any()


def test_where_nothing_is_asked_nothing_is_hidden() -> None:
    """No source, no point, no wall."""
    walls, place = hiding_walls(hall(0)), np.array([[1.0, 1.0]])
    none = np.empty((0, 2))
    for some in (walls, none, place), (walls, place, none), (walls[:0], place, place + 9.0):
        boxes = Boxes(some[1] - REACH_M, some[1] + REACH_M)
        assert not len(hidden_pairs(*some, boxes)[0])
