"""Models' breakers as the record keeps them, in Redis and in memory alike."""

from __future__ import annotations

from plenum.pipeline.job import Slot
from plenum.pipeline.record.breaker import BreakerTerms, Change, Evidence
from plenum.pipeline.record.calls import Arrival, Started, Takes, Turn
from tests.support.record_driver import GRAPH, STAGES, Driver

LONG = BreakerTerms(failures=2, successes=2, open_s=100)
OVER = BreakerTerms(failures=2, successes=2, open_s=0)
"""Open for no time at all: the next batch is the first to try."""
FAILED = (Evidence("left", "one", ("a",), "first"), Evidence("left", "two", ("b",), "second"))
ANSWERED = Evidence("left")


def say(twin: Driver, *evidence: Evidence, terms: BreakerTerms = LONG) -> list[Change]:
    """Which breakers change when attempts say this of their models."""
    return list(twin.record.turn(Turn("me", evidence=evidence, breakers=terms)).breakers)


def state(twin: Driver) -> str:
    """Of the breaker of `left`."""
    found = twin.record.breakers().get("left")
    return found.state if found else "closed"


def begin(twin: Driver, batch: str = "b0", terms: BreakerTerms = LONG) -> Started:
    """A batch of `left` that is handed out."""
    turn = Turn("me", {"left": ()}, STAGES, given=[Arrival(Slot("job", batch, "left"))], breakers=terms)
    (begun,) = twin.record.turn(turn).begun
    assert isinstance(begun, Started)
    return begun


def test_different_rooms_of_two_jobs_in_a_row_open_a_breaker(twin: Driver) -> None:
    """And it is told, with the last failure."""
    assert say(twin, FAILED[0]) == []
    assert say(twin, FAILED[1]) == [Change("left", "open", "second")]
    assert state(twin) == "open"


def test_a_poisonous_room_opens_no_breaker_however_often_it_comes(twin: Driver) -> None:
    """The same content is one room, whichever job brings it."""
    for job in ("one", "two", "three", "four"):
        assert say(twin, Evidence("left", job, ("a",), "why")) == []
    assert state(twin) == "closed"


def test_one_job_alone_opens_no_breaker(twin: Driver) -> None:
    """However many of its rooms fail; the next job's is enough then."""
    assert say(twin, Evidence("left", "one", tuple("abcdefgh"), "why")) == []
    assert len(twin.record.breakers()["left"].rooms) == LONG.failures
    assert say(twin, FAILED[1]) == [Change("left", "open", "second")]


def test_one_answer_starts_the_count_anew(twin: Driver) -> None:
    """Whatever was held against the model is forgotten, and nothing is kept."""
    say(twin, FAILED[0], ANSWERED)
    assert twin.record.breakers() == {}
    assert say(twin, FAILED[1]) == []


def test_a_batch_for_a_sick_model_is_handed_out_with_its_breaker(twin: Driver) -> None:
    """So that whoever has it can say why nothing was done, and when it is tried again."""
    twin.accept()
    say(twin, *FAILED)
    begun = begin(twin)
    assert begun.left_out
    assert begun.breaker is not None
    assert begun.breaker.reason == "second"
    assert 90_000 < begun.breaker.until_ms - begun.now_ms <= 100_000


def test_other_models_are_not_concerned(twin: Driver) -> None:
    """A breaker is its stage's."""
    twin.accept()
    say(twin, *FAILED)
    assert twin.start("right") == "go"
    assert set(twin.record.breakers()) == {"left"}


def test_when_its_time_is_over_a_model_is_tried_by_one_batch_at_a_time(twin: Driver) -> None:
    """Each worker's turn takes one and no more."""
    twin.accept(batches=3)
    say(twin, *FAILED, terms=OVER)
    turned = twin.record.turn(Turn("me", {"left": GRAPH.needs("left")}, takes=Takes(10, 10_000)))
    assert [one.slot.batch for one in turned.begun] == ["b0"]
    assert turned.breakers == (Change("left", "half_open", "second"),)
    assert twin.turn("left") == ["b1 go"]


def test_a_breaker_whose_time_is_over_is_not_shown_as_open(twin: Driver) -> None:
    """Though nobody has tried the model since: an alert would stand for ever where no work comes."""
    say(twin, *FAILED, terms=OVER)
    assert state(twin) == "half_open"


def test_a_model_that_answers_again_is_taken_back(twin: Driver) -> None:
    """After as many batches as are asked for; nothing is kept then."""
    twin.accept()
    say(twin, *FAILED, terms=OVER)
    assert begin(twin).breaker is not None
    assert say(twin, ANSWERED) == []
    assert say(twin, ANSWERED) == [Change("left", "closed", "second")]
    assert twin.record.breakers() == {}


def test_a_trial_that_fails_leaves_the_model_out_again(twin: Driver) -> None:
    """For the whole time, and what it had answered in between does not count."""
    twin.accept()
    say(twin, *FAILED, terms=OVER)
    begin(twin)
    say(twin, ANSWERED)
    assert say(twin, Evidence("left", "job", ("c",), "third")) == [Change("left", "open", "third")]
    assert twin.record.breakers()["left"].successes == 0


def test_an_answer_begun_before_does_not_close_an_open_breaker(twin: Driver) -> None:
    """What is committed late says nothing of now."""
    say(twin, *FAILED)
    assert say(twin, ANSWERED, ANSWERED, ANSWERED) == []
    assert state(twin) == "open"


def test_rooms_at_which_workers_died_speak_against_the_model(twin: Driver) -> None:
    """Each death once, when the batch is begun again; by the room's content, as noted."""
    for job, content in (("one", "a"), ("two", "b")):
        twin.accept(job)
        assert twin.start("left", owner="dead", job=job) == "go"
        twin.record.suspect(Slot(job, "b0", "left"), "room_b0", content)
        turn = Turn("me", {"left": ()}, given=[Arrival(Slot(job, "b0", "left"))], breakers=LONG)
        changed = twin.record.turn(turn).breakers
    assert changed == (Change("left", "open", "WorkerKilled: at room_b0"),)


def test_deaths_at_the_same_room_are_one(twin: Driver) -> None:
    """A room that kills its worker three times is to blame itself."""
    for job in ("one", "two"):
        twin.accept(job)
        for _ in range(3):
            assert twin.start("left", owner="dead", job=job) == "go"
            twin.record.suspect(Slot(job, "b0", "left"), "room_b0", "a")
    assert state(twin) == "closed"
