"""A task that asked for it is told how many rooms are done, as Celery tells of a task that was started."""

from __future__ import annotations

from typing import Any

import pytest
from celery.result import AsyncResult
from redis import Redis

from plenum.pipeline.answers import Failure, Output
from plenum.pipeline.job import Slot
from plenum.pipeline.record.calls import Commit
from plenum.pipeline.record.redis.keys import JobKeys, result_key
from tests.support.lone_coordinator import their_app
from tests.support.redis_driver import RedisDriver
from tests.support.redis_server import RedisServer


@pytest.fixture
def server(own: RedisServer) -> RedisServer:
    """Where nobody else's commands are counted."""
    return own


def state(server: RedisServer) -> tuple[str, Any]:
    """What any Celery client sees of the job's task."""
    result = AsyncResult("job", app=their_app(server.url))
    return result.state, result.info


def end(driver: RedisDriver, batch: str) -> None:
    """The last stage's commit for a batch of one room."""
    answer = Failure(room_id="room", error="Error", message="")
    commit = Commit(Output(stage="end", rooms=(answer,)), ends_batch=True)
    driver.record.commit(Slot("job", batch, "end"), commit)


def test_each_batch_that_ends_adds_its_rooms(driver: RedisDriver, server: RedisServer) -> None:
    """From the moment the job is taken in."""
    driver.accept(batches=3, track_started=True)
    assert state(server) == ("STARTED", {"rooms": 3, "rooms_done": 0})
    driver.commit("left")
    end(driver, "b0")
    assert state(server) == ("STARTED", {"rooms": 3, "rooms_done": 1})
    end(driver, "b2")
    assert state(server) == ("STARTED", {"rooms": 3, "rooms_done": 2})


def test_a_batch_costs_one_write_that_who_subscribed_hears_of(driver: RedisDriver, client: Redis) -> None:
    """Whatever its stages commit before; `.get(on_message=...)` is called with each."""
    with client.pubsub(ignore_subscribe_messages=True) as heard:  # type: ignore[no-untyped-call]  # redis-py has no types for it
        heard.subscribe(result_key("job"))
        heard.get_message(timeout=1)
        driver.accept(track_started=True)
        client.config_resetstat()
        for stage in ("left", "right", "join"):
            driver.commit(stage)
        end(driver, "b0")
        stats: Any = client.info("commandstats")
        assert stats["cmdstat_set"]["calls"] == 1
        told = [message for _ in range(9) if (message := heard.get_message(timeout=0.2))]
        assert len(told) == 2


def test_it_lapses_with_the_job_at_the_latest(driver: RedisDriver, client: Redis) -> None:
    """A batch that ends does not put that off."""
    driver.accept(batches=2, track_started=True, deadline_s=100)
    end(driver, "b0")
    assert 100 < client.ttl(result_key("job")) <= 200  # type: ignore[operator]  # sync client


def test_nobody_else_is_told(driver: RedisDriver, client: Redis, server: RedisServer) -> None:
    """Neither a task that did not ask, nor one whose result was forgotten."""
    driver.accept()
    end(driver, "b0")
    assert state(server) == ("PENDING", None)
    driver.lapse("job")
    driver.accept(track_started=True)
    client.delete(result_key("job"))
    end(driver, "b0")
    assert not client.exists(result_key("job"))


def test_rooms_that_are_done_again_are_not_counted_twice(driver: RedisDriver, server: RedisServer) -> None:
    """A job has no more than its rooms."""
    driver.accept(batches=2, track_started=True)
    driver.record.client.hset(JobKeys("job").job, "batches_left", 3)
    for batch in ("b0", "b1", "r0001"):
        end(driver, batch)
    assert state(server) == ("STARTED", {"rooms": 2, "rooms_done": 2})
