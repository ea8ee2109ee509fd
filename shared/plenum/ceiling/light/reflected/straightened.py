"""A ring without its bends, by Douglas and Peucker's rule, whichever way it lies.

What starts at a ring's first corner, or keeps one of two corners that are equally far out, makes another
ring of a mirror image. Here a ring starts where it reaches farthest along the axes, in the middle of a wall
that lies there, and all corners that are equally far out are kept.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.room.geometry import Points

SAME_M: Final = 1e-3
"""Apart, corners are equally far out."""
STRAIGHT_M: Final = 1e-6


def straightened(corners: Points, bend_m: float) -> Points:
    """Corners of the ring, or middles of its walls; all of them where no fewer would do."""
    ring, starts = _from_starts(corners)
    kept = np.zeros(len(ring), dtype=bool)
    asked = list(pairwise(starts))
    while asked:
        start, end = asked.pop()
        kept[start] = kept[end] = True
        away = _from_line(ring[start + 1 : end], ring[start], ring[end])
        if len(away) and away.max() > bend_m + STRAIGHT_M:
            far = start + 1 + np.flatnonzero(away > away.max() - SAME_M)
            asked += pairwise([start, *far.tolist(), end])
    found = _without_straight(ring[:-1][kept[:-1]])
    return found if 3 <= len(found) < len(corners) else corners


def _from_starts(corners: Points) -> tuple[Points, list[int]]:
    """The ring from one of its starts to itself again, and where its starts are."""
    after = np.roll(corners, -1, axis=0)
    middles, starts = np.zeros((2, len(corners)), dtype=bool)
    for out in (corners[:, 0], corners[:, 1], -corners[:, 0], -corners[:, 1]):
        there = out > out.max() - SAME_M
        wall = there & np.roll(there, -1)
        middles |= wall
        starts |= there & ~wall & ~np.roll(wall, 1)
    ring = np.stack([corners, (corners + after) / 2.0], axis=1).reshape(-1, 2)
    has = np.stack([np.ones_like(middles), middles], axis=1).ravel()
    begins = np.flatnonzero(np.stack([starts, middles], axis=1).ravel()[has])
    ring = np.roll(ring[has], -begins[0], axis=0)
    return np.concatenate([ring, ring[:1]]), [*(begins - begins[0]).tolist(), len(ring)]


def _from_line(points: Points, start: Points, end: Points) -> NDArray[np.float64]:
    """How far points are from the line between two."""
    along, to = end - start, points - start
    share = np.clip(to @ along / max(float(along @ along), STRAIGHT_M**2), 0.0, 1.0)
    return np.asarray(np.hypot(*(to - share[:, None] * along).T))


def _without_straight(ring: Points) -> Points:
    """Without corners that are on the line between their neighbours."""
    before, after = np.roll(ring, 1, axis=0), np.roll(ring, -1, axis=0)
    along = after - before
    aside = along[:, 0] * (ring - before)[:, 1] - along[:, 1] * (ring - before)[:, 0]
    bent = np.abs(aside) > STRAIGHT_M * np.maximum(np.hypot(*along.T), STRAIGHT_M)
    return np.asarray(ring[bent])
