"""P1, P2: of two coordinators one freezes with messages in hand, and wakes when the other has done them."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from celery import Celery
from redis import Redis

from plenum.client import Client
from plenum.pipeline.record.redis import keys
from plenum.pipeline.record.redis.keys import result_key
from tests.support.buildings import building
from tests.support.lone_coordinator import lists
from tests.support.redis_server import redis_server
from tests.support.system import RESULTS, sums
from tests.support.waiting import HANGS_S, eventually
from tests.support.workers import Workers, workers

JOBS = 30
FROZEN, OTHER = "coordinator", "coordinator-2"


def beating(redis: Redis, service: str) -> int:
    """How many workers of a service beat."""
    return len(list(redis.scan_iter(f"{keys.WORKER}{service}:*")))


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Workers]:
    """A coordinator that leads, another one beside it, and a pool for all stages."""
    with redis_server(tmp_path) as server, workers(tmp_path, server.url) as started:
        started.start(FROZEN)
        with Redis.from_url(server.url) as redis:
            assert eventually(lambda: redis.exists(keys.LEADER))
            started.start(OTHER)
            started.start("pool")
            assert eventually(lambda: beating(redis, "coordinator") == 2 and beating(redis, "pool"))
            yield started


def taken(redis: Redis, pid: int) -> int:
    """How many messages a coordinator has in hand; its list's first entry is a mark."""
    return sum(int(redis.llen(name)) - 1 for name in lists(redis, keys.TAKEN, pid))  # type: ignore[misc]  # sync client


def frozen_with_messages(redis: Redis, pid: int, send: Callable[[], None]) -> None:
    """Let a coordinator that stands still go on to what is sent, and stop it again amid that turn."""

    def struck() -> bool:
        send()
        os.kill(pid, signal.SIGCONT)
        eventually(lambda: taken(redis, pid) > 1, within_s=5)
        os.kill(pid, signal.SIGSTOP)
        return taken(redis, pid) > 1

    assert eventually(struck)


def test_a_coordinator_that_wakes_ends_nothing_twice_and_goes_on(running: Workers) -> None:
    """The other gives back what it had and takes the lead; what it still does with it has no effect."""
    url = running.env["PLENUM_REDIS_URL"]
    client, app = Client(url), Celery("theirs", broker=url, backend=url, set_as_current=False)
    frozen, other = running.processes[FROZEN], running.processes[OTHER]
    leader = client.redis.get(keys.LEADER)
    sent: list[str] = []

    def send() -> None:
        names = [f"b{len(sent) + n}" for n in range(JOBS)]
        sent.extend(app.send_task("plenum.place", args=[building(1, building_id=name)]).id for name in names)

    for process in (frozen, other):
        os.kill(process.pid, signal.SIGSTOP)
    frozen_with_messages(client.redis, frozen.pid, send)
    os.kill(other.pid, signal.SIGCONT)
    answers = [client.result(task_id, HANGS_S) for task_id in sent]
    assert [answer["building_id"] for answer in answers] == [f"b{n}" for n in range(len(sent))]
    assert eventually(lambda: client.redis.get(keys.LEADER) not in (None, leader))
    stored = client.redis.mget(map(result_key, sent))

    os.kill(frozen.pid, signal.SIGCONT)
    assert eventually(lambda: beating(client.redis, "coordinator") == 2)
    other.kill()
    later = client.place(building(1), HANGS_S)
    assert client.redis.mget(map(result_key, sent)) == stored
    counted = {k.decode(): int(v) for k, v in client.redis.hgetall(keys.COUNTERS).items()}  # type: ignore[union-attr]  # sync client
    assert {k: n for k, n in counted.items() if k.startswith(RESULTS)} == sums([*answers, later])
    assert eventually(lambda: not client.redis.scard(keys.RUNNING) and not client.redis.zcard(keys.DUE))
    assert frozen.poll() is None
    client.close()
