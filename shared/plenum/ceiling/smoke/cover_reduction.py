"""A smaller cover problem with the same smallest covers: rows and columns that can not matter leave."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.room.geometry import Mask

Index = NDArray[np.intp]
ROUNDS = 3


def binding_points(covers: Mask) -> Index:
    """Points that decide: a point whose every coverer also covers another such point's is implied.

    Point p implies q when all tiles that cover p cover q too; then q may be forgotten. Of points
    with the same coverers the first stays.
    """
    keep = _distinct(covers.T)
    table = covers[:, keep].astype(np.float32)
    size = table.sum(axis=0)
    # both[p, q] = tiles covering p and q; p within q where that is all of p's.
    within = (table.T @ table) >= size[:, None] - 0.5
    np.fill_diagonal(within, False)
    return np.asarray(keep[~within.any(axis=0)])


def _distinct(rows: Mask) -> Index:
    """The first of each set of equal rows, in order; compared as packed bytes."""
    packed = np.ascontiguousarray(np.packbits(rows, axis=1))
    keys = packed.view(f"V{packed.shape[1]}").ravel()
    _, first = np.unique(keys, return_index=True)
    return np.asarray(np.sort(first))


def useful_tiles(covers: Mask) -> Index:
    """Tiles that no other tile replaces: a tile that covers a subset of another's points may go."""
    keep = _distinct(covers)
    table = covers[keep].astype(np.float32)
    size = table.sum(axis=1)
    within = (table @ table.T) >= size[:, None] - 0.5
    np.fill_diagonal(within, False)
    return np.asarray(keep[~within.any(axis=1)])


def reduced(covers: Mask) -> tuple[Index, Index]:
    """Rows (tiles) and columns (points) of the smaller problem; every point must be coverable."""
    rows = np.arange(covers.shape[0])
    columns = np.arange(covers.shape[1])
    for _ in range(ROUNDS):
        before = len(rows), len(columns)
        columns = columns[binding_points(covers[np.ix_(rows, columns)])]
        rows = rows[useful_tiles(covers[np.ix_(rows, columns)])]
        if (len(rows), len(columns)) == before:
            break
    return rows, columns
