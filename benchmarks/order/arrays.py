"""Whether positions form an array: full, clipped by the room, or completed (L3, L3c, S1, L5b, L9, W)."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from benchmarks.order.ceiling import SAME_LINE, Ceiling, Points, lines
from plenum.ceiling.room.kinds import Kind

COMPLETED_SHARE = 0.15
COMPLETED_FEW = 3
BENT = 0.9
"""Rooms that fill less of their box may have completed arrays."""
MOST_LINES = 12
"""Sparse lines of which every few are tried as the completing ones."""
WALL_LOW, WALL_HIGH = 0.3, 0.7


def crossings(at: Points, ceiling: Ceiling) -> bool:
    """Whether these are all crossings of their lines, those on unusable tiles left out, at even pitches."""
    tile = ceiling.tile_m
    columns, rows = (lines(at[:, axis], SAME_LINE * tile) for axis in (0, 1))
    if not _even(columns, ceiling.room.tile_m[0]) or not _even(rows, ceiling.room.tile_m[1]):
        return False
    taken = {(_nearest(columns, x), _nearest(rows, y)) for x, y in at}
    missing = len(columns) * len(rows) - len(taken)
    if not missing:
        return True
    open_ = sum(ceiling.usable(x, y) for x in columns for y in rows)
    return open_ == len(taken)


def _even(line: Points, tile: float) -> bool:
    pitches = np.diff(line)
    return not len(pitches) or float(np.ptp(pitches)) <= (1.0 + SAME_LINE) * tile


def _nearest(line: Points, value: float) -> int:
    return int(np.abs(line - value).argmin())


def completed(at: Points, ceiling: Ceiling) -> bool:
    """L3c: an array, in a bent room once the few lights that complete it are taken away."""
    if crossings(at, ceiling):
        return True
    if ceiling.fill >= BENT:
        return False
    most = max(COMPLETED_FEW, int(COMPLETED_SHARE * len(at)))
    on_lines = _sparse_lines(at, ceiling, most)
    for few in range(1, len(on_lines) + 1):
        for some in combinations(on_lines, few):
            gone = np.logical_or.reduce(some)
            if gone.sum() <= most and gone.sum() < len(at) - 1 and crossings(at[~gone], ceiling):
                return True
        if few >= most:
            break
    return False


def _sparse_lines(at: Points, ceiling: Ceiling, most: int) -> list[np.ndarray]:
    """Masks of the lines with few lights, the emptiest first."""
    found = []
    for axis in (0, 1):
        line = lines(at[:, axis], SAME_LINE * ceiling.tile_m)
        on = np.array([_nearest(line, value) for value in at[:, axis]])
        found += [on == i for i in range(len(line))]
    found = [mask for mask in found if mask.sum() <= most]
    return sorted(found, key=lambda mask: int(mask.sum()))[:MOST_LINES]


def in_company(ceiling: Ceiling) -> tuple[int, int] | None:
    """L5b: lights that share their column with another and their row with another, of how many.

    None in rooms with one column or one row.
    """
    counted = _on_lines(ceiling)
    if counted is None:
        return None
    columns, rows = counted
    return int(((columns > 1) & (rows > 1)).sum()), len(columns)


def lonely(ceiling: Ceiling) -> bool | None:
    """L9: whether some column or row holds one light alone; None with one column or one row."""
    counted = _on_lines(ceiling)
    return None if counted is None else bool(min(each.min() for each in counted) == 1)


def _on_lines(ceiling: Ceiling) -> tuple[np.ndarray, np.ndarray] | None:
    """For each light how many stand on its column, and how many on its row."""
    counted = []
    for axis in (0, 1):
        values = ceiling.lights[:, axis]
        line = lines(values, SAME_LINE * ceiling.tile_m)
        if len(line) < 2:
            return None
        on = np.array([_nearest(line, value) for value in values])
        counted.append(np.bincount(on)[on])
    return counted[0], counted[1]


def wall_gaps(ceiling: Ceiling) -> tuple[int, int]:
    """W: outer lines of a near-rectangular room whose gap to the wall is a usual share of the pitch."""
    good = of = 0
    if not ceiling.near_rectangular:
        return 0, 0
    x0, y0, x1, y1 = ceiling.outer.bounds
    for axis, (low, high) in enumerate(((x0, x1), (y0, y1))):
        line = lines(ceiling.lights[:, axis], SAME_LINE * ceiling.tile_m)
        if len(line) < 2:
            continue
        pitch = float(line[-1] - line[0]) / (len(line) - 1)
        for gap in (line[0] - low, high - line[-1]):
            of += 1
            good += WALL_LOW - 1e-9 <= gap / pitch <= WALL_HIGH + 1e-9
    return good, of


def array_of(ceiling: Ceiling, kind: Kind) -> bool | None:
    """L3 and S1: whether two or more of a kind are an array."""
    at = ceiling.at(kind)
    return crossings(at, ceiling) if len(at) >= 2 else None


def completed_array(ceiling: Ceiling) -> bool | None:
    """L3c."""
    return completed(ceiling.lights, ceiling) if len(ceiling.lights) >= 2 else None
