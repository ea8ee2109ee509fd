"""What a client may do by the user that submits and waits, and what the others tell when Redis is full."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from redis import Redis

from plenum.client import AsyncClient, Client, NotPermittedError, UnwritableError
from plenum.client import client as module
from plenum.pipeline.record.redis.keys import result_key
from plenum.stack.users import RULES
from tests.support.buildings import building
from tests.support.redis_server import RedisServer
from tests.support.unwritable import full
from tests.support.waiting import HANGS_S


@pytest.fixture
def submits(client: Redis, server: RedisServer) -> Iterator[str]:
    """The address of a stack's user that submits."""
    client.execute_command("ACL", "SETUSER", "submit", "on", ">secret", *RULES["submit"].split())  # type: ignore[no-untyped-call]  # redis-py has no types for it
    yield f"redis://submit:secret@127.0.0.1:{server.port}/0"
    client.execute_command("ACL", "DELUSER", "submit")  # type: ignore[no-untyped-call]  # redis-py has no types for it


def answered(client: Redis, job_id: str) -> None:
    """As a coordinator does."""
    meta = {"status": "SUCCESS", "result": "done", "traceback": None, "children": [], "task_id": job_id}
    client.set(result_key(job_id), json.dumps(meta))
    client.publish(result_key(job_id), json.dumps(meta))


def by_client(url: str) -> tuple[str, Callable[[], Any]]:
    """The job's id, and what waits for it and brings its result."""
    waits = Client(url)
    job_id = waits.submit(building(1))
    return job_id, lambda: waits.result(job_id, HANGS_S)


def by_coroutine(url: str) -> tuple[str, Callable[[], Any]]:
    """Likewise."""

    async def result() -> Any:
        async with AsyncClient(url) as waits:
            return await waits.result(job_id, HANGS_S)

    job_id = Client(url).submit(building(1))
    return job_id, lambda: asyncio.run(result())


@pytest.mark.parametrize("begin", [by_client, by_coroutine])
def test_who_submits_gets_the_result_however_long_it_takes(
    client: Redis, submits: str, monkeypatch: pytest.MonkeyPatch, begin: Callable[[str], Any]
) -> None:
    """Also past the time after which others look whether the submission was lost."""
    monkeypatch.setattr(module, "_ACCEPTED_WITHIN_S", 0.1)
    monkeypatch.setattr(module, "_LOOK_S", 0.05)
    job_id, wait = begin(submits)
    later = threading.Timer(1.5, answered, (client, job_id))
    later.start()
    assert wait() == "done"
    later.join()


def test_what_needs_the_record_is_refused_with_the_address_that_may(submits: str) -> None:
    """Not with Redis' words for a command that nobody typed."""
    plain = Client(submits)
    job_id = plain.submit(building(1))
    for call in (
        lambda: list(plain.watch(job_id)),
        lambda: plain.progress(job_id),
        plain.jobs,
        lambda: plain.cancel(job_id),
        lambda: plain.find(job_id),
    ):
        with pytest.raises(NotPermittedError, match=r"`addresses\.redis` of `plenum status --json`"):
            call()
    plain.close()


def test_a_redis_that_takes_no_writes_is_told_with_its_cure(client: Redis, server: RedisServer) -> None:
    """Nothing was sent, and the sentence says what to do."""
    operator = Client(server.url, patience_s=0)
    with full(client), pytest.raises(UnwritableError, match="give it room on its disk or a higher"):
        operator.submit(building(1))
    assert client.llen("celery") == 0
    operator.close()
