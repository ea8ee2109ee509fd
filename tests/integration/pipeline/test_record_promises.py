"""What the record promises of whole jobs, in Redis and in memory alike."""

from __future__ import annotations

import time
from typing import Literal

import pytest

from plenum.pipeline.job import COORDINATOR, FINISH, Progress, Slot
from plenum.pipeline.record.calls import Acceptance, Closing, Ending, Worker
from plenum.pipeline.record.letters import DeadLetter
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


def test_jobs_are_listed_the_latest_first(twin: Driver) -> None:
    """All that are kept, whatever became of them."""
    for job in ("one", "two", "three"):
        twin.accept(job, batches=3)
    assert [job.job_id for job in twin.record.jobs()] == ["three", "two", "one"]


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


def test_a_jobs_span_is_untold_until_somebody_says_that_it_was_exported(twin: Driver) -> None:
    """Only of jobs closed for good, and by whom it has yet to be told."""
    twin.accept("one")
    twin.accept("two")
    twin.record.close("one", "done", keep_s=100, unreported_by="me")
    twin.record.close("two", "done", keep_s=100)
    assert twin.record.unreported() == {"one": "me"}
    twin.record.reported(["one", "never there"])
    assert twin.record.unreported() == {}


def test_dead_letters_come_with_the_commit(twin: Driver) -> None:
    """A letter exists exactly if the failure it tells of is committed."""
    twin.accept()
    twin.commit("left", dead=("b", "a"))
    assert [letter.id for letter in twin.record.letters()] == ["a", "b"]
    twin.record.remove_letter("a")
    twin.record.remove_letter("never there")
    assert [letter.id for letter in twin.record.letters()] == ["b"]


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three letters at most, so that a test can pass the bound."""
    for module in ("redis.ledger", "redis.work", "memory.state"):
        monkeypatch.setattr(f"plenum.pipeline.record.{module}.MOST_STORED", 3)


def test_the_oldest_letters_make_room_for_the_newest(twin: Driver, few: None) -> None:
    """The same letter again is as new as its last time, whoever wrote it."""
    for name in ("a", "b", "c", "a", "d"):
        twin.record.store_letter(DeadLetter(id=name, stage="left", reason="why"))
    assert {letter.id for letter in twin.record.letters()} == {"c", "a", "d"}
    twin.accept()
    twin.commit("left", dead=("e",))
    assert {letter.id for letter in twin.record.letters()} == {"a", "d", "e"}


def test_the_gauges_count_what_waits_and_who_works(twin: Driver) -> None:
    """Queues, workers by service, unfinished jobs, dead letters."""
    twin.accept(batches=2)
    twin.commit("left", dead=("letter",))
    twin.record.beat(Worker("left", "other", (1, 2)), 60_000)
    twin.beat("left")
    found = twin.record.gauges(["left", "join"], ["left", "right"])
    assert found.queues == {"left": 2, "join": 0}
    assert found.workers == {"left": 2, "right": 0}
    assert (found.unfinished, found.dead_letters) == (1, 1)


def test_ages_are_of_what_is_oldest_and_of_who_was_heard_last(twin: Driver) -> None:
    """None where nothing waits; by the record's clock."""
    before = twin.record.ages(["left", "join"], ["left"])
    assert (before.messages_s, before.job_s) == ({"left": 0.0, "join": 0.0}, 0.0)
    assert (before.swept_ms, before.beats_ms) == (0.0, {})
    twin.accept(batches=2)
    twin.beat("left")
    twin.swept()
    time.sleep(0.02)
    after = twin.record.ages(["left", "join"], ["left", "right"])
    assert after.messages_s["left"] >= 0.02 > after.messages_s["join"] == 0.0
    assert after.job_s >= after.messages_s["left"]
    assert after.beats_ms.keys() == {"left"}
    assert 0 <= after.swept_ms - after.beats_ms["left"] < 60_000
    twin.record.close("job", "done", keep_s=100)
    assert twin.record.ages([], []).job_s == 0.0


def test_a_jobs_end_is_counted_once_whoever_is_answered_first(twin: Driver) -> None:
    """Each of those who wait brings the same figures."""
    twin.accept()
    twin.follow("another")
    twin.run_to_the_end()
    for task in ("another", "job"):
        twin.record.end([Closing("job", task_id=task, counters={"ended:complete|one": 1})], keep_s=100)
    assert twin.record.counters()["ended:complete|one"] == 1


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


def test_one_leads_until_it_resigns(twin: Driver) -> None:
    """Another one's resignation changes nothing."""
    assert twin.record.lead("a", 60_000)
    assert twin.record.lead("a", 60_000)
    assert not twin.record.lead("b", 60_000)
    twin.record.resign("b")
    assert not twin.record.lead("b", 60_000)
    twin.record.resign("a")
    assert twin.record.lead("b", 60_000)


def test_counters_are_raised_outside_of_commits_too(twin: Driver) -> None:
    """By whoever counts: the sums are of all."""
    twin.record.count({"resent:left": 1})
    twin.record.count({"resent:left": 2, "resent:right": 1})
    assert twin.record.counters() == {"resent:left": 3, "resent:right": 1}


def test_counters_that_nobody_asks_for_any_more_are_dropped(twin: Driver) -> None:
    """Those alone; one that comes again begins at nothing."""
    twin.record.count({"shadow_jobs:left|1": 4, "resent:left": 1})
    twin.record.forget([])
    twin.record.forget(["shadow_jobs:left|1", "shadow_jobs:left|2"])
    assert twin.record.counters() == {"resent:left": 1}
    twin.record.count({"shadow_jobs:left|1": 1})
    assert twin.record.counters() == {"resent:left": 1, "shadow_jobs:left|1": 1}
