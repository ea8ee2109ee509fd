"""P6: Redis away, frozen, read-only or full for longer than the join deadline, or all stopped."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import pytest
from redis import Redis

from plenum.client import Client
from plenum.pipeline.record.redis import keys
from tests.faults.conftest import environment
from tests.faults.gates import Gates
from tests.support import unwritable
from tests.support.buildings import building
from tests.support.redis_server import RedisServer, redis_server
from tests.support.system import essence
from tests.support.waiting import HANGS_S, eventually
from tests.support.workers import Workers, to_all, workers

JOIN_S: Final = 9.0
AWAY_S: Final = 13.0
"""Longer than the join deadline, as 45 s are than 30."""
HELD: Final = "light_model_b_sparse"


@dataclass
class Stack:
    """Workers whose stages a test can hold, on a Redis that it can break."""

    server: RedisServer
    running: Workers
    gates: Gates
    client: Client

    def place(self, rooms: int) -> dict[str, Any]:
        """A completed building."""
        done: dict[str, Any] = self.client.place(building(rooms), HANGS_S)
        return done


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A coordinator and a pool of two processes, with short lives and deadlines."""
    folder = tmp_path_factory.mktemp("outage")
    env = environment(folder / "gates") | {
        "PLENUM_JOIN_DEADLINE_S": str(JOIN_S),
        "PLENUM_HEARTBEAT_S": "1.5",
        "PLENUM_LIFETIME_S": "4",
        "PLENUM_SWEEP_S": "0.25",
        "PLENUM_REDIS_ANSWER_S": "3",
        "PLENUM_JOB_DEADLINE_S": "60",
    }
    with redis_server(folder) as server, workers(folder, server.url, **env) as running:
        running.plenum()
        client = Client(server.url)
        # A Redis that was never looked at has no time from which a pause could be told.
        assert eventually(lambda: client.redis.exists(keys.CLOCK))
        yield Stack(server, running, Gates(folder / "gates"), client)
        client.close()


def frozen(stack: Stack) -> None:
    """Redis is stopped, and goes on."""
    assert stack.server.process is not None
    stack.server.process.send_signal(signal.SIGSTOP)
    time.sleep(AWAY_S)
    stack.server.process.send_signal(signal.SIGCONT)


def killed(stack: Stack) -> None:
    """Redis is gone, and started again with its file."""
    redis = stack.client.redis
    assert eventually(lambda: dict(redis.info("persistence")).get("aof_buffer_length", 0) == 0)  # type: ignore[arg-type]  # sync client
    stack.server.kill()
    time.sleep(AWAY_S)
    stack.server.start()


def read_only(stack: Stack) -> None:
    """Redis is a replica of nobody's, and a master again, as in a fail-over."""
    with Redis.from_url(stack.server.url) as redis, unwritable.read_only(redis):
        time.sleep(AWAY_S)


def full(stack: Stack) -> None:
    """Redis takes nothing more, until it does."""
    with Redis.from_url(stack.server.url) as redis, unwritable.full(redis):
        time.sleep(AWAY_S)


def everything_stopped(stack: Stack) -> None:
    """A lid that is closed, a virtual machine that is paused: all processes, Redis too."""
    assert stack.server.process is not None
    to_all(stack.running, signal.SIGSTOP, stack.server.process.pid)
    time.sleep(AWAY_S)
    to_all(stack.running, signal.SIGCONT, stack.server.process.pid)


def without_a_coordinator(stack: Stack) -> None:
    """Workers go on meanwhile; the next coordinator does not blame anybody for the time before it."""
    stack.running.processes["coordinator"].kill()
    stack.running.processes["coordinator"].wait()
    time.sleep(AWAY_S)
    stack.running.start("coordinator")


@pytest.mark.parametrize(
    "breaks", [frozen, killed, read_only, full, everything_stopped, without_a_coordinator]
)
def test_an_outage_longer_than_the_join_deadline_fails_and_degrades_no_room(
    stack: Stack, breaks: Callable[[Stack], None]
) -> None:
    """A batch in hand and others on their queues: the result is that of a run in peace."""
    plain = stack.place(6)
    assert plain["status"] == "complete"
    with stack.gates.closed(HELD):
        jobs = [stack.client.submit(building(6)) for _ in range(2)]
        stack.gates.waiting(HELD)
        breaks(stack)
    for job in jobs:
        assert essence(stack.client.result(job, HANGS_S)) == essence(plain)
    assert stack.client.redis.scard(keys.RUNNING) == 0
    assert all(process.poll() is None for process in stack.running.processes.values())
