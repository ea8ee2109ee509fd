"""Every choice of a few lights, tried: the best that holds the rules, or proof that none does.

Choices grow by one light at a time. Those are dropped at once that even the best of the lights still
to come cannot bring to the mean, or cannot bring to U0·Em at some point.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.light.field import LightField
from plenum.ceiling.light.photometry import Matrix
from plenum.ceiling.light.search import Nodes, valid

WORK: Final = 5_000_000
"""Sums looked at before giving up: some 50 ms."""
CHOICES: Final = 500_000
"""Choices held at once."""
MOST_LIGHTS: Final = 6
ROUNDING: Final = 1e-9

Choices = NDArray[np.int64]
"""choices × lights: numbers in the order of the gains to the mean, ascending in a row."""


def exhausted(field: LightField, count: int) -> tuple[Nodes | None, bool]:
    """The most even choice of so many tiles that holds the rules, and whether all were looked at."""
    if not 0 < count <= min(MOST_LIGHTS, len(field.tiles)):
        return None, count > len(field.tiles) or count == 0
    order = np.argsort(-field.mean_gain, kind="stable")
    gain, mean_gain = field.gain[order], field.mean_gain[order]
    em, u0 = field.brief.em_lx * (1.0 - ROUNDING), field.brief.u0
    asked = u0 * em - field.base
    best = gain.max(axis=0)
    hardest = np.argsort(best / np.maximum(asked, 1e-9), kind="stable")
    hardest = hardest[asked[hardest] > 0.0]
    missing = em - float(field.base.mean())
    choices: Choices = np.zeros((1, 0), dtype=np.int64)
    work = WORK
    for left in range(count - 1, -1, -1):
        choices = _extended(choices, len(gain) - left)
        if len(choices) > CHOICES:
            return None, False
        last = choices[:, -1]
        ahead = mean_gain[np.minimum(last + 1, len(gain) - 1)] * left
        choices = choices[_sums(mean_gain, choices) + ahead >= missing]
        for point in hardest:
            work -= choices.size
            if work < 0:
                return None, False
            enough = _sums(gain[:, point], choices) + left * best[point] >= asked[point]
            if not enough.all():
                choices = choices[enough]
    return _most_even(field, order[choices]), True


def _sums(values: Matrix, choices: Choices) -> Matrix:
    total: Matrix = values[choices[:, 0]]
    for column in choices.T[1:]:
        total += values[column]
    return total


def _extended(choices: Choices, end: int) -> Choices:
    """Each choice with every later number below `end`; nothing where that would be too many."""
    if not choices.shape[1]:
        return np.arange(end)[:, None]
    last = choices[:, -1]
    more = np.maximum(0, end - 1 - last)
    total = int(more.sum())
    if total > CHOICES:
        return np.zeros((CHOICES + 1, choices.shape[1] + 1), dtype=np.int64)
    parent = np.repeat(np.arange(len(choices)), more)
    step = np.arange(total) - np.repeat(np.cumsum(more) - more, more)
    return np.concatenate([choices[parent], (last[parent] + 1 + step)[:, None]], axis=1)


def _most_even(field: LightField, choices: Choices) -> Nodes | None:
    found: tuple[float, Nodes] | None = None
    block = max(1, 1_000_000 // len(field.points))
    for start in range(0, len(choices), block):
        some = choices[start : start + block]
        lit = field.base + sum(field.gain[column] for column in some.T)
        good = np.flatnonzero(valid(field, lit))
        if len(good):
            even = lit[good].min(axis=1) / lit[good].mean(axis=1)
            top = int(even.argmax())
            if found is None or even[top] > found[0]:
                found = float(even[top]), some[good[top]]
    return found[1] if found else None
