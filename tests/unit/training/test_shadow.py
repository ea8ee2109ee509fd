"""A shadow on ended jobs: which rooms it would have won, counted, and nothing done."""

from __future__ import annotations

import math
from typing import NoReturn

from plenum.ceiling.asked.brief import Brief
from plenum.ceiling.room.layout import Layout
from plenum.ceiling.room.room import Room
from plenum.pipeline.record.calls import Ending
from tests.support import toy_models
from tests.support.toy_pipeline import ToyPipeline
from training.shadow import ROOMS_OF_A_JOB, Shadow, Tally, stale

NEVER = math.inf


def ended(rooms: int = 2) -> tuple[ToyPipeline, Ending]:
    """A job of which `left`, with one light, has won every room over `right` with two."""
    toy = ToyPipeline()
    toy.accept(rooms)
    toy.run_all()
    (found,) = toy.record.endings(["job"], "")
    assert isinstance(found, Ending)
    return toy, found


def none(room: Room, _brief: Brief) -> Layout:
    """No light: fewer than anybody's."""
    return toy_models.lights(room, 0)


def fails(_room: Room, _brief: Brief) -> NoReturn:
    """Never answers."""
    raise ValueError("no")


def test_a_room_that_the_shadow_would_have_won_is_counted_as_its_win() -> None:
    """Beside whether the model won it as it served."""
    _, ending = ended()
    assert Shadow("right", "3", none).counts(ending, NEVER) == {
        "shadow:right|3|shadow": 2,
        "shadow_answers:right|3|same": 2,
        "shadow_jobs:right|3": 1,
    }
    assert Shadow("left", "3", none).counts(ending, NEVER)["shadow:left|3|both"] == 2
    assert Shadow("left", "3", lambda room, _: toy_models.lights(room, 3)).counts(ending, NEVER) == {
        "shadow:left|3|serving": 2,
        "shadow_answers:left|3|same": 2,
        "shadow_jobs:left|3": 1,
    }
    assert Shadow("right", "3", toy_models.right).counts(ending, NEVER)["shadow:right|3|neither"] == 2


def test_a_shadow_that_fails_is_counted_and_harms_nothing() -> None:
    """Its error stays with it."""
    _, ending = ended()
    assert Shadow("right", "3", fails).counts(ending, NEVER)["shadow:right|3|failed"] == 2


def test_a_shadow_leaves_the_record_as_it_was() -> None:
    """No effect is committed, no counter of the models is raised, nothing is sent."""
    toy, ending = ended()
    before = toy.complete()
    counters = dict(toy.record.counters())
    Shadow("right", "3", none).counts(ending, NEVER)
    assert toy.record.counters() == counters
    assert toy.complete().rooms == before.rooms
    assert toy.record.await_message([stage.name for stage in toy.graph.stages], 0) is None


def test_what_a_shadow_costs_has_a_bound() -> None:
    """Of a large job some rooms, evenly taken; past the time one room and no more."""
    _, ending = ended(10)
    counts = Shadow("right", "3", none).counts(ending, NEVER)
    assert 0 < counts["shadow:right|3|shadow"] <= ROOMS_OF_A_JOB
    assert Shadow("right", "3", none).counts(ending, -math.inf)["shadow:right|3|shadow"] == 1


def test_a_job_without_the_model_says_nothing_of_its_shadow() -> None:
    """It was taken in by another graph."""
    assert Shadow("light_model_d_learned", "3", none).counts(ended()[1], NEVER) == {}


def test_a_versions_tally_is_its_own() -> None:
    """Of all counters those of its model and version."""
    counters = {
        "shadow:m|3|both": 5,
        "shadow:m|3|serving": 2,
        "shadow:m|3|shadow": 4,
        "shadow_answers:m|3|higher": 3,
        "shadow_answers:m|33|lower": 9,
        "shadow_jobs:m|3": 6,
        "shadow:m|33|both": 100,
        "shadow:other|3|both": 100,
    }
    tally = Tally.of(counters, "m", "3")
    assert (tally.jobs, tally.all, tally.wins, tally.served) == (6, 11, 9, 7)
    assert tally.answers == {"higher": 3}


def test_what_was_counted_of_versions_that_nobody_names_is_known() -> None:
    """Of the model alone, and of no other counter."""
    kept = ["shadow:m|3|both", "shadow_jobs:m|3", "shadow:other|2|both", "errors:m|2", "shadow_jobs:m|33"]
    gone = ["shadow:m|2|both", "shadow_answers:m|2|lower", "shadow_jobs:m|2"]
    assert stale([*kept, *gone], "m", {"3", "33"}) == gone
