"""P1: whatever a coordinator had in hand when it was killed is done by the next one, once."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from celery import Celery
from celery.result import AsyncResult

from plenum.pipeline.record.redis import keys
from tests.support.buildings import building
from tests.support.system import System, raised_since, sums
from tests.support.waiting import HANGS_S, eventually

JOBS = 150
WAITING = 50
"""Messages on the queue while blows are to fall: whoever comes next has a list of them at once."""
BLOWS = 3


class Striker(threading.Thread):
    """Kills the coordinator again and again, each time with messages in its list."""

    def __init__(self, system: System) -> None:
        super().__init__(daemon=True)
        self._system = system
        self.killed: list[int] = []
        self.over = threading.Event()
        """All blows have fallen, or it is told to strike no more."""

    def waiting(self) -> int:
        """Messages that no coordinator has taken."""
        return int(self._system.client.redis.llen(keys.DEFAULT_QUEUE))  # type: ignore[arg-type]  # sync client

    def run(self) -> None:
        """Until all blows have fallen, or it is told to stop."""
        while len(self.killed) < BLOWS and not self.over.is_set():
            pid = self._system.pid("coordinator-1")
            if pid in (0, *self.killed):
                self.over.wait(0.05)
            else:
                self._strike(pid)
        self.over.set()

    def _strike(self, pid: int) -> None:
        redis = self._system.client.redis
        while not self.over.wait(0.002):
            lists = list(redis.scan_iter(f"{keys.TAKEN}coordinator:*:{pid}", count=1000))
            if lists and redis.llen(lists[0]) > 2:
                os.kill(pid, signal.SIGKILL)
                self.killed.append(pid)
                return


@contextmanager
def struck(system: System) -> Iterator[Striker]:
    """The coordinator is struck while the block lasts."""
    striker = Striker(system)
    striker.start()
    try:
        yield striker
    finally:
        striker.over.set()
        striker.join(HANGS_S)


def sent(app: Celery, striker: Striker) -> list[AsyncResult[Any]]:
    """At least so many jobs, and as long as blows are to fall always some that wait."""
    jobs: list[AsyncResult[Any]] = []
    until = time.monotonic() + HANGS_S
    while len(jobs) < JOBS or not (striker.over.is_set() or time.monotonic() > until):
        if len(jobs) >= JOBS and striker.waiting() >= WAITING:
            time.sleep(0.01)
            continue
        name = f"b{len(jobs)}"
        jobs.append(app.send_task("plenum.place", args=[building(1, building_id=name)]))
    return jobs


def test_a_coordinator_killed_amid_intake_loses_no_job_and_makes_none_twice(faulty: System) -> None:
    """Many jobs of a plain Celery client, three kills: each is answered with its own building."""
    faulty.ready("coordinator")
    url = faulty.info.redis_url
    app = Celery("theirs", broker=url, backend=url, set_as_current=False)
    before = faulty.counters()
    with struck(faulty) as striker:
        jobs = sent(app, striker)
    answers = [job.get(timeout=HANGS_S) for job in jobs]
    assert len(set(striker.killed)) == BLOWS
    assert [answer["building_id"] for answer in answers] == [f"b{n}" for n in range(len(jobs))]
    assert [answer["job_id"] for answer in answers] == [job.id for job in jobs]
    assert raised_since(faulty, before) == sums(answers)
    redis = faulty.client.redis
    left = eventually(lambda: (redis.scard(keys.RUNNING), redis.zcard(keys.DUE)), lambda n: n == (0, 0))
    assert left == (0, 0)
    assert redis.llen(keys.ASIDE) == 0
