"""Lights drawn onto each other's lines: where no array holds, or some complete one, few need stand alone."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.light.field import LightField
from plenum.ceiling.light.local_search import ROUNDING, Nodes, deficit, valid
from plenum.ceiling.light.order.standing import Standing, steps
from plenum.ceiling.light.photometry import Matrix
from plenum.ceiling.room.geometry import Mask

REACH: Final = 4
"""Columns and rows by which a light may move."""
ROUNDS: Final = 8
TOUCHING: Final = 1
"""Tiles from a light to those that touch it."""
AROUND: Final = steps(REACH)
"""Moves of a light."""
OWN: Final = np.asarray((np.abs(AROUND) <= TOUCHING).all(axis=1), dtype=np.intp)
"""1 for those of these that it touches itself before it moves."""


def aligned(field: LightField, chosen: Nodes, fixed: int = 0, margin: float = ROUNDING) -> Nodes:
    """Lights moved a little, one after the other, so that fewer are alone on their column or row.

    The `fixed` first of them stay. A move is made only where the rules hold after it with the margin and the
    light touches no other; of moves that leave as few alone the brightest is.
    """
    chosen, lit = chosen.copy(), field.at(chosen)
    stands = Standing(field, chosen, TOUCHING, REACH)
    for _ in range(ROUNDS):
        slot, moved = fixed, False
        while move := _first_move(field, stands, chosen, lit, slot, margin):
            slot, to = move
            lit = lit - field.gain[chosen[slot]] + field.gain[to]
            stands.put(chosen[[slot]], -1)
            chosen[slot], moved = to, True
            stands.put(chosen[[slot]])
            slot += 1
        if not moved:
            break
    return chosen


def _first_move(
    field: LightField, stands: Standing, chosen: Nodes, lit: Matrix, start: int, margin: float
) -> tuple[int, int] | None:
    """From a slot on the first light that can be moved, and where to; None where there is none.

    Where each of them may go is found for all at once.
    """
    nodes = chosen[start:]
    spots = field.spots[nodes]
    to, free = stands.after(spots, AROUND, OWN)
    more = stands.more_alone(spots, AROUND)
    able = free & (more < 0)
    for k in np.flatnonzero(able.any(axis=1)).tolist():
        options, left = to[k, able[k]], more[k, able[k]]
        after = lit - field.gain[nodes[k]] + field.gain[options]
        held = np.flatnonzero(valid(field, after, margin))
        if len(held):
            best = held[np.lexsort((deficit(field, after[held]), left[held]))[0]]
            return start + k, int(options[best])
    return None


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
