"""Layouts that move line by line and light by light: all steps weighed together."""

from __future__ import annotations

from math import sin

import numpy as np
import pytest

from plenum.ceiling.asked.brief import brief_for
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.light.field import LightField
from plenum.ceiling.light.local_search import deficit
from plenum.ceiling.light.order.steps import ALONG, AROUND, BETTER, Steps
from plenum.ceiling.room.room import Room

ROWS = tuple("".join("." if abs(y - 7 - 4 * sin(x / 5)) < 4 else "#" for x in range(26)) for y in range(16))
ROOM = Room("winding", ROWS, room_type="office_open")
APART = 1


def one_by_one(steps: Steps, groups: list[np.ndarray], by: np.ndarray, lines: bool) -> np.ndarray:
    """The lights after each group has moved in turn to the best of its places, these tried one by one."""
    field, nodes = steps.field, steps.nodes.copy()
    for slots in groups:
        lit = field.at(nodes)
        now, found = float(deficit(field, lit)), []
        others = field.spots[np.delete(nodes, slots)]
        for step in by:
            tiles = [tuple((field.spots[node] + step).tolist()) for node in nodes[slots]]
            if not all(tile in field.index for tile in tiles):
                continue
            if any((np.abs(others - tile).max(axis=1) <= APART).any() for tile in tiles):
                continue
            if leaves_alone(others, field.spots[nodes[slots]], np.array(tiles), lines):
                continue
            moved = nodes.copy()
            moved[slots] = [field.index[tile] for tile in tiles]
            found.append((float(deficit(field, field.at(moved))), moved))
        if found:
            left, moved = min(found, key=lambda each: each[0])
            nodes = moved if left < BETTER * now else nodes
    return nodes


def leaves_alone(others: np.ndarray, here: np.ndarray, there: np.ndarray, lines: bool) -> bool:
    """Whether a light is alone where a line was and none where it goes; or more lines hold one light."""
    if lines:
        axis = int(here[0, 0] == there[0, 0])
        return bool(
            (others[:, axis] == here[0, axis]).sum() == 1 != (others[:, axis] == there[0, axis]).sum()
        )

    def alone(spots: np.ndarray) -> int:
        return sum(int((np.unique(spots[:, axis], return_counts=True)[1] == 1).sum()) for axis in (0, 1))

    return alone(np.concatenate([others, there])) > alone(np.concatenate([others, here]))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_steps_weighed_together_are_those_weighed_one_by_one(seed: int) -> None:
    """Lines and lights of layouts at random."""
    field = LightField(ROOM, brief_for(ROOM, Settings()).light)
    rng = np.random.default_rng(seed)
    x, y = field.spots.T
    nodes = np.flatnonzero((x % 4 == seed % 3) & (y % 3 == 1))
    nodes = rng.permutation(nodes)[: len(nodes) - 6]
    steps = Steps(field, nodes, ((0, 26, 0, 16),), APART)
    before = steps.missed
    for axis in (0, 1):
        groups = steps._lines(axis)
        wanted = one_by_one(steps, groups, ALONG[axis], lines=True)
        steps._move(groups, ALONG[axis], lambda *asked, axis=axis: steps._leaves_one(axis, *asked))
        assert steps.nodes.tolist() == wanted.tolist()
    groups = [np.array([slot]) for slot in range(len(nodes))]
    wanted = one_by_one(steps, groups, AROUND, lines=False)
    steps._move(groups, AROUND, steps._leaves_more)
    assert steps.nodes.tolist() == wanted.tolist()
    assert steps.missed < before
    assert np.allclose(steps.lit, field.at(steps.nodes))
