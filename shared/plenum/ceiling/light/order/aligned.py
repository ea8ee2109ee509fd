"""Lights drawn onto each other's lines: where no array holds, or some complete one, few need stand alone."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.light.field import LightField
from plenum.ceiling.light.local_search import ROUNDING, Nodes, deficit, valid
from plenum.ceiling.room.geometry import Mask

REACH: Final = 4
"""Columns and rows by which a light may move."""
ROUNDS: Final = 8


def aligned(field: LightField, chosen: Nodes, fixed: int = 0, margin: float = ROUNDING) -> Nodes:
    """Lights moved a little, one after the other, so that fewer are alone on their column or row.

    The `fixed` first of them stay. A move is made only where the rules hold after it with the margin and the
    light touches no other; of moves that leave as few alone the brightest is.
    """
    chosen, lit = chosen.copy(), field.at(chosen)
    for _ in range(ROUNDS):
        moved = False
        for slot in range(fixed, len(chosen)):
            node, others = int(chosen[slot]), np.delete(chosen, slot)
            options = _near(field, node, others)
            *alone, now = _alone(field, others, np.append(options, node))
            fewer = np.asarray(alone, dtype=np.intp) < now
            options, left = options[fewer], np.asarray(alone, dtype=np.intp)[fewer]
            after = lit - field.gain[node] + field.gain[options]
            held = np.flatnonzero(valid(field, after, margin))
            if not len(held):
                continue
            best = int(held[np.lexsort((deficit(field, after[held]), left[held]))[0]])
            chosen[slot], lit, moved = options[best], after[best], True
        if not moved:
            break
    return chosen


def _near(field: LightField, node: int, others: Nodes) -> Nodes:
    """The tiles that a light may move to: near its own, touching none of the others."""
    x, y = field.spots.T
    near = (np.abs(x - x[node]) <= REACH) & (np.abs(y - y[node]) <= REACH)
    near[node] = False
    return np.flatnonzero(near & apart(field.spots, others))


def apart(spots: NDArray[np.int64], chosen: Nodes) -> Mask:
    """Which tiles touch no chosen one."""
    return np.asarray(around(spots, chosen) == 0)


def around(spots: NDArray[np.int64], chosen: Nodes) -> NDArray[np.int8]:
    """How many chosen tiles each tile touches, itself included."""
    x, y = spots.T + 1
    grid = np.zeros((x.max() + 2, y.max() + 2), dtype=np.int8)
    grid[x[chosen], y[chosen]] = 1
    along = grid[:-2] + grid[1:-1] + grid[2:]
    touched = along[:, :-2] + along[:, 1:-1] + along[:, 2:]
    return np.asarray(touched[x - 1, y - 1])


def _alone(field: LightField, others: Nodes, options: Nodes) -> NDArray[np.intp]:
    """By how many more columns and rows hold one light alone with a light on each of these tiles."""
    total = np.zeros(len(options), dtype=np.intp)
    there = np.asarray(field.existing, dtype=np.int64).reshape(-1, 2)
    every = np.concatenate([field.spots[others], there])
    for axis in (0, 1):
        size = 1 + max(int(field.spots[:, axis].max()), int(every[:, axis].max(initial=0)))
        on = np.bincount(every[:, axis], minlength=size)[field.spots[options, axis]]
        total += (on == 0).astype(np.intp) - (on == 1)
    return total
