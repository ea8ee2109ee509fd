"""The lights' lines, and what each tile along an axis costs a component that should stand on their pattern.

An architect reads a ceiling by its lines: what hangs on one, or midway between two, belongs to it. What
stands elsewhere has a price, so that order gives way to rules and to nothing else.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

Prices = NDArray[np.float64]
OFF: Final = 2.0
"""A tile on none of the pattern's places."""
BESIDE: Final = 0.8
"""Either tile beside a place that falls on the joint between two."""
BEYOND: Final = 0.3
"""Half a pitch or a whole one beyond the outer lines."""
QUARTER: Final = 0.4
QUARTERED: Final = 6
"""Tiles of a bay from which its quarters are places."""
WALLWARD: Final = 0.2
"""Halfway from a single line to a wall."""
NEAR: Final = 0.51
"""Tiles from a place within which a tile stands for it: beside a joint both do."""


def axis_prices(lines: NDArray[np.intp], low: int, high: int, size: int) -> Prices:
    """What each of `size` tiles along an axis costs, 0 on a line or exactly midway between two.

    `lines` are the lights' tiles along the axis, in order, each once; usable tiles run from `low` to
    `high`. Without lights every tile costs nothing.
    """
    if not len(lines):
        return np.zeros(size)
    prices = [OFF] * size
    for place, price in _places(lines.tolist(), low, high):
        _mark(prices, place, price)
    return np.array(prices)


def _places(lines: list[int], low: int, high: int) -> list[tuple[float, float]]:
    """Where a component belongs, in tiles, and the price there."""
    found = [(float(line), 0.0) for line in lines]
    for first, second in pairwise(lines):
        bay = second - first
        if bay > 1:
            found.append(((first + second) / 2, 0.0))
        if bay >= QUARTERED:
            found += [(first + bay / 4, QUARTER), (second - bay / 4, QUARTER)]
    if len(lines) == 1:
        return [*found, *_around_one(lines[0], low, high)]
    pitch = (lines[-1] - lines[0]) / (len(lines) - 1)
    for step in (pitch / 2, *([pitch] if pitch == round(pitch) else [])):
        found += [(lines[0] - step, BEYOND), (lines[-1] + step, BEYOND)]
    return found


def _around_one(line: int, low: int, high: int) -> list[tuple[float, float]]:
    """An axis with one line: the room's middle, and halfway from the line to either wall."""
    walls = (low - 0.5, high + 0.5)
    return [((low + high) / 2, 0.0), *(((line + wall) / 2, WALLWARD) for wall in walls)]


def _mark(prices: list[float], place: float, price: float) -> None:
    """The tiles that stand for a place, dearer where they are beside it."""
    for tile in {math.floor(place), math.ceil(place)}:
        off = abs(tile - place)
        if off <= NEAR and 0 <= tile < len(prices):
            prices[tile] = min(prices[tile], price + (BESIDE if off > 0.05 else 0.0))
