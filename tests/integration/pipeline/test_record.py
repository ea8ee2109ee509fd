"""What the record does with Redis' own means: tags, times, keys that lapse, what others wrote there."""

from __future__ import annotations

import json

import pytest
from redis import Redis

from plenum.ceiling.whole.reserve import Reservation
from plenum.pipeline.job import Slot
from plenum.pipeline.record.codec import UnreadableRecordError
from plenum.pipeline.record.redis import keys
from plenum.pipeline.record.redis.record import RedisRecord
from tests.support.redis_driver import RedisDriver as Driver
from tests.support.waiting import HANGS_S

SLOT = Slot("job", "b0", "left")
RESERVE = (Reservation(frozenset({(0, 0)}), frozenset()),)


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


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reserve is waited for longer than a test is held up."""
    monkeypatch.setattr("plenum.pipeline.record.redis.work.PATIENT_S", HANGS_S)


def test_a_reserve_handed_over_to_nobody_leaves_nothing_behind(
    driver: Driver, client: Redis, patient: None
) -> None:
    """A stage that waited and died does not keep its copy for ever; a job that is gone gets no new keys."""
    driver.accept()
    driver.started("left", driver.beat("left"))
    driver.started("right", driver.beat("right"))
    driver.record.store_reserve(SLOT, RESERVE)
    assert 0 < client.pttl("plenum:job:job:reserve:b0") <= HANGS_S * 1000  # type: ignore[operator]  # sync client
    driver.record.store_reserve(Slot("gone", "b0", "left"), RESERVE)
    assert driver.record.endings(["gone"], "me") == ["gone"]
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
