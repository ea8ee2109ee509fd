"""Where a number of diffusers share a ceiling fairly: the p-median of its tiles, on tiles that are free.

With squared distances each diffuser settles at the middle of the part that is its own, which is
half the spacing from walls and mid-planes alike (domain facts 3.2).
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.geometry import Points

WORK: Final = 40_000_000
"""Distance comparisons spent on exchanges; above it an array snapped to free tiles has to do."""
SWEEPS: Final = 4
BLOCK_M: Final = 12.0
"""Candidates looked at around a node of a snapped array."""

Floats = NDArray[np.float64]


def spread(demand: Points, candidates: Points, count: int, fixed: Points) -> list[int]:
    """Indices of `count` candidates so that the demand points are near to one of them or of `fixed`.

    Deterministic. Fewer come back when there are fewer candidates.
    """
    count = min(count, len(candidates))
    if count <= 0:
        return []
    if len(demand) * len(candidates) * count * SWEEPS > WORK:
        return _snapped(demand, candidates, count)
    square = _square(candidates, demand)
    base = _square(fixed, demand).min(axis=0, initial=np.inf)
    chosen = _greedy(square, base, count)
    for _ in range(SWEEPS):
        before = list(chosen)
        for i in range(count):
            rest = chosen[:i] + chosen[i + 1 :]
            near = np.minimum(base, square[rest].min(axis=0, initial=np.inf))
            score = np.minimum(square, near).sum(axis=1)
            score[rest] = np.inf
            chosen[i] = _least(score)
        if chosen == before:
            break
    return chosen


def _square(a: Points, b: Points) -> Floats:
    step = a[:, None] - b[None]
    return np.asarray((step**2).sum(axis=-1))


def _least(score: Floats) -> int:
    """The first of the least scores; sums that differ in rounding alone are equal."""
    return int(np.argmax(score <= score.min() * (1 + 1e-9) + 1e-9))


def _greedy(square: Floats, base: Floats, count: int) -> list[int]:
    chosen: list[int] = []
    near = base
    for _ in range(count):
        score = np.minimum(square, near).sum(axis=1)
        score[chosen] = np.inf
        chosen.append(_least(score))
        near = np.minimum(near, square[chosen[-1]])
    return chosen


def _snapped(demand: Points, candidates: Points, count: int) -> list[int]:
    """An array with about `count` nodes over the demand, each node moved to a candidate of its own."""
    nodes = _array(demand, count)
    order = np.argsort(candidates[:, 1], kind="stable")
    rows = candidates[order, 1]
    taken: set[int] = set()
    chosen: list[int] = []
    for x, y in nodes:
        low, high = np.searchsorted(rows, [y - BLOCK_M, y + BLOCK_M])
        near = order[low:high]
        away = (candidates[near, 0] - x) ** 2 + (candidates[near, 1] - y) ** 2
        for k in near[np.argsort(away, kind="stable")[: count + 1]]:
            if int(k) not in taken:
                taken.add(int(k))
                chosen.append(int(k))
                break
    spare = (i for i in range(len(candidates)) if i not in taken)
    while len(chosen) < count:
        chosen.append(next(spare))
    return chosen


def _array(demand: Points, count: int) -> Points:
    """Nodes of the square array over the demand's box whose number inside comes nearest to `count`.

    A node is inside when it is nearer than half a pitch to a demand point of its cell: each cell
    of the array that holds demand becomes one node, at the mean of its demand. Cells are merged or
    split by changing the pitch.
    """
    low, high = demand.min(axis=0), demand.max(axis=0)
    area = len(demand)
    pitch = math.sqrt(float(np.prod(np.maximum(high - low, 0.1))) / count)
    best: Points = demand[:1]
    for scale in np.linspace(0.7, 1.3, 25):
        cells = np.maximum(1, np.round((high - low) / (pitch * scale))).astype(int)
        size = (high - low) / cells + 1e-9
        cell = np.minimum(((demand - low) / size).astype(int), cells - 1)
        key, inverse, weight = np.unique(
            cell[:, 1] * cells[0] + cell[:, 0], return_inverse=True, return_counts=True
        )
        solid = weight >= 0.4 * area / len(key)
        if abs(int(solid.sum()) - count) < abs(len(best) - count) or len(best) == 1:
            sums = np.stack([np.bincount(inverse, demand[:, k]) for k in (0, 1)], axis=1)
            best = (sums / weight[:, None])[solid]
    return best[:count]
