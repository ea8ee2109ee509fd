"""How the record takes a job in, in Redis and in memory alike: once, by its key, and while there is room."""

from __future__ import annotations

from typing import Literal

import pytest

from plenum.pipeline.job import COORDINATOR, FINISH
from plenum.pipeline.record.calls import Acceptance
from tests.support.record_driver import Driver


def test_accepting_stores_the_job_and_pushes_its_first_messages_in_one_step(twin: Driver) -> None:
    """A job that is on a queue is in the record, and the other way round."""
    assert twin.accept(batches=2) == Acceptance("accepted", "job")
    assert twin.waiting("left") == ["b0.left", "b1.left"]
    assert twin.waiting("right") == ["b0.right", "b1.right"]
    job = twin.record.job("job")
    assert job is not None
    assert (job.status, job.batches) == ("running", 2)
    assert twin.record.running() == {"job"}


def test_the_same_task_delivered_twice_is_one_job(twin: Driver) -> None:
    """A redelivered intake finds its record and pushes nothing."""
    twin.accept()
    assert twin.accept().outcome == "exists"
    assert twin.waiting("left") == ["b0.left"]


def test_the_same_id_with_other_content_is_refused(twin: Driver) -> None:
    """As the same key is; the first job goes on."""
    twin.accept(fingerprint="f")
    assert twin.accept(fingerprint="other") == Acceptance("refused", "job")
    assert twin.waiting("left") == ["b0.left"]


@pytest.mark.parametrize("what", ["cancelled", "revoked"])
def test_a_job_that_is_cancelled_before_it_comes_ends_as_it_comes(
    twin: Driver, what: Literal["cancelled", "revoked"]
) -> None:
    """Stored and answered like any other cancelled job; nobody works on it, and it holds no key."""
    assert twin.record.close("job", what, keep_s=100).status == "gone"
    assert twin.accept(key="order 7", most=0) == Acceptance("cancelled", "job")
    assert (twin.waiting("left"), twin.waiting(COORDINATOR)) == ([], ["job"])
    job = twin.record.job("job")
    assert job is not None
    assert (job.status, job.ended_by) == ("cancelled", what)
    assert twin.accept().outcome == "exists"
    assert twin.accept("two", key="order 7").outcome == "accepted"
    twin.lose(COORDINATOR)
    assert twin.sweep()[0] == [FINISH]
    twin.answered("job")
    assert twin.record.running() == {"two"}


def test_a_key_is_free_again_when_its_job_is_cancelled(twin: Driver) -> None:
    """Whoever cancelled may ask anew; the first job's end takes nothing from the second."""
    twin.accept("one", key="order 7")
    twin.record.close("one", "cancelled", keep_s=100)
    assert twin.accept("two", key="order 7", fingerprint="other").outcome == "accepted"
    twin.record.close("one", "done", keep_s=0)
    assert twin.accept("three", key="order 7", fingerprint="other") == Acceptance("known", "two")


def test_a_key_with_the_same_content_names_the_first_job(twin: Driver) -> None:
    """P1: same key, same content: the same job."""
    twin.accept("one", key="order 7")
    assert twin.accept("two", key="order 7") == Acceptance("known", "one")
    assert twin.record.job("two") is None


def test_a_key_with_other_content_is_refused(twin: Driver) -> None:
    """P1: same key, other content: refused, and nothing is stored."""
    twin.accept("one", key="order 7")
    assert twin.accept("two", key="order 7", fingerprint="other") == Acceptance("refused", "one")
    assert twin.record.job("two") is None


def test_jobs_without_a_key_are_never_the_same(twin: Driver) -> None:
    """The same building twice is two jobs, unless somebody says otherwise."""
    assert [twin.accept(job).outcome for job in ("one", "two")] == ["accepted", "accepted"]


def test_a_key_is_free_again_when_its_jobs_record_is_gone(twin: Driver) -> None:
    """Nobody could answer under it any more; what is left of the old job is not found."""
    twin.accept("one", key="order 7")
    twin.record.close("one", "done", keep_s=0)
    assert twin.accept("two", key="order 7", fingerprint="other").outcome == "accepted"
    assert twin.record.job("one") is None
    assert twin.accept("three", key="order 7", fingerprint="other") == Acceptance("known", "two")


def test_more_unfinished_jobs_than_allowed_are_turned_away(twin: Driver) -> None:
    """Admission is bounded; a job that is done makes room."""
    twin.accept("one", most=1)
    assert twin.accept("two", most=1) == Acceptance("full", unfinished=1)
    twin.record.close("one", "done", keep_s=100)
    assert twin.accept("two", most=1).outcome == "accepted"


def test_a_tenth_of_the_room_is_for_urgent_jobs_alone(twin: Driver) -> None:
    """Where no other job is taken in any more, one of them is; it has a bound too."""
    for n in range(10):
        twin.accept(f"job{n}", most=10)
    assert twin.accept("plain", most=10).outcome == "full"
    assert twin.accept("urgent", most=10, priority=1).outcome == "accepted"
    assert twin.accept("another", most=10, priority=1) == Acceptance("full", unfinished=11)


def test_what_became_of_a_wish_is_counted_where_it_is_decided(twin: Driver) -> None:
    """Accepted, known by its key, cancelled before it came; what comes twice is no second one."""
    for _ in range(2):
        twin.accept("one", key="a key")
    twin.accept("two", key="a key")
    twin.record.close("three", "cancelled", keep_s=100)
    twin.accept("three")
    counters = twin.record.counters()
    assert {name: n for name, n in counters.items() if name.startswith("submitted")} == {
        "submitted:accepted": 1,
        "submitted:known": 1,
        "submitted:cancelled": 1,
    }
