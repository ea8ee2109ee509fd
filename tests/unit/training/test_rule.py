"""When a version in shadow has earned its place, and when one that serves has lost it."""

from __future__ import annotations

import pytest

from training.refresher import RefusedError
from training.rule import FLOOR, JOBS, RATINGS, ROOMS, Rated, earned, lost
from training.shadow import Tally

ENOUGH = Rated(RATINGS, 0.9)


def tally(jobs: int = JOBS, higher: int = 0, lower: int = 0, **rooms: int) -> Tally:
    """Of so many jobs."""
    return Tally(jobs, rooms, {"higher": higher, "lower": lower})


def test_what_wins_as_many_rooms_as_what_serves_has_earned_its_place() -> None:
    """The figures are said."""
    why = earned("3", tally(both=10, shadow=5, serving=4, neither=40))
    told = f"wins 15 of 59 rooms of {JOBS} jobs in shadow, what served won 14; surer in 0, less sure in 0"
    assert why == told


def test_where_neither_wins_what_is_surer_in_as_many_rooms_has_earned_its_place() -> None:
    """Rooms that others win tell the two versions apart as well."""
    assert earned("3", tally(neither=ROOMS, higher=3, lower=3)).endswith("surer in 3, less sure in 3")


@pytest.mark.parametrize(
    ("counted", "words"),
    [
        (tally(JOBS - 1, both=ROOMS), "are asked"),
        (tally(both=ROOMS - 1), "are asked"),
        (tally(both=ROOMS, serving=1), f"wins {ROOMS} of {ROOMS + 1} rooms"),
        (tally(shadow=ROOMS, failed=2), f"failed on 2 of {ROOMS + 2} rooms"),
        (tally(neither=ROOMS), f"wins 0 of {ROOMS} rooms"),
        (tally(shadow=1, neither=ROOMS, higher=3, lower=4), "surer in 3, less sure in 4"),
        (tally(serving=1, neither=ROOMS, higher=9), f"wins 0 of {ROOMS + 1} rooms"),
        (tally(0), "0 rooms of 0 jobs"),
    ],
)
def test_what_has_not_earned_it_is_refused_with_its_figures(counted: Tally, words: str) -> None:
    """Too little seen, fewer wins, too many failures."""
    with pytest.raises(RefusedError, match=f"version 3: .*{words}"):
        earned("3", counted)


@pytest.mark.parametrize(
    ("now", "before", "is_lost"),
    [
        (ENOUGH, ENOUGH, False),
        (Rated(RATINGS, 0.81), ENOUGH, False),
        (Rated(RATINGS, 0.79), ENOUGH, True),
        (Rated(RATINGS - 1, 0.0), ENOUGH, False),
        (Rated(RATINGS, FLOOR - 0.01), Rated(0, 0.0), True),
        (Rated(RATINGS, FLOOR), Rated(RATINGS - 1, 1.0), False),
    ],
)
def test_what_people_keep_less_of_than_before_is_taken_back(now: Rated, before: Rated, is_lost: bool) -> None:
    """By a tenth, over enough ratings; where nothing is known of the one before, under a floor."""
    assert bool(lost(now, before)) == is_lost
