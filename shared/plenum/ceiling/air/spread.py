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

SAMPLE: Final = 4000
COARSE: Final = 20
"""Points, and cells along a side, from which a hall's shape is judged."""
SOLID: Final = 0.4
"""A cell of the array with less demand than this share of a full one gets no node."""

Floats = NDArray[np.float64]
Index = NDArray[np.intp]


def spread(demand: Points, candidates: Points, count: int, fixed: Points) -> list[int]:
    """Indices of `count` candidates so that the demand points are near to one of them or of `fixed`.

    Deterministic. Fewer come back when there are fewer candidates; a few more in a hall, whose
    array is kept whole.
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
    """An array with `count` nodes or a few more, each moved to a candidate of its own."""
    nodes = _array(demand, count)
    order = np.argsort(candidates[:, 1], kind="stable")
    rows = candidates[order, 1]
    taken: set[int] = set()
    chosen: list[int] = []
    for x, y in nodes:
        low, high = np.searchsorted(rows, [y - BLOCK_M, y + BLOCK_M])
        near = order[low:high]
        away = (candidates[near, 0] - x) ** 2 + (candidates[near, 1] - y) ** 2
        for k in near[np.argsort(away, kind="stable")[: len(chosen) + 1]]:
            if int(k) not in taken:
                taken.add(int(k))
                chosen.append(int(k))
                break
    spare = (i for i in range(len(candidates)) if i not in taken)
    while len(chosen) < count:
        chosen.append(next(spare))
    return chosen


def _array(demand: Points, count: int) -> Points:
    """Nodes of a nearly square array over the demand's box: the fewest inside, `count` at least.

    Each cell of the array that holds demand enough becomes a node, at the mean of its demand.
    """
    low = demand.min(axis=0)
    span = np.maximum(demand.max(axis=0) - low, 0.1)
    unit = (demand - low) / span
    sample = unit[:: 1 + len(unit) // SAMPLE]
    coarse = np.unique(np.minimum((sample * COARSE).astype(int), COARSE - 1), axis=0)
    pitch = math.sqrt(float(np.prod(span)) * len(coarse) / COARSE**2 / count)
    best: tuple[int, float, tuple[int, int]] | None = None
    for nx in _near(span[0] / pitch):
        for ny in _near(span[1] / pitch):
            inside = len(_cells(sample, (nx, ny))[1])
            skew = abs(math.log(span[0] / nx / (span[1] / ny)))
            if inside >= count and (best is None or (inside, skew) < best[:2]):
                best = (inside, skew, (nx, ny))
    if best is None:
        return demand[:: max(1, len(demand) // count)]
    inverse, solid, weight = _cells(unit, best[2])
    sums = np.stack([np.bincount(inverse, demand[:, k]) for k in (0, 1)], axis=1)
    return np.asarray((sums / weight[:, None])[solid])


def _near(cells: float) -> range:
    """Numbers of cells along one axis that are tried around the one that fits."""
    return range(max(1, math.floor(cells * 0.85)), math.ceil(cells * 1.2) + 1)


def _cells(unit: Points, shape: tuple[int, int]) -> tuple[Index, Index, Index]:
    """Each point's cell, the cells with demand enough for a node, and how much each cell holds."""
    cell = np.minimum((unit * shape).astype(int), np.array(shape) - 1)
    _, inverse, weight = np.unique(
        cell[:, 1] * shape[0] + cell[:, 0], return_inverse=True, return_counts=True
    )
    return inverse, np.flatnonzero(weight >= SOLID * weight.max()), weight
