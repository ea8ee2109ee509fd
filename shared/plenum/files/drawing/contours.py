"""Contours of values on a lattice: closed rings around all that is at or above a level.

Marching squares. The lattice is framed by nodes that are below every level, so that each ring
closes; a saddle is joined where the mean of its corners is at or above the level.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

Lattice = NDArray[np.float64]
Ring = list[tuple[float, float]]
_FRAME: Final = -np.inf
_AROUND: Final = ((0, 0), (0, 1), (1, 1), (1, 0))
"""A cell's corners as (row, column), counter-clockwise; edge i runs from corner i to the next."""


def _steps(corners: int, joined: bool) -> tuple[tuple[int, int], ...]:
    """How contours cross a cell, from edge to edge with the higher ground on the left; bit i is corner i."""
    above = [bool(corners >> i & 1) for i in range(4)]
    leaving = [i for i in range(4) if above[i] and not above[(i + 1) % 4]]
    entering = [i for i in range(4) if above[(i + 1) % 4] and not above[i]]
    if len(leaving) < 2:
        return tuple(zip(leaving, entering, strict=True))
    # Each high corner lies between the edge where the ground rises and the edge where it falls.
    own = {(i - 1) % 4: i for i in leaving}
    pairs = [(falls, rises) for rises, falls in own.items()]
    return ((pairs[0][0], pairs[1][1]), (pairs[1][0], pairs[0][1])) if joined else tuple(pairs)


_TABLE: Final = tuple(tuple(_steps(c, joined) for joined in (False, True)) for c in range(16))


def rings(xs: Lattice, ys: Lattice, values: Lattice, level: float) -> list[Ring]:
    """The rings of one level, holes the other way round; `values` is rows (ys) by columns (xs)."""
    x, y = (np.concatenate([[axis[0] - 1.0], axis, [axis[-1] + 1.0]]) for axis in (xs, ys))
    v = np.pad(np.asarray(values, dtype=float), 1, constant_values=_FRAME)
    high = v >= level
    rows, columns = len(y), len(x)
    bits = np.zeros((rows - 1, columns - 1), dtype=np.int64)
    for i, (r, c) in enumerate(_AROUND):
        bits |= high[r : r + rows - 1, c : c + columns - 1].astype(np.int64) << i
    across, up = _crossings(v, x, axis=1, level=level), _crossings(v, y, axis=0, level=level)

    def edge(row: int, column: int, side: int) -> int:
        """A number for each edge of the lattice, the same from both its cells."""
        if side % 2 == 0:
            return 2 * ((row + side // 2) * columns + column)
        return 2 * (row * columns + column + (1 if side == 1 else 0)) + 1

    follows: dict[int, int] = {}
    mixed = np.argwhere((bits > 0) & (bits < 15))
    for (row, column), kind in zip(mixed.tolist(), bits[mixed[:, 0], mixed[:, 1]].tolist(), strict=True):
        joined = kind in (5, 10) and bool(v[row : row + 2, column : column + 2].mean() >= level)
        for leave, enter in _TABLE[kind][joined]:
            follows[edge(row, column, leave)] = edge(row, column, enter)

    def place(number: int) -> tuple[float, float]:
        row, column = divmod(number // 2, columns)
        if number % 2:
            return float(x[column]), float(up[row, column])
        return float(across[row, column]), float(y[row])

    found: list[Ring] = []
    while follows:
        start, following = follows.popitem()
        ring = [place(start)]
        while following != start:
            ring.append(place(following))
            following = follows.pop(following)
        found.append(ring)
    return found


def _crossings(v: Lattice, at: Lattice, axis: int, level: float) -> Lattice:
    """Where the level lies between neighbours; half way to the frame."""
    low, high = (np.delete(v, end, axis=axis) for end in (-1, 0))
    with np.errstate(invalid="ignore", divide="ignore"):
        part = (level - low) / (high - low)
    part = np.where(np.isfinite(low) & np.isfinite(high), part, 0.5)
    near, step = at[:-1], np.diff(at)
    shape = (1, -1) if axis == 1 else (-1, 1)
    found: Lattice = near.reshape(shape) + part * step.reshape(shape)
    return found
