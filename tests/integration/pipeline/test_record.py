"""The record's promises, script by script, on a real Redis."""

from __future__ import annotations

import json
import time

import pytest
from redis import Redis

from plenum.ceiling.whole.reserve import Reservation
from plenum.pipeline.job import FINISH, Slot
from plenum.pipeline.record.calls import Acceptance
from plenum.pipeline.record.codec import UnreadableRecordError
from plenum.pipeline.record.redis import keys
from plenum.pipeline.record.redis.record import RedisRecord
from tests.integration.pipeline.conftest import RedisDriver as Driver
from tests.support.waiting import HANGS_S

SLOT = Slot("job", "b0", "left")
RESERVE = (Reservation(frozenset({(0, 0)}), frozenset()),)


def test_accepting_stores_the_job_and_pushes_its_first_messages_in_one_step(driver: Driver) -> None:
    """A job that is on a queue is in the record, and the other way round."""
    assert driver.accept(batches=2).outcome == "accepted"
    assert driver.waiting("left") == ["b0.left", "b1.left"]
    assert driver.waiting("right") == ["b0.right", "b1.right"]
    job = driver.record.job("job")
    assert job is not None
    assert (job.status, job.batches) == ("running", 2)


def test_the_same_task_delivered_twice_is_one_job(driver: Driver) -> None:
    """A redelivered intake finds its record and pushes nothing."""
    driver.accept()
    assert driver.accept().outcome == "exists"
    assert driver.waiting("left") == ["b0.left"]


def test_a_key_with_the_same_content_names_the_first_job(driver: Driver) -> None:
    """P1: same key, same content: the same job."""
    driver.accept("one", key="order 7")
    assert driver.accept("two", key="order 7") == Acceptance("known", "one")
    assert driver.record.job("two") is None


def test_a_key_with_other_content_is_refused(driver: Driver) -> None:
    """P1: same key, other content: refused, and nothing is stored."""
    driver.accept("one", key="order 7")
    assert driver.accept("two", key="order 7", fingerprint="other") == Acceptance("refused", "one")
    assert driver.record.job("two") is None


def test_more_unfinished_jobs_than_allowed_are_turned_away(driver: Driver) -> None:
    """Admission is bounded."""
    driver.accept("one", most=1)
    assert driver.accept("two", most=1) == Acceptance("full", unfinished=1)


def test_each_push_has_a_delivery_tag_of_its_own_and_the_time(driver: Driver, client: Redis) -> None:
    """kombu needs unique tags; the sweep and the queue wait need the time."""
    driver.accept(batches=3)
    messages = [json.loads(raw) for raw in client.lrange("left", 0, -1)]  # type: ignore[union-attr]  # sync client
    assert len({m["properties"]["delivery_tag"] for m in messages}) == 3
    assert all(float(m["headers"]["pushed_ms"]) > 1.6e12 for m in messages)


def test_the_join_is_pushed_once_by_whoever_commits_last(driver: Driver) -> None:
    """Fan-in: not before all candidates are there, and then exactly once."""
    driver.accept()
    assert driver.commit("left") == ("committed",)
    assert driver.waiting("join") == []
    assert driver.commit("right") == ("committed", "join")
    assert driver.waiting("join") == ["b0.join"]


def test_a_second_commit_changes_nothing(driver: Driver, client: Redis) -> None:
    """P2: an effect is committed at most once, its counters and messages with it."""
    driver.accept()
    driver.commit("left")
    assert driver.commit("right", counters={"executions:right": 4})[0] == "committed"
    assert driver.commit("right", counters={"executions:right": 4}) == ("duplicate",)
    assert client.hget(keys.COUNTERS, "executions:right") == b"4"
    assert driver.waiting("join") == ["b0.join"]


def test_a_committed_stage_does_not_start_again(driver: Driver) -> None:
    """A doubled message finds its work done."""
    driver.accept()
    driver.commit("left")
    assert driver.start("left") == "duplicate"


def test_a_batch_in_living_hands_is_left_there(driver: Driver, client: Redis) -> None:
    """A doubled message beside its first copy does not start a second run."""
    driver.accept()
    first = driver.beat("left")
    assert driver.start("left", owner=first) == "go"
    assert driver.start("left", owner="second") == "owned"


def test_a_batch_of_a_dead_owner_can_be_taken_over(driver: Driver) -> None:
    """No heartbeat, no ownership."""
    driver.accept()
    driver.start("left", owner="dead")
    assert driver.start("left", owner="second") == "go"


def test_what_a_dead_owner_held_is_sent_again(driver: Driver, client: Redis) -> None:
    """P3: the sweep finds an owner without a heartbeat."""
    driver.accept()
    client.delete("left")
    driver.start("left", owner="dead")
    assert driver.sweep()[0] == ["left"]
    assert driver.waiting("left") == ["b0.left"]


def test_a_message_that_a_dying_worker_took_with_it_is_sent_again(driver: Driver, client: Redis) -> None:
    """Between taking a message and starting it there is no owner: the queue's emptiness tells."""
    driver.accept()
    client.delete("left")
    assert driver.sweep()[0] == ["left"]


def test_messages_that_only_wait_are_never_sent_again(driver: Driver, client: Redis) -> None:
    """A long queue is not lost work, however long it waits."""
    driver.accept(batches=20)
    client.rpop("left", 5)
    time.sleep(0.01)
    resent, _ = driver.sweep()
    assert resent == ["left"] * 5
    assert driver.sweep()[0] == []
    assert len(driver.waiting("left")) == 20


def test_a_living_owner_keeps_its_batch_through_sweeps(driver: Driver, client: Redis) -> None:
    """Slow is not dead."""
    driver.accept()
    client.delete("left", "right")
    for stage in ("left", "right"):
        driver.start(stage, owner=driver.beat(stage))
    assert driver.sweep() == ([], [])


def test_an_owner_past_the_batch_limit_is_taken_for_dead(driver: Driver, client: Redis) -> None:
    """A process that hangs while its parent beats is found by the clock."""
    driver.accept()
    client.delete("left")
    driver.start("left", owner=driver.beat("left"))
    assert driver.sweep(limit_s=0)[0] == ["left"]


def test_a_stage_without_workers_is_named_after_the_join_deadline(driver: Driver) -> None:
    """P5: nobody consumes, nobody beats: the fan-in is told."""
    driver.accept()
    assert driver.sweep(join_s=0)[1] == ["left", "right"]


def test_a_long_queue_with_living_workers_is_not_called_stuck(driver: Driver, client: Redis) -> None:
    """While a stage's workers beat, its waiting batches are merely behind others."""
    driver.accept()
    seconds, micros = client.time()  # type: ignore[misc]  # sync client
    for stage in ("left", "right"):
        client.set(f"{keys.SEEN}{stage}", seconds * 1000 + micros / 1000 + 60_000)
    assert driver.sweep(join_s=0) == ([], [])


def test_a_room_that_its_worker_died_with_is_counted(driver: Driver, record: RedisRecord) -> None:
    """From the second attempt on rooms are tried one by one, so the culprit has a name."""
    driver.accept()
    driver.start("left", owner="one")
    driver.start("left", owner="two")
    record.suspect(SLOT, "office_3")
    third = driver.started("left", "three")
    assert (third.attempt, third.deaths) == (3, {"office_3": 1})
    record.suspect(SLOT, "office_3")
    assert driver.started("left", "four").deaths == {"office_3": 2}


def test_releasing_a_batch_blames_no_room(driver: Driver, record: RedisRecord) -> None:
    """A worker that gives a batch back has not died of it."""
    driver.accept()
    driver.start("left", owner="one")
    driver.start("left", owner="two")
    record.suspect(SLOT, "office_3")
    record.release(SLOT, "two")
    assert driver.started("left", "three").deaths == {}


def test_the_last_batch_sends_the_finish_message_to_every_waiting_task(
    driver: Driver, record: RedisRecord
) -> None:
    """A second task under the same key gets the same result."""
    driver.accept()
    assert record.follow("job", driver.waiter("second")) == "running"
    driver.run_to_the_end()
    assert driver.waiting(keys.COORDINATOR_QUEUE) == ["job finish", "second"]


def test_who_asks_after_the_end_is_answered_at_once(driver: Driver, record: RedisRecord) -> None:
    """The record outlives the job."""
    driver.accept()
    driver.run_to_the_end()
    record.close("job", "done", keep_s=100)
    assert record.follow("job", driver.waiter("late")) == "done"
    assert driver.waiting(keys.COORDINATOR_QUEUE) == ["job finish", "late"]


def test_a_lost_ending_is_sent_again(driver: Driver, client: Redis, record: RedisRecord) -> None:
    """The finish message is due like any other until the job is closed."""
    driver.accept()
    driver.run_to_the_end()
    client.delete(keys.COORDINATOR_QUEUE)
    assert driver.sweep()[0] == [FINISH]
    assert driver.waiting(keys.COORDINATOR_QUEUE) == ["job finish"]
    record.close("job", "done", keep_s=100)
    client.delete(keys.COORDINATOR_QUEUE)
    assert driver.sweep() == ([], [])


def test_a_finished_job_leaves_nothing_due_and_expires(
    driver: Driver, client: Redis, record: RedisRecord
) -> None:
    """No key of an ended job lives for ever."""
    driver.accept()
    driver.run_to_the_end()
    record.close("job", "done", keep_s=100)
    assert client.zcard(keys.DUE) == 0
    assert client.scard(keys.RUNNING) == 0
    assert all(0 < client.ttl(key) <= 100 for key in client.scan_iter("plenum:job:*"))  # type: ignore[operator]  # sync client


@pytest.mark.parametrize(("what", "answer"), [("cancelled", "cancelled"), ("overdue", "late")])
def test_an_ended_job_takes_no_more_work(driver: Driver, record: RedisRecord, what: str, answer: str) -> None:
    """Cancelling and deadlines stop a job at its next step, and its finish is sent."""
    driver.accept()
    record.close("job", what, keep_s=100)
    assert driver.start("left") == answer
    assert driver.commit("right") == (answer,)
    assert driver.waiting(keys.COORDINATOR_QUEUE) == ["job finish"]


def test_a_job_past_its_deadline_is_named(driver: Driver, client: Redis, record: RedisRecord) -> None:
    """Deadlines are kept by Redis' clock."""
    driver.accept()
    assert record.overdue() == []
    client.zadd(keys.DEADLINES, {"job": 1.0})
    assert record.overdue() == ["job"]


def test_a_job_that_is_gone_is_gone(driver: Driver, record: RedisRecord) -> None:
    """Stale messages of removed jobs find nothing and do nothing."""
    assert driver.start("left") == "gone"
    assert record.close("job", "cancelled", keep_s=1).status == "gone"


def test_dead_letters_come_with_the_commit(driver: Driver, client: Redis) -> None:
    """A letter exists exactly if the failure it tells of is committed."""
    driver.accept()
    driver.commit("left", dead=("letter",))
    assert [letter.id for letter in driver.record.letters()] == ["letter"]


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reserve is waited for longer than a test is held up."""
    monkeypatch.setattr("plenum.pipeline.record.redis.work.PATIENT_S", HANGS_S)


def test_one_stage_finds_a_batchs_reserve_and_the_others_wait_for_it(driver: Driver, patient: None) -> None:
    """Those that begin meanwhile are handed it, those that begin later read it."""
    driver.accept()
    first = driver.started("left", driver.beat("left"))
    assert (first.reserve, first.reserve_is_sought) == (None, False)
    second = driver.started("right", driver.beat("right"))
    assert (second.reserve, second.reserve_is_sought) == (None, True)
    driver.record.keep_reserve(SLOT, RESERVE)
    assert driver.record.await_reserve(SLOT) == RESERVE
    assert driver.started("join", "join:w:1").reserve == RESERVE


def test_nobody_waits_for_a_reserve_that_a_dead_worker_was_finding(driver: Driver) -> None:
    """Whoever begins next finds it."""
    driver.accept()
    driver.started("left", "left:w:dead")
    assert not driver.started("right", "right:w:1").reserve_is_sought


def test_a_reserve_that_does_not_come_is_not_waited_for_for_ever(
    driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The stage that waited then finds it itself."""
    monkeypatch.setattr("plenum.pipeline.record.redis.work.PATIENT_S", 0.05)
    driver.accept()
    assert driver.record.await_reserve(SLOT) is None


def test_a_reserve_handed_over_to_nobody_leaves_nothing_behind(
    driver: Driver, client: Redis, patient: None
) -> None:
    """A stage that waited and died does not keep its copy for ever; a job that is gone gets no new keys."""
    driver.accept()
    driver.started("left", driver.beat("left"))
    driver.started("right", driver.beat("right"))
    driver.record.keep_reserve(SLOT, RESERVE)
    assert 0 < client.pttl("plenum:job:job:reserve:b0") <= HANGS_S * 1000  # type: ignore[operator]  # sync client
    driver.record.keep_reserve(Slot("gone", "b0", "left"), RESERVE)
    assert not client.keys("plenum:job:gone*")


def test_who_ends_a_job_reads_all_of_it_and_is_noted(driver: Driver, client: Redis) -> None:
    """The sweep does not send an ending again that is in living hands."""
    driver.accept()
    for stage in ("left", "right", "join", "end"):
        driver.start(stage)
        driver.commit(stage)
    me = driver.beat("coordinator")
    ending = driver.record.ending("job", me)
    assert ending is not None
    assert ending.job.status == "finishing"
    assert [entry.room.room_id for entry in ending.batches["b0"]] == ["room_b0"]
    assert set(ending.outputs["b0"]) == {"left", "right", "join", "end"}
    client.delete("coordinator")
    assert driver.sweep() == ([], [])
    assert driver.record.ending("gone", me) is None
    assert not client.keys("plenum:job:gone*")


def test_a_record_that_another_version_wrote_is_refused_and_not_misread(
    driver: Driver, client: Redis
) -> None:
    """Whatever is missing or unknown in it."""
    driver.accept()
    client.hset("plenum:job:job:in", "b0", '[{"room_id": "r"}]')
    with pytest.raises(UnreadableRecordError):
        driver.begin("left")
    client.hset("plenum:job:job", "graph", "[]")
    with pytest.raises(UnreadableRecordError):
        driver.record.job("job")
