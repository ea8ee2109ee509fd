"""An idempotency key lives as long as its job's record, and no longer."""

from __future__ import annotations

from redis import Redis

from plenum.pipeline.record.calls import Acceptance
from plenum.pipeline.record.redis import keys
from plenum.pipeline.record.redis.record import RedisRecord
from tests.support.redis_driver import RedisDriver as Driver


def test_the_key_of_a_finished_job_expires_with_its_record(
    driver: Driver, client: Redis, record: RedisRecord
) -> None:
    """Until the job has ended the key stays; then it goes when the record goes."""
    driver.accept("one", key="order 7")
    assert client.ttl(keys.idempotency_key("order 7")) == -1
    record.close("one", "done", keep_s=100)
    assert 0 < client.ttl(keys.idempotency_key("order 7")) <= 100  # type: ignore[operator]  # sync client


def test_a_key_whose_record_is_gone_starts_a_new_job(driver: Driver, client: Redis) -> None:
    """Nobody could answer under the old one."""
    driver.accept("one", key="order 7")
    client.delete("plenum:job:one")
    assert driver.accept("two", key="order 7", fingerprint="other").outcome == "accepted"
    assert driver.accept("three", key="order 7", fingerprint="other") == Acceptance("known", "two")


def test_a_key_that_is_used_anew_does_not_expire_under_a_running_job(driver: Driver, client: Redis) -> None:
    """The old record's end must not take the new job's key along."""
    driver.accept("one", key="order 7")
    client.expire(keys.idempotency_key("order 7"), 5)
    client.delete("plenum:job:one")
    driver.accept("two", key="order 7")
    assert client.ttl(keys.idempotency_key("order 7")) == -1
