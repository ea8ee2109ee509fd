"""A plan in the form that stands for its mirror images and quarter turns: one exchange serves them all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np

from plenum.ceiling.room.geometry import TURNS, Points
from plenum.ceiling.room.room import Point, Ring

CORNERS, DECIMALS = 4, 7
"""Of lengths in m: of corners, by which a room is known again, and of points: what is less moves no light."""


@dataclass(frozen=True)
class Form:
    """An image of a plan, and how its points came there."""

    outline: Ring
    holes: tuple[Ring, ...]
    turn: Points
    """2 × 2, from the right."""
    moved: Points

    def of(self, points: Points) -> Points:
        """The points' images."""
        return np.round(points @ self.turn + self.moved, DECIMALS) + 0.0


@lru_cache(maxsize=1024)
def as_it_is(outline: Ring, holes: tuple[Ring, ...]) -> Form:
    """The plan itself."""
    return Form(outline, holes, np.eye(2), np.zeros(2))


@lru_cache(maxsize=1024)
def first_form(outline: Ring, holes: tuple[Ring, ...]) -> Form:
    """The first of the plan's eight images by its corners, its lower left at the origin."""
    images = [_image(outline, holes, turn) for turn in TURNS]
    return min(images, key=lambda image: (image.outline, image.holes))


def _image(outline: Ring, holes: tuple[Ring, ...], turn: Points) -> Form:
    (xx, xy), (yx, yy) = turn.tolist()
    rings = [[(x * xx + y * yx, x * xy + y * yy) for x, y in ring] for ring in (outline, *holes)]
    left, low = min(x for x, _ in rings[0]), min(y for _, y in rings[0])
    first, *others = (
        _from_first_corner([(round(x - left, CORNERS), round(y - low, CORNERS)) for x, y in ring])
        for ring in rings
    )
    return Form(first, tuple(sorted(others)), turn, np.array([-left, -low]))


def _from_first_corner(ring: Sequence[Point]) -> Ring:
    """Counter-clockwise, whichever way it ran."""
    doubled = sum(px * qy - py * qx for (px, py), (qx, qy) in pairwise([*ring, ring[0]]))
    corners = ring if doubled >= 0.0 else ring[::-1]
    start = corners.index(min(corners))
    return (*corners[start:], *corners[:start])
