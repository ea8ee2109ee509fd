"""A lower bound on the size of a cover from a few of its points: true of all of them, and soon found."""

from __future__ import annotations

from typing import Final

import numpy as np

from plenum.ceiling.room.geometry import Mask
from plenum.ceiling.smoke import cover_program
from plenum.ceiling.smoke.cover_reduction import reduced

POINTS: Final = 128
"""Half of them those that fewest tiles cover, half evenly spaced ones."""
NODES: Final = 200


def cover_bound(covers: Mask, cover: int) -> int:
    """No set of rows smaller than this covers all columns.

    `cover` is the size of one that does: the bound is not looked for above it.
    """
    some = covers[:, covers.any(axis=0)]
    count = some.shape[1]
    if not count:
        return 0
    if count > POINTS:
        rare = np.argsort(some.sum(axis=0), kind="stable")[: POINTS // 2]
        some = some[:, np.concatenate([rare, np.arange(0, count, 2 * count // POINTS + 1)])]
    rows, columns = reduced(some)
    small = some[np.ix_(rows, columns)]
    start = _greedy(small)
    if len(start) <= 1:
        return len(start)
    return min(cover, cover_program.solve(small, start, NODES)[1])


def _greedy(covers: Mask) -> list[int]:
    left = np.ones(covers.shape[1], dtype=bool)
    chosen: list[int] = []
    while left.any():
        chosen.append(int(np.argmax(covers[:, left].sum(axis=1))))
        left &= ~covers[chosen[-1]]
    return chosen
