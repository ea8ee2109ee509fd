"""Confidence beside what people accept: what to expect, how sure that is, and by how much it errs."""

from __future__ import annotations

from random import Random

import pytest

from services.gateway.calibration import ENOUGH, calibrated
from services.gateway.store.scores import Score


def scores(confidence: float, accepted: int, rejected: int, name: str = "m") -> list[Score]:
    """So many of each."""
    return [Score(name, "1", confidence, each) for each in [True] * accepted + [False] * rejected]


def test_what_is_expected_is_what_was_accepted_of_rooms_of_like_confidence() -> None:
    """Whatever the confidence was: 0.95 of which half is accepted says a half."""
    (found,) = calibrated([*scores(0.95, 200, 200), *scores(0.55, 180, 20)])
    lower, upper = found.bins
    assert (upper.low, upper.high, upper.rated, upper.accepted) == (0.9, 1.0, 400, 200)
    assert upper.expected == pytest.approx(0.5, abs=0.01)
    assert lower.expected == pytest.approx(0.9, abs=0.01)
    assert upper.at_least < 0.5 < upper.at_most
    assert lower.is_sure
    assert upper.is_sure


def test_where_few_were_rated_it_is_unsure_and_near_the_models_mean() -> None:
    """One rejection does not make the next one certain."""
    (found,) = calibrated([*scores(0.95, 90, 10), *scores(0.35, 0, 1)])
    scarce, _ = found.bins
    assert not scarce.is_sure
    assert 0.4 < scarce.expected < 0.7
    assert scarce.at_most - scarce.at_least > 0.5
    (more,) = calibrated(scores(0.35, 0, ENOUGH))
    assert more.bins[0].is_sure


def test_a_calibrated_confidence_errs_less_where_confidence_is_off() -> None:
    """By the Brier score, each room by all others; where confidence is right it errs by hardly more."""
    dice = Random(1)
    off = [Score("off", "1", c, dice.random() < c / 2) for c in (dice.random() for _ in range(2000))]
    right = [Score("right", "1", c, dice.random() < c) for c in (dice.random() for _ in range(2000))]
    by_name = {each.model_name: each for each in calibrated([*off, *right])}
    assert by_name["off"].brier_calibrated is not None
    assert by_name["off"].brier_calibrated < 0.85 * by_name["off"].brier
    assert by_name["right"].brier_calibrated == pytest.approx(by_name["right"].brier, rel=0.05)
    for each in by_name["right"].bins:
        assert each.expected == pytest.approx(each.confidence, abs=0.12)


def test_the_calibrated_error_is_that_of_every_room_left_out_once() -> None:
    """As reckoned room by room, without the shortcut."""
    given = [*scores(0.95, 3, 2), *scores(0.35, 1, 2)]
    misses = []
    for place, score in enumerate(given):
        others = given[:place] + given[place + 1 :]
        mean = sum(each.accepted for each in others) / len(others)
        alike = [each.accepted for each in others if each.confidence == score.confidence]
        misses.append(((sum(alike) + 2 * mean) / (len(alike) + 2) - score.accepted) ** 2)
    (found,) = calibrated(given)
    assert found.brier_calibrated == pytest.approx(sum(misses) / len(misses))


def test_nothing_is_made_of_nothing() -> None:
    """No model without a rating; of a single one no error of others."""
    assert calibrated([]) == []
    (found,) = calibrated(scores(1.0, 1, 0))
    assert (found.brier, found.brier_calibrated) == (0.0, None)
