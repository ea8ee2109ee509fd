"""Lights in no order drawn onto each other's lines: where no array holds, few of them need stand alone."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.light.field import LightField
from plenum.ceiling.light.local_search import Nodes, deficit, neighbours, valid

REACH: Final = 2
"""Columns and rows by which a light may move."""
ROUNDS: Final = 6


def aligned(field: LightField, chosen: Nodes) -> Nodes:
    """Lights moved a little, one after the other, so that fewer are alone on their column or row.

    A move is made only where the rules hold after it; of moves that leave as few alone the brightest is.
    """
    near = neighbours(field, REACH)
    chosen, lit = chosen.copy(), field.at(chosen)
    for _ in range(ROUNDS):
        moved = False
        for slot, node in enumerate(chosen.tolist()):
            options = np.setdiff1d(near[node], chosen)
            *alone, now = _alone(field, np.delete(chosen, slot), np.append(options, node))
            fewer = np.asarray(alone, dtype=np.intp) < now
            options, left = options[fewer], np.asarray(alone, dtype=np.intp)[fewer]
            after = lit - field.gain[node] + field.gain[options]
            held = np.flatnonzero(valid(field, after))
            if not len(held):
                continue
            best = int(held[np.lexsort((deficit(field, after[held]), left[held]))[0]])
            chosen[slot], lit, moved = options[best], after[best], True
        if not moved:
            break
    return chosen


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
