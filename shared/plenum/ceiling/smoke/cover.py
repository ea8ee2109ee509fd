"""The fewest detectors that cover a room, and among such covers a clear and central one.

One and two are found by looking at all of them. More: a greedy cover above, a packing of points
no two of which share a tile below, and a mixed-integer program where the two differ.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.room.geometry import Mask
from plenum.ceiling.smoke import cover_program
from plenum.ceiling.smoke.cover_reduction import Index, reduced

Floats = NDArray[np.float64]
SWEEPS = 2
MOVES = 60
"""Steps of mending a cover before the program is solved again."""


@dataclass(frozen=True)
class Cover:
    """Rows of the coverage matrix, and how good their count is."""

    chosen: tuple[int, ...]
    lower_bound: int
    uncovered: tuple[int, ...] = ()
    """Points that no row covers; the rows chosen cover all the others."""


def smallest_cover(
    covers: Mask,
    distance: Floats,
    penalty: Floats,
    *,
    at_least: int = 0,
    prove: int = cover_program.QUICK,
    before: Cover | None = None,
) -> Cover:
    """A smallest set of rows covering every coverable point, no fewer than `at_least`.

    `distance` (n × m, m) and `penalty` (n, any unit, 0 is best) choose among covers of that size:
    least penalty first, then the most central. A program is solved of no more than `prove` rows times
    columns; beyond, the bound is the packing's. `before` is the answer for some of the points: its bound
    still holds, and where it can be mended by moving detectors nothing is solved again. Deterministic.
    """
    n = covers.shape[0]
    coverable = covers.any(axis=0)
    uncovered = tuple(int(i) for i in np.flatnonzero(~coverable))
    if n == 0:
        return Cover((), at_least, uncovered)
    covers, distance = covers[:, coverable], distance[:, coverable]
    if covers.shape[1] == 0:
        chosen, bound = _filled([], distance, penalty, at_least), at_least
        return Cover(tuple(chosen), bound, uncovered)
    moved = mended(covers, before.chosen) if before else None
    if before and moved is not None:
        chosen, bound = moved, before.lower_bound
    else:
        known = before.lower_bound if before else 0
        chosen, bound = _fewest(covers, distance, penalty, known, prove)
    if len(chosen) < at_least:
        chosen = _filled(chosen, distance, penalty, min(at_least, n))
    if len(chosen) > 1:
        chosen = _centred(chosen, covers, distance, penalty)
    return Cover(tuple(sorted(chosen)), max(bound, at_least), uncovered)


def _fewest(covers: Mask, distance: Floats, penalty: Floats, known: int, prove: int) -> tuple[list[int], int]:
    """A cover and a lower bound on any cover's size, of which one is `known`."""
    ones = np.flatnonzero(covers.all(axis=1))
    if len(ones):
        farthest = distance[ones].max(axis=1)
        return [int(ones[np.lexsort((ones, farthest, penalty[ones]))[0]])], 1
    bound = max(2, known, packing(covers))
    greedy = _greedy(covers, penalty)
    if len(greedy) <= bound:
        return greedy, bound
    rows, columns = reduced(covers)
    small = covers[np.ix_(rows, columns)]
    if bound == 2:
        pair = _pair(small)
        if pair:
            return [int(rows[i]) for i in pair], 2
        bound = 3
    if len(greedy) > bound:
        best = _greedy(small, penalty[rows])
        if len(best) > bound and small.size <= prove:
            best, proven = cover_program.solve(small, best)
            bound = max(bound, proven)
        if len(best) < len(greedy):
            greedy = [int(rows[i]) for i in best]
    return greedy, bound


def mended(covers: Mask, chosen: tuple[int, ...]) -> list[int] | None:
    """As many rows that cover everything, found by moving one at a time; None where it does not work out.

    Points weigh more the longer they stay open (row weighting), so that no two moves undo each other
    for ever.
    """
    rows = list(chosen)
    own = covers[rows]
    weight = np.ones(covers.shape[1], dtype=np.float32)
    for _ in range(MOVES):
        times = own.sum(axis=0)
        still_open = np.flatnonzero(times == 0)
        if not len(still_open):
            return rows
        weight[still_open] += 1
        tried = covers[:, still_open[0]].copy()
        tried[rows] = False
        able = np.flatnonzero(tried)
        if not len(able):
            return None
        # What is open when a row has left: points that no other covers.
        left = own * np.where(times <= 1, weight, np.float32(0.0))
        left[:, still_open] = weight[still_open]
        loss = left.sum(axis=1)[:, None] - left @ covers[able].T.astype(np.float32)
        slot, best = divmod(int(np.argmin(loss)), len(able))
        rows[slot] = int(able[best])
        own[slot] = covers[rows[slot]]
    return None


def _pair(covers: Mask) -> tuple[int, int] | None:
    """The first two rows that cover everything together."""
    missed = (~covers).astype(np.float32)
    first, second = np.nonzero(missed @ missed.T < 0.5)
    return (int(first[0]), int(second[0])) if len(first) else None


def _greedy(covers: Mask, penalty: Floats) -> list[int]:
    """Most new points first, less penalty where equal; then rows that turned out needless leave."""
    open_points = np.ones(covers.shape[1], dtype=bool)
    tie = 0.5 * penalty / max(1.0, float(penalty.max()))
    chosen: list[int] = []
    while open_points.any():
        best = int(np.argmax(covers[:, open_points].sum(axis=1) - tie))
        chosen.append(best)
        open_points &= ~covers[best]
    times = np.asarray(covers[chosen].sum(axis=0))
    for row in tuple(chosen):
        if (times - covers[row] >= 1).all():
            chosen.remove(row)
            times = times - covers[row]
    return chosen


def packing(covers: Mask) -> int:
    """How many points can be picked no two of which one row covers: each needs a row of its own."""
    left = np.ones(covers.shape[1], dtype=np.bool_)
    order = np.argsort(covers.sum(axis=0), kind="stable")
    count = 0
    for point in order:
        if left[point]:
            count += 1
            left &= np.asarray(~covers[covers[:, point]].any(axis=0))
    return count


def _filled(chosen: list[int], distance: Floats, penalty: Floats, count: int) -> list[int]:
    """More rows, each the one that brings the points' mean square distance down most."""
    chosen = list(chosen)
    square = np.minimum(distance, 1e3) ** 2
    while len(chosen) < min(count, len(distance)):
        near = square[chosen].min(axis=0, initial=np.inf)
        score = np.minimum(square, near).mean(axis=1) + 1e6 * penalty
        score[chosen] = np.inf
        chosen.append(int(np.argmin(score)))
    return chosen


def _centred(chosen: list[int], covers: Mask, distance: Floats, penalty: Floats) -> list[int]:
    """The cover with each detector moved, one at a time, to where penalty and then distance are least."""
    square = np.where(np.isfinite(distance), distance, 1e3) ** 2
    for _ in range(SWEEPS):
        before = list(chosen)
        for i, row in enumerate(chosen):
            rest = chosen[:i] + chosen[i + 1 :]
            need = np.asarray(~covers[rest].any(axis=0))
            tried = _candidates(row, rest, covers, need)
            near = square[rest].min(axis=0)
            score = np.minimum(square[tried], near).mean(axis=1)
            chosen[i] = int(tried[np.lexsort((tried, np.round(score, 9), penalty[tried]))[0]])
        if chosen == before:
            break
    return chosen


def _candidates(row: int, rest: list[int], covers: Mask, need: Mask) -> Index:
    """Rows that cover what only `row` covers now, itself among them."""
    fits: Mask = np.asarray(covers[:, need].all(axis=1))
    fits[rest] = False
    fits[row] = True
    return np.flatnonzero(fits)
