"""Who waits for an answer hears of it, though connections break and Redis goes away meanwhile."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from celery.exceptions import TimeoutError as TookTooLong
from redis import Redis, exceptions

from plenum.client import AsyncClient, Client, patience
from plenum.client import client as module
from plenum.pipeline.record.redis.keys import result_key
from tests.support.proxy import Proxy, proxy
from tests.support.redis_server import RedisServer
from tests.support.waiting import HANGS_S, eventually

JOB = "job"
Waits = Callable[[str], Any]


def by_result(url: str) -> Any:
    """With a time of its own."""
    client = Client(url)
    try:
        return client.result(JOB, HANGS_S)
    finally:
        client.close()


def by_coroutine(url: str) -> Any:
    """With a time of its own."""

    async def work() -> Any:
        async with AsyncClient(url) as client:
            return await client.result(JOB, HANGS_S)

    return asyncio.run(work())


def by_watching(url: str) -> Any:
    """Without one."""
    client = Client(url)
    try:
        list(client.watch(JOB))
        return client.result(JOB)
    finally:
        client.close()


@pytest.fixture
def errors(monkeypatch: pytest.MonkeyPatch) -> list[Exception]:
    """What those who wait have borne. A call may take 0.2 s here."""
    monkeypatch.setattr(module, "_ANSWER_S", 0.2)
    borne: list[Exception] = []
    bear = patience.Patience._mind

    def mind(self: patience.Patience, error: Exception) -> None:
        borne.append(error)
        bear(self, error)

    monkeypatch.setattr(patience.Patience, "_mind", mind)
    return borne


@pytest.fixture
def server(own: RedisServer) -> RedisServer:
    """One to be killed."""
    return own


@pytest.fixture
def between(server: RedisServer) -> Iterator[Proxy]:
    """What the clients reach it through."""
    with proxy(server.port) as made:
        yield made


def answered(url: str) -> None:
    """As a coordinator does, but nobody is told."""
    meta = {"status": "SUCCESS", "result": "done", "traceback": None, "children": [], "task_id": JOB}

    def store() -> bool:
        try:
            with Redis.from_url(url) as redis:
                return bool(redis.set(result_key(JOB), json.dumps(meta)))
        except exceptions.RedisError:  # it still reads its file
            return False

    assert eventually(store)


def waiting(wait: Waits, url: str, redis_url: str) -> Future[Any]:
    """Somebody who waits, subscribed."""
    pool = ThreadPoolExecutor(1)
    future = pool.submit(wait, url)
    pool.shutdown(wait=False)
    with Redis.from_url(redis_url) as redis:
        assert eventually(lambda: redis.pubsub_channels(result_key(JOB)))
    return future


@pytest.mark.parametrize("wait", [by_result, by_coroutine, by_watching])
def test_who_waits_outlasts_a_redis_that_is_away(
    server: RedisServer, errors: list[Exception], wait: Waits
) -> None:
    """Refused connections are no answer; one that comes meanwhile is found, though nobody tells of it."""
    future = waiting(wait, server.url, server.url)
    server.kill()
    assert eventually(lambda: errors or future.done())
    server.start()
    answered(server.url)
    assert future.result(HANGS_S) in ("done", None)


def test_who_waits_outlasts_a_network_that_is_silent(
    server: RedisServer, between: Proxy, errors: list[Exception]
) -> None:
    """For longer than calls and all their repetitions take."""
    future = waiting(by_result, f"redis://127.0.0.1:{between.port}/0", server.url)
    between.silence(True)
    assert eventually(lambda: errors or future.done())
    between.silence(False)
    answered(server.url)
    assert future.result(HANGS_S) == "done"


def test_a_time_of_ones_own_ends_the_waiting_and_the_error_says_that_redis_is_away(
    server: RedisServer, errors: list[Exception]
) -> None:
    """A timeout as ever, so that nobody has to catch another error."""
    client = Client(server.url)
    server.kill()
    with pytest.raises(TookTooLong, match="Redis is away: "):
        client.result(JOB, 0.1)
    assert errors
    client.close()


def test_who_has_no_time_of_his_own_is_told_at_last_that_redis_is_away(
    server: RedisServer, errors: list[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rather than waiting for ever."""
    monkeypatch.setattr(module, "PATIENCE_S", 0.0)
    client = Client(server.url)
    server.kill()
    with pytest.raises(exceptions.ConnectionError, match="Redis has not answered for 0 s: "):
        client.result(JOB)
    assert len(errors) == 2
    client.close()
