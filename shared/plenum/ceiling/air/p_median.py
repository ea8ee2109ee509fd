"""Where a number of diffusers share a ceiling fairly: the p-median of its tiles, on tiles that are free.

With squared distances each diffuser settles at the middle of the part that is its own, which is
half the spacing from walls and mid-planes alike (domain facts 3.2).
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.air.diffuser_array import snapped_array
from plenum.ceiling.room.distances import Tiles
from plenum.ceiling.room.geometry import Points, tile_centres
from plenum.ceiling.room.room import Room

WORK: Final = 40_000_000
"""Distance comparisons spent on exchanges; above it an array snapped to free tiles has to do."""
SWEEPS: Final = 4

Floats = NDArray[np.float64]


def spread(room: Room, demand: Tiles, candidates: Tiles, count: int, fixed: Tiles) -> list[int]:
    """Indices of `count` candidates so that the demand is near to one of them or of `fixed`.

    Deterministic. Fewer come back when there are fewer candidates; a few more in a hall, whose
    array is kept whole.
    """
    count = min(count, len(candidates))
    if count <= 0:
        return []
    if not exchangeable(len(demand), len(candidates), count):
        return snapped_array(room, demand, candidates, count)
    points = tile_centres(room, demand)
    square = _square(tile_centres(room, candidates), points)
    base = _square(tile_centres(room, fixed), points).min(axis=0, initial=np.inf)
    chosen = _greedy(square, base, count)
    beside: dict[int, list[int]] = {}
    least = np.empty_like(square)
    for _ in range(SWEEPS):
        before = list(chosen)
        for i in range(count):
            rest = chosen[:i] + chosen[i + 1 :]
            if beside.get(i) == rest:
                continue
            beside[i] = rest
            near = np.minimum(base, square[rest].min(axis=0, initial=np.inf))
            score = np.minimum(square, near, out=least).sum(axis=1)
            score[rest] = np.inf
            chosen[i] = _least(score)
        if chosen == before:
            break
    return chosen


def exchangeable(demand: int, candidates: int, count: int) -> bool:
    """Whether so many of them are few enough to be tried one against the other."""
    return demand * candidates * count * SWEEPS <= WORK


def _square(a: Points, b: Points) -> Floats:
    x, y = a[:, 0, None] - b[:, 0], a[:, 1, None] - b[:, 1]
    x *= x
    y *= y
    x += y
    return x


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
