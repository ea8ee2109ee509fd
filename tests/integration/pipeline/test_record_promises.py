"""What the record promises of a job under way and of its end, in Redis and in memory alike."""

from __future__ import annotations

from typing import Literal

import pytest

from plenum.pipeline.job import COORDINATOR, FINISH, Progress, Slot
from plenum.pipeline.record.calls import Closing, Ending
from tests.support.record_driver import Driver


def test_the_join_is_pushed_once_by_whoever_commits_last(twin: Driver) -> None:
    """Fan-in: not before all candidates are there, and then exactly once."""
    twin.accept()
    assert twin.commit("left") == ("committed",)
    assert twin.waiting("join") == []
    assert twin.commit("right") == ("committed", "join")
    assert twin.waiting("join") == ["b0.join"]


def test_a_batch_is_joined_by_its_own_candidates_alone(twin: Driver) -> None:
    """What another batch or another job committed does not count."""
    twin.accept(batches=2)
    twin.accept("other")
    twin.commit("left")
    assert twin.commit("right", "b1") == ("committed",)
    assert twin.commit("right", job="other") == ("committed",)
    assert twin.waiting("join") == []


def test_a_second_commit_changes_nothing(twin: Driver) -> None:
    """P2: an effect is committed at most once, its counters, letters and messages with it."""
    twin.accept()
    twin.commit("left")
    assert twin.commit("right", counters={"executions:right": 4})[0] == "committed"
    again = twin.commit("right", counters={"executions:right": 4}, dead=("letter",))
    assert again == ("duplicate",)
    assert twin.record.counters() == {"submitted:accepted": 1, "executions:right": 4}
    assert twin.record.letters() == []
    assert twin.waiting("join") == ["b0.join"]


def test_a_job_ends_with_its_last_batch(twin: Driver) -> None:
    """Not with its first, and its progress counts the stages of all."""
    twin.accept(batches=2)
    for stage in ("left", "right", "join"):
        twin.commit(stage, "b1")
    assert twin.commit("end", "b1") == ("committed",)
    assert twin.record.progress("job") == Progress("running", 2, 4, 8, "1" * 32)
    for stage in ("left", "right", "join"):
        twin.commit(stage)
    assert twin.commit("end") == ("committed", FINISH)
    assert twin.record.progress("job") == Progress("finishing", 2, 8, 8, "1" * 32)


def test_the_last_batch_sends_the_finish_message_to_every_waiting_task(twin: Driver) -> None:
    """A second task under the same key gets the same result."""
    twin.accept()
    assert twin.follow("second") == "running"
    twin.run_to_the_end()
    assert twin.waiting(COORDINATOR) == ["job", "second"]


def test_who_asks_after_the_end_is_answered_at_once(twin: Driver) -> None:
    """The record outlives the job."""
    twin.accept()
    twin.run_to_the_end()
    twin.record.close("job", "done", keep_s=100)
    assert twin.follow("late") == "done"
    assert twin.waiting(COORDINATOR) == ["job", "late"]
    assert twin.follow("lost", "nobody's") == "gone"


def test_a_lost_ending_is_sent_again(twin: Driver) -> None:
    """The finish message is due like any other until the job is closed."""
    twin.accept()
    twin.run_to_the_end()
    twin.lose(COORDINATOR)
    assert twin.sweep()[0] == [FINISH]
    assert twin.waiting(COORDINATOR) == ["job"]
    twin.record.close("job", "done", keep_s=100)
    twin.lose(COORDINATOR)
    assert twin.sweep() == ([], [])


def test_an_ending_is_due_until_each_who_waits_was_answered(twin: Driver) -> None:
    """One of two got its answer, the other one's message was lost: it is sent again."""
    twin.accept()
    twin.follow("second")
    twin.run_to_the_end()
    twin.lose(COORDINATOR)
    twin.answered("job")
    assert twin.sweep()[0] == [FINISH]
    assert twin.waiting(COORDINATOR) == ["second"]
    twin.answered("second")
    twin.lose(COORDINATOR)
    assert twin.sweep() == ([], [])


def test_an_answer_that_is_given_twice_is_nobody_elses(twin: Driver) -> None:
    """Who waits is counted by name, not how often somebody was answered."""
    twin.accept()
    twin.follow("second")
    twin.run_to_the_end()
    twin.answered("job")
    twin.answered("job")
    twin.lose(COORDINATOR)
    assert twin.sweep()[0] == [FINISH]
    assert twin.waiting(COORDINATOR) == ["second"]


def test_who_ended_a_job_for_one_does_not_hold_up_the_others(twin: Driver) -> None:
    """The coordinator lives, and the second one's message is lost: it is sent again."""
    twin.accept()
    twin.follow("second")
    twin.run_to_the_end()
    twin.record.endings(["job"], twin.beat(COORDINATOR))
    twin.answered("job")
    twin.lose(COORDINATOR)
    assert twin.sweep()[0] == [FINISH]
    assert twin.waiting(COORDINATOR) == ["second"]


def test_who_asks_after_the_end_is_sent_an_answer_again_too(twin: Driver) -> None:
    """Its message is due like the others until it was answered; asking twice is asking once."""
    twin.accept()
    twin.run_to_the_end()
    twin.answered("job")
    twin.lose(COORDINATOR)
    twin.follow("late")
    twin.follow("late")
    twin.lose(COORDINATOR)
    assert twin.sweep()[0] == [FINISH]
    assert twin.waiting(COORDINATOR) == ["late"]
    twin.answered("late")
    twin.lose(COORDINATOR)
    assert twin.sweep() == ([], [])


@pytest.mark.parametrize(
    ("what", "status", "answer"),
    [
        ("cancelled", "cancelled", "cancelled"),
        ("revoked", "cancelled", "cancelled"),
        ("overdue", "finishing", "late"),
    ],
)
def test_an_ended_job_takes_no_more_work(
    twin: Driver, what: Literal["cancelled", "revoked", "overdue"], status: str, answer: str
) -> None:
    """Cancelling and deadlines stop a job at its next step, and its finish is sent, once."""
    twin.accept()
    closed = twin.record.close("job", what, keep_s=100)
    assert closed.status == status
    assert closed.ended_ms > 0
    assert twin.record.close("job", "cancelled", keep_s=100) == closed
    assert twin.start("left") == answer
    assert twin.commit("right") == (answer,)
    assert twin.waiting(COORDINATOR) == ["job"]
    job = twin.record.job("job")
    assert job is not None
    assert (job.ended_by, job.ended_ms) == (what, closed.ended_ms)


def test_a_cancelled_job_stays_cancelled_when_it_is_closed_for_good(twin: Driver) -> None:
    """And any other is done."""
    twin.accept("one")
    twin.accept("two")
    twin.record.close("one", "cancelled", keep_s=100)
    for job in ("one", "two"):
        twin.record.close(job, "done", keep_s=100)
    assert {job.job_id: job.status for job in twin.record.jobs()} == {"one": "cancelled", "two": "done"}
    assert twin.record.running() == frozenset()


def test_a_job_past_its_deadline_is_named_until_it_is_closed(twin: Driver) -> None:
    """Deadlines are kept by the record's clock."""
    twin.accept("late", deadline_s=0)
    twin.accept("early")
    assert list(twin.record.overdue()) == ["late"]
    twin.record.close("late", "done", keep_s=100)
    assert list(twin.record.overdue()) == []


def test_a_job_that_is_gone_is_gone(twin: Driver) -> None:
    """Stale messages of removed jobs find nothing and do nothing."""
    assert twin.start("left") == "gone"
    assert twin.commit("left") == ("late",)
    assert twin.record.close("job", "cancelled", keep_s=1).status == "gone"
    assert twin.record.outputs_of(Slot("job", "b0", "join"), ["left"]) == {}
    assert twin.record.progress("job") is None


def test_who_ends_a_job_reads_all_of_it_and_is_noted(twin: Driver) -> None:
    """The sweep does not send an ending again that is in living hands."""
    twin.accept()
    for stage in ("left", "right", "join", "end"):
        twin.start(stage)
        twin.commit(stage)
    me = twin.beat(COORDINATOR)
    (ending,) = twin.record.endings(["job"], me)
    assert isinstance(ending, Ending)
    assert ending.job.status == "finishing"
    assert [entry.room.room_id for entry in ending.batches["b0"]] == ["room_b0"]
    assert set(ending.outputs["b0"]) == {"left", "right", "join", "end"}
    twin.lose(COORDINATOR)
    assert twin.sweep() == ([], [])
    twin.dies(me)
    assert twin.sweep()[0] == [FINISH]
    assert twin.record.endings(["gone"], me) == ["gone"]


def test_a_jobs_end_is_counted_once_whoever_is_answered_first(twin: Driver) -> None:
    """Each of those who wait brings the same figures."""
    twin.accept()
    twin.follow("another")
    twin.run_to_the_end()
    for task in ("another", "job"):
        twin.record.end([Closing("job", task_id=task, counters={"ended:complete|one": 1})], keep_s=100)
    assert twin.record.counters()["ended:complete|one"] == 1
