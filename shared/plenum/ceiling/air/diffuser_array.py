"""A nearly square array of diffusers over a hall, each node moved to a free tile of its own."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.room.distances import Tiles
from plenum.ceiling.room.geometry import Points, tile_centres
from plenum.ceiling.room.room import Room
from plenum.ceiling.room.tile_index import TileIndex

SAMPLE: Final = 4000
PER_NODE: Final = 16
"""Points from which a hall's shape is judged: `SAMPLE`, or so many a node if that is more."""
COARSE: Final = 20
"""Cells along a side in which the hall's area is estimated."""
SOLID: Final = 0.4
"""A cell of the array with less demand than this share of a full one gets no node."""
MOST_TRIED: Final = 12
"""Numbers of columns, and of rows, that are tried."""
REACH: Final = 4
"""Tiles around a node that are looked at first."""

Index = NDArray[np.intp]


def snapped_array(room: Room, demand: Tiles, candidates: Tiles, count: int) -> list[int]:
    """Indices of candidates: an array of `count` nodes or a few more, as far as there are candidates."""
    spots = np.asarray(candidates)
    free = TileIndex(room, spots)
    nodes = _array(tile_centres(room, demand), count)
    chosen: list[int] = []
    for node, first in zip(nodes, free.nearest(nodes, REACH).tolist(), strict=True):
        best = first if first >= 0 and free.at[spots[first][1], spots[first][0]] >= 0 else _next(free, node)
        if best < 0:
            break
        free.remove(spots[best])
        chosen.append(best)
    missing = max(0, min(count, len(spots)) - len(chosen))
    return [*chosen, *np.setdiff1d(np.arange(len(spots)), chosen)[:missing].tolist()]


def _next(free: TileIndex, node: Points) -> int:
    """The nearest tile that is left, looked for farther and farther away; -1 where none is."""
    reach = REACH
    while True:
        found = int(free.nearest(node[None], reach)[0])
        if found >= 0 or reach >= max(free.at.shape):
            return found
        reach *= 2


def _array(demand: Points, count: int) -> Points:
    """Nodes over the demand's box: the fewest inside, `count` at least.

    Each cell of the array that holds demand enough becomes a node, at the mean of its demand.
    """
    low = demand.min(axis=0)
    span = np.maximum(demand.max(axis=0) - low, 0.1)
    unit = (demand - low) / span
    sample = unit[:: 1 + len(unit) // max(SAMPLE, PER_NODE * count)]
    coarse = len(np.flatnonzero(_weights(sample, (COARSE, COARSE))[1]))
    pitch = math.sqrt(float(np.prod(span)) * coarse / COARSE**2 / count)
    best: tuple[int, float, tuple[int, int]] | None = None
    rows = {ny: np.minimum((sample[:, 1] * ny).astype(np.intp), ny - 1) for ny in _near(span[1] / pitch)}
    for nx in _near(span[0] / pitch):
        column = np.minimum((sample[:, 0] * nx).astype(np.intp), nx - 1)
        for ny, row in rows.items():
            if nx * ny < count:
                continue
            inside = len(_solid(np.bincount(row * nx + column)))
            skew = abs(math.log(span[0] / nx / (span[1] / ny)))
            if inside >= count and (best is None or (inside, skew) < best[:2]):
                best = (inside, skew, (nx, ny))
    if best is None:
        return demand[:: max(1, len(demand) // count)]
    cell, weight = _weights(unit, best[2])
    solid = _solid(weight)
    sums = np.stack([np.bincount(cell, demand[:, k], len(weight)) for k in (0, 1)], axis=1)
    return np.asarray(sums[solid] / weight[solid, None])


def _near(cells: float) -> range:
    """Numbers of cells along one axis that are tried around the one that fits."""
    low, high = max(1, math.floor(cells * 0.85)), math.ceil(cells * 1.2)
    if high - low >= MOST_TRIED:
        low, high = round(cells) - MOST_TRIED // 2 + 1, round(cells) + MOST_TRIED // 2
    return range(low, high + 1)


def _weights(unit: Points, shape: tuple[int, int]) -> tuple[Index, Index]:
    """Each point's cell, and how much each cell holds."""
    x, y = np.minimum((unit * shape).astype(np.intp), np.array(shape) - 1).T
    cell = y * shape[0] + x
    return cell, np.bincount(cell, minlength=shape[0] * shape[1])


def _solid(weight: Index) -> Index:
    """The cells with demand enough for a node."""
    return np.flatnonzero(weight >= SOLID * weight.max())
