"""How often people accept what a model was so sure of: its confidence, calibrated against feedback.

Confidence is computed from evidence and is no probability. Of the rooms that a model won, those of like
confidence are taken together; what of them was accepted is what to expect of the next, drawn towards the
model's own mean where few were rated.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean
from typing import Final

from .store.scores import Score

BINS: Final = 10
ENOUGH: Final = 20
"""Ratings below which what is expected is unsure."""
_DRAWN: Final = 2.0
"""Ratings that the model's own mean counts as."""
_Z: Final = 1.645
"""Of the normal distribution, for nine in ten."""


@dataclass(frozen=True)
class Bin:
    """Rooms of like confidence."""

    low: float
    high: float
    confidence: float
    """Mean."""
    rated: int
    accepted: int
    expected: float
    """Share of the next such rooms that people will leave as they are,"""
    at_least: float
    """which in nine of ten cases is between these (Wilson's interval)."""
    at_most: float
    is_sure: bool


@dataclass(frozen=True)
class Calibration:
    """One model's."""

    model_name: str
    rated: int
    accepted: float
    """Share."""
    brier: float
    """Mean square of confidence less acceptance: of the confidence as it is,"""
    brier_calibrated: float | None
    """and of what is expected of each room by all others; none of a single one."""
    bins: list[Bin]


def calibrated(scores: Sequence[Score]) -> list[Calibration]:
    """Each model that was rated, by name."""
    names = sorted({score.model_name for score in scores})
    return [_of_model(name, [score for score in scores if score.model_name == name]) for name in names]


def _of_model(name: str, scores: Sequence[Score]) -> Calibration:
    accepted = fmean(score.accepted for score in scores)
    brier = fmean((score.confidence - score.accepted) ** 2 for score in scores)
    together = [[s for s in scores if _number(s) == number] for number in range(BINS)]
    bins = [_bin(number, found, accepted) for number, found in enumerate(together) if found]
    others = fmean(_misses(scores, together)) if len(scores) > 1 else None
    return Calibration(name, len(scores), accepted, brier, others, bins)


def _number(score: Score) -> int:
    return min(BINS - 1, int(score.confidence * BINS))


def _bin(number: int, scores: Sequence[Score], mean: float) -> Bin:
    count, accepted = len(scores), sum(score.accepted for score in scores)
    share, spread = accepted / count, _Z**2 / count
    centre = (share + spread / 2) / (1 + spread)
    half = _Z * sqrt(share * (1 - share) / count + spread / (4 * count)) / (1 + spread)
    return Bin(
        number / BINS,
        (number + 1) / BINS,
        fmean(score.confidence for score in scores),
        count,
        accepted,
        _expected(accepted, count, mean),
        max(0.0, centre - half),
        min(1.0, centre + half),
        count >= ENOUGH,
    )


def _expected(accepted: float, count: float, mean: float) -> float:
    return (accepted + _DRAWN * mean) / (count + _DRAWN)


def _misses(scores: Sequence[Score], together: Sequence[Sequence[Score]]) -> Iterator[float]:
    """Of each room the square of what all the others let expect of it, less what it was."""
    count, accepted = len(scores), sum(score.accepted for score in scores)
    for found in together:
        inside = sum(score.accepted for score in found)
        for score in found:
            mean = (accepted - score.accepted) / (count - 1)
            yield (_expected(inside - score.accepted, len(found) - 1, mean) - score.accepted) ** 2
