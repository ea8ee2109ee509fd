"""Sets of detectors held against the points within tiles that some of them leave open."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.asked.smoke_brief import SmokeBrief
from plenum.ceiling.pattern.canvas import Canvas
from plenum.ceiling.pattern.sets import Choices
from plenum.ceiling.room.geometry import Mask
from plenum.ceiling.room.room import Spots
from plenum.ceiling.smoke.coverage import ROUNDING_M, sight_distances
from plenum.ceiling.smoke.seen import gaps_between

ASKED: Final = 8
"""Sets that are asked for the points they leave open."""


def gaps(on: Canvas, smoke: SmokeBrief, detectors: Spots) -> NDArray[np.float64]:
    """Points in m within tiles that no detector on these tiles watches, nor one that hangs."""
    if not len(detectors):
        return np.zeros((0, 2))
    return gaps_between(on.room, smoke, on.back(detectors))


def watching(on: Canvas, smoke: SmokeBrief, sets: Choices, points_m: NDArray[np.float64]) -> Mask:
    """Which of the sets watch all of some points in m."""
    tiles, number = sets.tiles
    away = sight_distances(on.room, on.back_in_order(tiles), points_m, smoke.radius_m)
    seen: Mask = np.asarray((away <= smoke.radius_m + ROUNDING_M)[number].any(axis=1))
    return np.asarray(seen.all(axis=1))


def without_open(on: Canvas, smoke: SmokeBrief, sets: Choices) -> Choices:
    """The sets but for those that leave open what some of the cheapest do."""
    for _ in range(ASKED):
        if not len(sets):
            return sets
        points_m = gaps(on, smoke, sets.sets[0])
        if not len(points_m):
            return sets
        keep = watching(on, smoke, sets, points_m)
        keep[0] = False
        sets = replace(sets, sets=sets.sets[keep], price=sets.price[keep], bits=sets.bits[keep])
    return sets
