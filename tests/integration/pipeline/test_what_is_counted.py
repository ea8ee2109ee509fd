"""What the record tells of all jobs, in Redis and in memory alike: letters, gauges, counters, who leads."""

from __future__ import annotations

import time

import pytest

from plenum.pipeline.record.calls import Worker
from plenum.pipeline.record.letters import DeadLetter
from tests.support.record_driver import Driver


def test_jobs_are_listed_the_latest_first(twin: Driver) -> None:
    """All that are kept, whatever became of them."""
    for job in ("one", "two", "three"):
        twin.accept(job, batches=3)
    assert [job.job_id for job in twin.record.jobs()] == ["three", "two", "one"]


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
