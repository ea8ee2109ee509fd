"""A job that Redis took in and forgot: who sent it sends it again, who else waits for it is told."""

from __future__ import annotations

import json
from unittest.mock import Mock

import pytest
from redis import Redis
from redis.exceptions import NoPermissionError

from plenum.client import Client, JobGoneError, sent
from plenum.client import client as module
from plenum.pipeline.record.redis import keys
from plenum.pipeline.record.redis.record import RedisRecord
from tests.support.buildings import building
from tests.support.redis_driver import RedisDriver
from tests.support.waiting import eventually


@pytest.fixture(autouse=True)
def all_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """The client looks after its jobs all the time."""
    monkeypatch.setattr(module, "_ACCEPTED_WITHIN_S", 0.0)


def forget(client: Redis) -> None:
    """As a replica that never heard of it stands in for the master."""
    client.flushall()


def test_who_sent_it_sends_it_again_by_its_id(plenum: Client, client: Redis) -> None:
    """Though it had a record; where it waits, or is there, no second message is sent."""
    job = plenum.submit(building(1))
    looks = plenum.looks(job)
    assert [next(looks) for _ in range(3)] == [None] * 3
    assert client.llen(keys.DEFAULT_QUEUE) == 1
    client.delete(keys.DEFAULT_QUEUE)
    driver = RedisDriver(RedisRecord(client))
    driver.accept(job)
    assert next(looks)
    forget(client)
    assert eventually(lambda: next(looks) is None and client.llen(keys.DEFAULT_QUEUE) == 1)
    (message,) = client.lrange(keys.DEFAULT_QUEUE, 0, -1)  # type: ignore[misc]  # sync client
    assert json.loads(message)["headers"]["id"] == job


def waiting(client: Redis) -> list[str]:
    """The ids of the submissions that wait, the oldest first."""
    raw: list[bytes] = client.lrange(keys.DEFAULT_QUEUE, 0, -1)  # type: ignore[assignment]  # sync client
    return [json.loads(message)["headers"]["id"] for message in reversed(raw)]


def test_who_finds_one_of_its_jobs_lost_sends_all_that_are(plenum: Client, client: Redis) -> None:
    """None has to be waited for first; what is there, or answered, is not sent a second time."""
    lost, fetched, kept, last = (plenum.submit(building(1)) for _ in range(4))
    forget(client)
    plenum.app.backend.store_result(fetched, {}, "SUCCESS")
    assert plenum.result(fetched, 1.0) == {}
    RedisDriver(RedisRecord(client)).accept(kept)
    client.delete(keys.DEFAULT_QUEUE)
    plenum.app.backend.forget(fetched)
    looks = plenum.looks(last)
    assert eventually(lambda: next(looks) is None and waiting(client))
    assert waiting(client) == [lost, last]


def test_what_was_sent_long_ago_is_looked_for_only_by_who_waits_for_it(
    plenum: Client, client: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may have ended, and have been kept its time: nobody wants it done once more."""
    old = plenum.submit(building(1))
    monkeypatch.setattr(sent, "LOOKED_FOR_S", 0.0)
    new = plenum.submit(building(1))
    forget(client)
    looks = plenum.looks(new)
    assert eventually(lambda: next(looks) is None and waiting(client)) == [new]
    looks = plenum.looks(old)
    assert eventually(lambda: next(looks) is None and len(waiting(client)) == 2)
    assert set(waiting(client)) == {old, new}


def test_who_may_not_look_waits_on(plenum: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """A client with the rights to submit sees no record, and sends nothing again for that."""
    looks = plenum.looks(plenum.submit(building(1)))
    refusal = Mock(side_effect=NoPermissionError("no rights"))
    monkeypatch.setattr(plenum.record, "job", refusal)
    monkeypatch.setattr(plenum.record, "progress", lambda _job: None)
    assert [next(looks) for _ in range(3)] == [None] * 3
    assert refusal.called
    assert plenum.redis.llen(keys.DEFAULT_QUEUE) == 1


def test_who_only_waits_for_it_is_told_that_it_is_gone(plenum: Client, client: Redis) -> None:
    """Nothing would ever come; of a job that never was there nobody is told, for it may come yet."""
    looks = plenum.looks("one")
    assert [next(looks) for _ in range(3)] == [None] * 3
    RedisDriver(RedisRecord(client)).accept("one")
    assert next(looks)
    forget(client)
    with pytest.raises(JobGoneError, match="failed over"):
        eventually(lambda: next(looks), lambda look: look is not None)
