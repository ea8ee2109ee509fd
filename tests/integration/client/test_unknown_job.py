"""A job that nobody knows is told from one that has still to be accepted."""

from __future__ import annotations

import pytest
from redis import Redis

from plenum.client import Client, JobGoneError
from plenum.pipeline.record.redis import keys
from plenum.pipeline.record.redis.record import RedisRecord
from tests.support.redis_driver import RedisDriver


def test_a_job_without_record_or_answer_is_gone(plenum: Client) -> None:
    """Nothing would ever come."""
    with pytest.raises(JobGoneError, match="no record of job nonsense"):
        plenum.find("nonsense", within_s=0)


def test_a_job_with_a_record_is_found(plenum: Client, client: Redis) -> None:
    """It may be waited for."""
    RedisDriver(RedisRecord(client, patience_s=0)).accept("one")
    plenum.find("one", within_s=0)


@pytest.mark.parametrize("place", ["celery", keys.ASIDE, keys.held("me")])
def test_a_job_that_was_not_taken_in_yet_is_cancelled_as_it_comes(
    plenum: Client, client: Redis, place: str
) -> None:
    """Wherever its message waits; where nothing waits there is no such job."""
    driver = RedisDriver(RedisRecord(client, patience_s=0))
    client.sadd(keys.TAKERS, "me")
    client.rpush(keys.taken("me"), "me|0")
    assert plenum.cancel("nonsense") == "gone"
    client.rpush(place, '{"headers": {"id": "submitted"}}')
    assert plenum.cancel("nonsense") == "gone"
    assert plenum.cancel("submitted") == "cancelled"
    assert driver.accept("submitted").outcome == "cancelled"


def test_a_job_that_may_be_on_the_queue_is_not_called_gone(plenum: Client, client: Redis) -> None:
    """It is accepted once the coordinator is back."""
    client.rpush("celery", "{}")
    plenum.find("submitted", within_s=0)
