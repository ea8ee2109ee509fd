"""What the record does with Redis' own means: tags, times, keys that lapse, what others wrote there."""

from __future__ import annotations

import json
from typing import Any

import pytest
from celery import Celery
from celery.worker.request import Request
from kombu import Connection
from kombu.transport.virtual.base import Message
from redis import Redis, exceptions

from plenum.ceiling.whole.reservation import Reservation
from plenum.pipeline.answers import Output
from plenum.pipeline.job import Slot
from plenum.pipeline.messages import read_message, send_span
from plenum.pipeline.record import codec
from plenum.pipeline.record.calls import Takes, Turn
from plenum.pipeline.record.codec import UnreadableRecordError
from plenum.pipeline.record.redis import keys
from plenum.pipeline.record.redis.record import RedisRecord
from tests.support.record_driver import ROOT
from tests.support.redis_driver import RedisDriver as Driver
from tests.support.waiting import HANGS_S

SLOT = Slot("job", "b0", "left")
RESERVE = {0: Reservation(frozenset({(0, 0)}), frozenset())}


def test_each_push_has_a_delivery_tag_of_its_own_and_the_time(driver: Driver, client: Redis) -> None:
    """kombu needs unique tags; the sweep and the queue wait need the time."""
    driver.accept(batches=3)
    messages = [json.loads(raw) for raw in client.lrange("left", 0, -1)]  # type: ignore[union-attr]  # sync client
    assert len({m["properties"]["delivery_tag"] for m in messages}) == 3
    assert all(float(m["headers"]["pushed_ms"]) > 1.6e12 for m in messages)


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


def test_what_is_told_of_a_job_that_is_gone_leaves_nothing_behind(driver: Driver, client: Redis) -> None:
    """A removed job gets no new keys."""
    driver.record.share_reserves({Slot("gone", "b0", "left"): RESERVE}, ["left"])
    assert driver.record.endings(["gone"], "me") == ["gone"]
    driver.record.release([Slot("gone", "b0", "left")], "me", "again")
    assert not client.keys("plenum:job:gone*")


def test_a_turn_whose_answer_is_lost_is_repeated_and_what_it_took_is_sent_again(
    driver: Driver, client: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker lives and does not know what it holds: nobody else would look for that for minutes."""
    driver.accept(batches=2)
    driver.beat("left")
    me = driver.owner("left")
    lost = iter([True])
    once = driver.record.once

    def loses_the_first(name: str, *asked: Any) -> Any:
        answer = once(name, *asked)
        if name == "turn" and next(lost, False):
            raise exceptions.ConnectionError
        return answer

    monkeypatch.setattr(driver.record, "once", loses_the_first)
    monkeypatch.setattr(driver.record, "patience_s", HANGS_S)
    assert driver.turn("left", me, messages=1) == ["b1 go"]
    assert driver.sweep()[0] == ["left"]
    assert driver.waiting("left") == ["b0.left"]


def test_a_job_that_the_version_before_took_in_is_finished(driver: Driver, client: Redis) -> None:
    """Version 0.2 noted otherwise who works on what, and kept its messages: its notes are nobody's, what it
    has committed counts, and what it lost is sent in the new form."""
    driver.accept()
    driver.lose("left", "right")
    kept = {
        "b0/left:owner": "left:w:1",
        "b0/left:started": "1764000000000.000",
        "b0/left:attempt": "3",
        "b0/left:deaths": '{"room_b0": 1}',
        "b0:reserve": '[{"all": [[0, 0]], "for_return": [], "for_supply": []}]',
    }
    client.hset("plenum:job:job:run", mapping=kept)
    client.hset("plenum:job:job:msg", "job|b0|left", "its message")
    client.hset("plenum:job:job:out", "b0/right", codec.text(Output(stage="right", rooms=())))
    client.zrem(keys.DUE, "job|b0|right")
    assert driver.sweep()[0] == ["left"]
    driver.lose("left")
    begun = driver.started("left")
    assert (begun.attempt, begun.reserve, begun.deaths) == (1, {}, {"room_b0": 1})
    assert driver.commit("left") == ("committed", "join")
    for stage in ("join", "end"):
        driver.commit(stage)
    driver.record.close("job", "done", keep_s=100)
    assert 0 < client.ttl("plenum:job:job:msg") <= 100  # type: ignore[operator]  # sync client


def test_a_foreign_entry_stays_on_its_queue_for_celery_to_refuse(driver: Driver, client: Redis) -> None:
    """Neither a turn nor one that waits takes it; those before it are taken, in their order."""
    driver.accept(batches=3)
    client.linsert("left", "after", client.lindex("left", 0), "no message")
    assert driver.turn("left") == ["b0 go", "b1 go"]
    assert driver.record.await_message(["left"], 1) is None
    assert client.lindex("left", -1) == b"no message"
    waits = Turn("me", {"left": ()}, takes=Takes(2, 10_000))
    assert driver.record.await_turn(waits, 1) is None
    assert client.lindex("left", -1) == b"no message"
    client.rpop("left")
    turned = driver.record.await_turn(waits, 1)
    assert turned is not None
    assert [begun.slot for begun in turned.begun] == [Slot("job", "b2", "left")]


def test_a_message_that_redis_handed_over_before_it_died_is_the_next_turns(
    driver: Driver, client: Redis
) -> None:
    """It is on no queue, but where the next worker that waits looks first."""
    driver.accept(batches=2)
    client.lmove("left", keys.HANDED + "left", "RIGHT", "LEFT")
    client.script_flush()
    turned = driver.record.await_turn(Turn("me", {"left": ()}, takes=Takes(2, 10_000)), 1)
    assert turned is not None
    assert sorted(begun.slot.batch for begun in turned.begun) == ["b0", "b1"]
    assert not client.exists(keys.HANDED + "left")


def test_who_waits_in_vain_at_a_redis_that_forgot_its_scripts_is_told_so(
    driver: Driver, client: Redis
) -> None:
    """As one that has just begun: nothing came."""
    client.script_flush()
    assert driver.record.await_turn(Turn("me", {"left": ()}, takes=Takes(1, 10_000)), 0.01) is None


def test_a_message_for_another_stage_stays_on_the_queue(driver: Driver, client: Redis) -> None:
    """It would be committed under the wrong name."""
    driver.accept()
    client.lmove("left", "right", "RIGHT", "RIGHT")
    assert driver.turn("right") == []
    assert driver.record.await_message(["right"], 1) is None
    assert client.llen("right") == 2


def test_a_stages_message_is_one_that_any_celery_worker_reads(driver: Driver, client: Redis) -> None:
    """kombu decodes it, Celery finds the task without arguments, the ids are a header."""
    driver.accept()
    raw = json.loads(client.lindex("left", -1))  # type: ignore[arg-type]  # sync client
    message = Message(raw, channel=Connection("memory://").channel())
    assert message.decode()[:2] == [[], {}]
    request = Request(message, app=Celery(set_as_current=False), task=object(), hostname="h")
    assert (request.name, request.id) == ("plenum.stage.left", "job.b0.left")
    assert read_message(request.request_dict["plenum"]) == SLOT
    assert request.request_dict["traceparent"] == send_span(SLOT, ROOT)
    assert request.ignore_result


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
