"""Values between the lines of a lattice, and between those of its nodes that have one."""

from __future__ import annotations

from itertools import product

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.light.photometry import Matrix
from plenum.ceiling.room.geometry import Points
from plenum.ceiling.room.pairs import square

Numbers = NDArray[np.int64]


def weights(lines: Matrix, at: Matrix) -> Matrix:
    """at × lines: the weights of linear interpolation, beyond the last two lines as between them."""
    found = np.zeros((len(at), len(lines)))
    low, share = _between(lines, at)
    every = np.arange(len(at))
    found[every, low] = 1.0 - share
    found[every, np.minimum(low + 1, len(lines) - 1)] += share
    return found


def neighbours(known: Points, at: Points) -> tuple[Numbers, Matrix]:
    """at × 4: of points of a lattice those around each other point, and their weights; where there is none,
    the nearest."""
    xs, column = np.unique(known[:, 0], return_inverse=True)
    ys, row = np.unique(known[:, 1], return_inverse=True)
    number = np.full((len(ys) + 1, len(xs) + 1), -1)
    number[row, column] = np.arange(len(known))
    (x, along_x), (y, along_y) = _between(xs, at[:, 0]), _between(ys, at[:, 1])
    corners = list(product((0, 1), repeat=2))
    found = np.stack([number[y + up, x + right] for up, right in corners], axis=1)
    share = np.stack(
        [np.abs(1 - up - along_y) * np.abs(1 - right - along_x) for up, right in corners], axis=1
    )
    share[found < 0] = 0.0
    for alone in np.flatnonzero(share.sum(axis=1) <= 0.0):
        found[alone, 0], share[alone, 0] = square(known - at[alone]).argmin(), 1.0
    return found, share / share.sum(axis=1)[:, None]


def _between(lines: Matrix, at: Matrix) -> tuple[Numbers, Matrix]:
    """The line before each place, of all but the last, and how far on the way to the next it is."""
    if len(lines) == 1:
        return np.zeros(len(at), dtype=np.int64), np.zeros(len(at))
    low = np.clip(np.searchsorted(lines, at, side="right") - 1, 0, len(lines) - 2)
    return low, (at - lines[low]) / (lines[low + 1] - lines[low])
