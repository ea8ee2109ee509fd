"""P1: whatever a coordinator had in hand when it was killed is done by the next one, once."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from celery import Celery

from plenum.pipeline.record.redis import keys
from tests.support.buildings import building
from tests.support.system import System, raised_since, sums
from tests.support.waiting import HANGS_S, eventually

JOBS = 300


@contextmanager
def struck(system: System, blows: int) -> Iterator[list[int]]:
    """The coordinator is killed again and again, each time with messages in its list; who was killed."""
    stop = threading.Event()
    killed: list[int] = []

    def strike() -> None:
        for _ in range(blows):
            pid = system.pid("coordinator-1")
            mine = f"{keys.TAKEN}coordinator:*:{pid}"
            while not stop.is_set():
                lists = list(system.client.redis.scan_iter(mine))
                if lists and system.client.redis.llen(lists[0]) > 2:
                    os.kill(pid, signal.SIGKILL)
                    killed.append(pid)
                    break
                time.sleep(0.002)
            eventually(lambda last=pid: system.pid("coordinator-1") not in (0, last))  # type: ignore[misc]  # mypy infers no lambda with a default

    thread = threading.Thread(target=strike)
    thread.start()
    try:
        yield killed
    finally:
        stop.set()
        thread.join(HANGS_S)


def test_a_coordinator_killed_amid_intake_loses_no_job_and_makes_none_twice(faulty: System) -> None:
    """Three hundred jobs of a plain Celery client, three kills: each is answered with its own building."""
    faulty.ready("coordinator")
    url = faulty.info.redis_url
    app = Celery("theirs", broker=url, backend=url, set_as_current=False)
    before = faulty.counters()
    with struck(faulty, blows=3) as killed:
        sent = [app.send_task("plenum.place", args=[building(1, building_id=f"b{n}")]) for n in range(JOBS)]
        answers = [result.get(timeout=HANGS_S) for result in sent]
    assert len(set(killed)) == 3
    assert [answer["building_id"] for answer in answers] == [f"b{n}" for n in range(JOBS)]
    assert [answer["job_id"] for answer in answers] == [result.id for result in sent]
    assert raised_since(faulty, before) == sums(answers)
    redis = faulty.client.redis
    left = eventually(lambda: (redis.scard(keys.RUNNING), redis.zcard(keys.DUE)), lambda n: n == (0, 0))
    assert left == (0, 0)
    assert redis.llen(keys.ASIDE) == 0
