"""Distances between tiles of one grid: for all tiles at once, in time that grows with the grid.

Between tiles distance depends on whole steps alone. The way to the nearest of some tiles is found
along the columns first and then across them, so that no matrix of pairs is needed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.room.grid import Tile
from plenum.ceiling.room.room import Spots

Floats = NDArray[np.float64]
Tiles = Sequence[Tile] | Spots
FAR: Final = 1 << 20
"""More tiles than any grid has a side."""


def away_m(
    shape: tuple[int, int],
    tile_m: tuple[float, float],
    others: Tiles,
    *,
    to_edge: bool = False,
    at_most_m: float = math.inf,
) -> Floats:
    """height × width: from each tile's centre to the nearest other's centre, or edge, in m.

    What is farther than `at_most_m` is that far; infinite where there are no others.
    """
    width, (tx, ty) = shape[1], tile_m
    across = _steps(np.arange(width), tx, to_edge=to_edge)
    square = _steps(_rows_away(shape, others), ty, to_edge=to_edge) ** 2
    nearest = np.minimum(square, at_most_m**2)
    for step in range(1, width):
        more = float(across[step]) ** 2
        if more >= nearest.max():
            break
        np.minimum(nearest[:, step:], square[:, :-step] + more, out=nearest[:, step:])
        np.minimum(nearest[:, :-step], square[:, step:] + more, out=nearest[:, :-step])
    return np.asarray(np.sqrt(nearest, out=nearest))


def closest_m(points: Floats) -> float:
    """Between the two points nearest to each other, in m; infinite for fewer than two.

    In the order of y each is held against the next, the one after that and so on, until those are
    too far along y alone.
    """
    ordered = points[np.argsort(points[:, 1], kind="stable")]
    best = math.inf
    for step in range(1, len(ordered)):
        gap = ordered[step:] - ordered[:-step]
        if gap[:, 1].min() >= best:
            break
        best = min(best, float(np.hypot(gap[:, 0], gap[:, 1]).min()))
    return best


def _steps(count: NDArray[np.intp], tile_m: float, *, to_edge: bool) -> Floats:
    """So many tiles in m, to the near edge of the last if asked; infinite where there is none."""
    found = np.maximum(count * tile_m - (tile_m / 2 if to_edge else 0.0), 0.0)
    found[count >= FAR] = np.inf
    return np.asarray(found, dtype=float)


def _rows_away(shape: tuple[int, int], others: Tiles) -> NDArray[np.intp]:
    """Each tile's steps along its column to the nearest other in it; at least `FAR` if there is none."""
    y = np.arange(shape[0])[:, None]
    before, after = np.full(shape, -FAR), np.full(shape, 2 * FAR)
    at = np.asarray(others, dtype=np.intp).reshape(-1, 2)
    before[at[:, 1], at[:, 0]] = after[at[:, 1], at[:, 0]] = at[:, 1]
    before = np.maximum.accumulate(before, axis=0)
    after = np.minimum.accumulate(after[::-1], axis=0)[::-1]
    return np.asarray(np.minimum(y - before, after - y))
