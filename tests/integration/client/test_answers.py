"""A client hears of its jobs' answers: from Redis, through its restart, and on one connection for all."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from redis import Redis

from plenum.client import AsyncClient, Client
from plenum.client import answers as module
from plenum.client.answers import Answers
from plenum.pipeline.record.redis.keys import result_key
from plenum.pipeline.record.redis.reaching import reach
from tests.support.proxy import proxy
from tests.support.redis_server import RedisServer
from tests.support.waiting import HANGS_S, eventually


@pytest.fixture
def client(own: RedisServer) -> Iterator[Redis]:
    """Where nobody else listens: what another test's client leaves behind goes in its own time."""
    with Redis.from_url(own.url) as made:
        yield made


@pytest.fixture
def answers(client: Redis) -> Iterator[Answers]:
    """A client's."""
    made = Answers(client)
    yield made
    made.close()


def answer(client: Redis, job_id: str) -> None:
    """As a coordinator does."""
    meta = {"status": "SUCCESS", "result": job_id, "traceback": None, "children": [], "task_id": job_id}
    text = json.dumps(meta)
    client.set(result_key(job_id), text)
    client.publish(result_key(job_id), text)


def subscribed(client: Redis) -> dict[str, int]:
    """Channels of results that anybody listens to."""
    found: list[bytes] = client.pubsub_channels("celery-task-meta-*")  # type: ignore[assignment]  # sync client
    return dict.fromkeys((name.decode() for name in found), 1)


def test_a_subscription_that_nothing_answers_is_made_anew(
    own: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half open: nothing says that it is lost. Who waits looks once more, and hears of what comes then."""
    monkeypatch.setattr(module, "_LISTEN_S", 0.1)
    with proxy(own.port) as between:
        through = reach(f"redis://127.0.0.1:{between.port}/0", 1.0)
        answers = Answers(through)
        with answers.heard("job") as told:
            assert told.wait(HANGS_S)
            told.clear()
            between.half_open()
            assert told.wait(HANGS_S)
            told.clear()
            answer(Redis.from_url(own.url), "job")
            assert told.wait(HANGS_S)
        answers.close()


def test_questions_whether_anybody_is_there_hide_no_answer(
    own: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked all the time, on the same connection."""
    monkeypatch.setattr(module, "_LISTEN_S", 0.01)
    client = Redis.from_url(own.url)
    answers = Answers(Redis.from_url(own.url, health_check_interval=0.001))
    with answers.heard("job") as told:
        assert told.wait(HANGS_S)
        for _ in range(20):
            told.clear()
            answer(client, "job")
            assert told.wait(HANGS_S)
    answers.close()


def test_who_waits_is_told_when_to_look(answers: Answers, client: Redis) -> None:
    """Once the subscription stands, since the answer may be there already, and when it comes."""
    with answers.heard("job") as told:
        assert told.wait(HANGS_S)
        told.clear()
        answer(client, "another job")
        answer(client, "job")
        assert told.wait(HANGS_S)


def test_all_who_wait_for_a_job_are_told_and_nobody_else(answers: Answers, client: Redis) -> None:
    """Whoever forgets it takes nothing from the others."""
    with answers.heard("job") as one, answers.heard("other") as other:
        with answers.heard("job"):
            assert one.wait(HANGS_S)
        assert other.wait(HANGS_S)
        one.clear()
        other.clear()
        answer(client, "job")
        assert one.wait(HANGS_S)
        assert not other.is_set()


def test_a_job_that_nobody_waits_for_is_subscribed_to_no_more(answers: Answers, client: Redis) -> None:
    """Nothing is left behind in Redis."""
    with answers.heard("job"):
        assert eventually(lambda: subscribed(client)) == {result_key("job"): 1}
    assert eventually(lambda: subscribed(client), lambda names: not names) == {}


def test_a_restart_of_redis_is_outlived(own: RedisServer) -> None:
    """Who waits is told to look when it is back, and of what comes after."""
    with Redis.from_url(own.url) as client:
        answers = Answers(client)
        with answers.heard("job") as told:
            assert told.wait(HANGS_S)
            told.clear()
            own.kill()
            own.start()
            assert told.wait(HANGS_S)
            assert eventually(lambda: subscribed(client))
            told.clear()
            answer(client, "job")
            assert told.wait(HANGS_S)
        answers.close()


def test_a_client_that_waits_while_redis_is_away_hears_of_the_answer(own: RedisServer) -> None:
    """The subscription is made up for."""
    with Redis.from_url(own.url) as client:
        answers = Answers(client)
        with answers.heard("first") as first:
            assert first.wait(HANGS_S)
            own.kill()
            with answers.heard("job") as told:
                own.start()
                assert told.wait(HANGS_S)
        answers.close()


def _url(client: Redis) -> str:
    kwargs = client.connection_pool.connection_kwargs
    return f"redis://{kwargs['host']}:{kwargs['port']}/{kwargs['db']}"


def test_a_look_comes_with_the_answer_however_seldom_one_is_asked_for(client: Redis) -> None:
    """Half an hour between the looks, and the last one at once."""
    plenum = Client(_url(client))
    waiting = plenum.waiting("job", every_s=1800)
    assert next(waiting) is None
    answerer = threading.Timer(0.1, answer, [client, "job"])
    answerer.start()
    assert list(waiting) in ([], [None])
    answerer.join()
    plenum.close()


def test_many_jobs_are_waited_for_on_one_connection(client: Redis) -> None:
    """However seldom they are looked at, each coroutine gets its own answer at once."""
    names = [f"job {n}" for n in range(50)]

    async def work() -> list[Any]:
        async with AsyncClient(_url(client)) as plenum:
            results = [asyncio.create_task(plenum.result(name, every_s=1800)) for name in names]
            while len(await asyncio.to_thread(subscribed, client)) < len(names):
                await asyncio.sleep(0.01)
            clients: list[dict[str, str]] = client.client_list("pubsub")  # type: ignore[assignment]  # sync client
            assert len(clients) == 1
            for name in names:
                await asyncio.to_thread(answer, client, name)
            return await asyncio.gather(*results)

    assert asyncio.run(asyncio.wait_for(work(), HANGS_S)) == names
