"""P9: two versions of different forms run side by side, forth and back: no job fails, none is misread."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

from redis import Redis

from plenum.client import Client
from plenum.pipeline import forms
from plenum.pipeline.record.redis import keys
from plenum.pipeline.record.redis.keys import JobKeys
from plenum.pipeline.record.redis.newer import newer_jobs
from tests.support.buildings import building
from tests.support.held import children
from tests.support.redis_server import redis_server
from tests.support.system import essence
from tests.support.waiting import HANGS_S, eventually
from tests.support.workers import Workers, workers

OLD, NEW = forms.NEWEST, forms.NEWEST + 1


def lives(redis: Redis, form: int) -> bool:
    """Whether somebody says that he reads no newer form."""
    return bool(redis.exists(f"{keys.FORM}{form}"))


def form_of(redis: Redis, job: str) -> int:
    """In which a job is written, once it is taken in."""
    found: Any = eventually(lambda: redis.hget(JobKeys(job).job, forms.FIELD))
    return int(found)


def to(running: Workers, name: str, sent: signal.Signals) -> None:
    """A signal to a worker and its pool."""
    pid = running.processes[name].pid
    for each in (pid, *children(pid)):
        os.kill(each, sent)


def start(running: Workers, redis: Redis, name: str) -> None:
    """A worker, once it beats."""
    before = set(redis.zrange(keys.WORKERS, 0, -1))
    process = running.start(name)
    assert eventually(lambda: process.poll() is not None or set(redis.zrange(keys.WORKERS, 0, -1)) - before)
    assert process.poll() is None, running.log(name).read_text()


def end(running: Workers, name: str) -> None:
    """A worker is told to stop, and does."""
    process = running.processes[name]
    process.terminate()
    assert process.wait(HANGS_S) == 0


def test_a_newer_version_is_rolled_out_and_back_beside_the_older_one(tmp_path: Path) -> None:
    """The next version's processes differ by their form alone; what they write in it the older ones leave to
    them, say so, and are not ready to take over until it is done.
    """
    with (
        redis_server(tmp_path) as server,
        workers(tmp_path, server.url, PLENUM_JOIN_DEADLINE_S="150") as running,
        Redis.from_url(server.url) as redis,
    ):
        client = Client(server.url)
        for name in ("coordinator", "pool"):
            start(running, redis, name)
        first = client.submit(building(2))
        plain = essence(client.result(first, HANGS_S))
        assert form_of(redis, first) == OLD

        # Forth: the newer ones write the older form until the last older worker is gone.
        for name in ("newer_coordinator", "newer_pool"):
            start(running, redis, name)
        end(running, "coordinator")
        between = client.submit(building(2))
        assert essence(client.result(between, HANGS_S)) == plain
        assert form_of(redis, between) == OLD
        end(running, "pool")
        assert eventually(lambda: not lives(redis, OLD))
        # By the first one that it takes in then the coordinator hears that nobody reads the older form alone.
        client.result(client.submit(building(1)), HANGS_S)
        after = client.submit(building(2))
        assert essence(client.result(after, HANGS_S)) == plain
        assert form_of(redis, after) == NEW

        # Back, amid a job in the newer form.
        to(running, "newer_pool", signal.SIGSTOP)
        amid = client.submit(building(2))
        assert form_of(redis, amid) == NEW
        start(running, redis, "pool")
        assert eventually(lambda: running.said("pool", "waits for a worker that reads it"))
        assert newer_jobs(redis)
        to(running, "newer_pool", signal.SIGCONT)
        assert essence(client.result(amid, HANGS_S)) == plain
        assert eventually(lambda: not newer_jobs(redis))
        start(running, redis, "coordinator")
        for name in ("newer_pool", "newer_coordinator"):
            end(running, name)
        last = client.submit(building(2))
        assert essence(client.result(last, HANGS_S)) == plain
        assert form_of(redis, last) == OLD
        assert client.record.letters() == []
        client.close()
