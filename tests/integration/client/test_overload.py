"""A client asks whether there is room before it sends: by the bounds that the workers agreed on."""

from __future__ import annotations

import pytest
from redis import Redis

from plenum.client import Client, OverloadedError
from plenum.pipeline.record.redis import keys
from tests.support.buildings import building


def test_a_busy_plenum_is_sent_nothing_more(plenum: Client, client: Redis) -> None:
    """Unfinished jobs and those that are sent count alike; the error says when to come again."""
    client.hset(keys.SETTINGS, mapping={"busy_jobs": "3", "max_jobs_mib": "1"})
    client.sadd(keys.RUNNING, "one")
    plenum.submit(building(1))
    plenum.submit(building(1))
    with pytest.raises(OverloadedError, match="3 jobs are unfinished, 3 is the limit") as caught:
        plenum.submit(building(1))
    assert caught.value.retry_after_s > 0
    assert client.llen("celery") == 2
    plenum.submit(building(1), priority=1)
    assert client.llen("celery") == 3


def test_jobs_that_are_few_and_large_keep_it_busy_too(plenum: Client, client: Redis) -> None:
    """By the size of what is unfinished."""
    client.hset(keys.SETTINGS, mapping={"busy_jobs": "3", "max_jobs_mib": "1"})
    client.sadd(keys.RUNNING, "one")
    client.set(keys.BYTES, 2**20)
    with pytest.raises(OverloadedError):
        plenum.submit(building(1))


def test_where_nobody_tells_of_bounds_a_job_is_sent(plenum: Client, client: Redis) -> None:
    """No worker ever ran: it waits for the first one."""
    client.sadd(keys.RUNNING, *range(2000))
    plenum.submit(building(1))
    assert client.llen("celery") == 1
