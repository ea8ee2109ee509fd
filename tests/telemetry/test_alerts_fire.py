"""More of the alerts, each fired by its real fault in a stack of its own.

What hangs, dies or slows is in test_faults_seen.py; here are failures, limits and what is lost step by step.
How soon each comes is printed, and stands in docs/runbooks/README.md. A test asserts no time.
"""

from __future__ import annotations

import os
import resource
import signal
import sqlite3
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, suppress
from functools import partial
from itertools import count

import pytest
from redis.exceptions import OutOfMemoryError, ResponseError

from tests.faults.gates import Gates
from tests.support.buildings import building, room
from tests.support.system import System
from tests.support.unwritable import told
from tests.support.waiting import HANGS_S, eventually
from tests.telemetry.watching import Watch, firing, hung, misbehaving, watching

LAST = "smoke_detector_model"
MOST_JOBS = 20
ENV = {"PLENUM_MAX_JOBS": str(MOST_JOBS), "PLENUM_BREAKER_OPEN_S": "5"}


@pytest.fixture(scope="module")
def strained(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """A full stack of few jobs at a time, whose models misbehave where a room asks for it."""
    with misbehaving(tmp_path_factory.mktemp("strained"), ENV) as running:
        yield running


@pytest.fixture
def watch(strained: System, said: Callable[[str], None]) -> Watch:
    """How soon an alert follows a fault in that stack."""
    return partial(watching, strained, said)


@contextmanager
def each(watch: Watch, fault: str, *alerts: str) -> Iterator[Callable[[], bool]]:
    """Several alerts of one fault: what it gives waits until all of them fire."""
    with ExitStack() as watched:
        fires = [watched.enter_context(watch(alert, fault)) for alert in alerts]
        yield lambda: all(one() for one in fires)


def test_a_stage_that_fails_on_every_room_is_told(strained: System, watch: Watch) -> None:
    """By its breaker, by the rooms, and by the objective that jobs succeed."""
    alerts = (f'PlenumBreakerOpen{{model_name="{LAST}"}}', "PlenumRoomsFail")
    burns = [f'{name}{{slo="success"}}' for name in ("PlenumBudgetBurnsFast", "PlenumBudgetBurnsSlowly")]
    gates = Gates(strained.info.state / "gates")
    with each(watch, "a stage fails on every room", *alerts, *burns) as fire:
        for _ in range(6):
            # A breaker counts different rooms.
            rooms = [room(f"ails_{LAST}", width=width) for width in range(6, 16)]
            jobs = [strained.client.submit(building([one])) for one in rooms]
            assert {strained.fetch(job_id)["status"] for job_id in jobs} == {"failed"}
        assert fire()
    gates.heal(LAST)
    # A breaker closes after three good batches.
    assert eventually(lambda: all(strained.place(building(1))["status"] == "complete" for _ in range(3)))


def test_workers_that_die_at_work_are_told(strained: System, watch: Watch) -> None:
    """Though each batch is done by another in the end."""
    gates = Gates(strained.info.state / "gates")

    def dies(sent: Callable[[int], None]) -> None:
        with gates.closed(LAST):
            job_id = strained.client.submit(building(1))
            gates.strike(LAST, sent)
        assert strained.fetch(job_id)["status"] == "complete"

    with watch(f'PlenumWorkersDie{{stage="{LAST}"}}', "a stage's workers are killed") as fires:
        for _ in range(5):
            dies(lambda pid: os.kill(pid, signal.SIGKILL))
        assert fires()


def test_a_light_model_that_hangs_is_told_by_what_goes_on_without_it(strained: System, watch: Watch) -> None:
    """And by the message that nobody takes."""
    waiting = 'PlenumOldestMessage{queue="light_model_b_sparse"}'
    with (
        each(watch, "a light model hangs", "PlenumDegraded", waiting) as fire,
        hung(strained, "light_model_b_sparse-1"),
    ):
        # Its worker may have taken the first ones: the last stays on the queue.
        jobs = [strained.client.submit(building(1)) for _ in range(4)]
        assert fire()
    assert [strained.fetch(job_id)["rooms"][0]["degraded"] != [] for job_id in jobs] == [True] * 4


def test_one_worker_of_two_that_hangs_is_told(strained: System, watch: Watch) -> None:
    """Its service has one left."""
    strained.scale("selector", 2)
    fewer = watch('PlenumFewerWorkers{service="selector"}', "one worker of two hangs")
    with fewer as fires, hung(strained, "selector-2"):
        assert fires()
    strained.scale("selector", 1)


@pytest.mark.long
def test_a_stage_that_takes_too_long_is_told(strained: System, watch: Watch) -> None:
    """By its slowest attempts of two minutes, in which it did nothing else."""
    gates = Gates(strained.info.state / "gates")
    attempts = (
        f'increase(messaging_process_duration_seconds_count{{messaging_destination_name="{LAST}"}}[2m])'
    )
    assert eventually(lambda: not sum(strained.prometheus(f"sum({attempts})").values()))
    with watch(f'PlenumStageOverBound{{stage="{LAST}"}}', "attempts of a stage take 25 s") as fires:
        with gates.closed(LAST):
            jobs = [strained.client.submit(building(1)) for _ in range(2)]
            gates.waiting(LAST)
            eventually(lambda: False, within_s=25)
        assert fires()
    assert [strained.fetch(job_id)["status"] for job_id in jobs] == ["complete"] * 2


def test_a_number_of_jobs_near_the_limit_is_told(strained: System, watch: Watch) -> None:
    """Before one is refused."""
    with watch("PlenumNearJobLimit", "nine tenths of the jobs that may be") as fires, strained.held(LAST):
        jobs = [strained.client.submit(building(1)) for _ in range(MOST_JOBS * 9 // 10)]
        assert fires()
    assert {strained.fetch(job_id)["status"] for job_id in jobs} == {"complete"}


def test_requests_that_the_gateway_cannot_serve_are_told(strained: System, watch: Watch) -> None:
    """While Redis does not answer it."""

    def asked() -> bool:
        with suppress(urllib.error.HTTPError):
            urllib.request.urlopen(f"{strained.info.gateway}/v1/jobs", timeout=HANGS_S)
        return firing(strained, "PlenumGatewayErrors")

    with watch("PlenumGatewayErrors", "the gateway's Redis hangs"), hung(strained, "redis"):
        assert eventually(asked)


def test_a_redis_whose_memory_is_nearly_full_is_told(strained: System, watch: Watch) -> None:
    """Nothing is refused yet."""
    with watch("PlenumRedisMemory", "nine tenths of Redis' memory are used") as fires, limited(strained, 1.1):
        assert fires()


def test_a_redis_that_throws_keys_out_is_told(strained: System, watch: Watch) -> None:
    """Of those that would have gone by themselves, here."""
    redis, numbers = strained.client.redis, count()

    def filled() -> bool:
        for _ in range(100):
            with suppress(OutOfMemoryError):
                redis.set(f"of-no-use:{next(numbers)}", b"x" * 10_000, ex=60)
        return firing(strained, "PlenumRedisEvicts")

    evicting = told(redis, "maxmemory-policy", "volatile-lru")
    with evicting, watch("PlenumRedisEvicts", "Redis evicts"), limited(strained, 1.1):
        assert eventually(filled)


def test_a_redis_that_cannot_write_its_file_is_told(strained: System, watch: Watch) -> None:
    """As on a full disk: lost work is not looked for either. With room again all goes on by itself."""
    pid = strained.pid("redis")
    soft, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    with each(watch, "Redis' disk is full", "PlenumRedisPersistence", "PlenumSweepStale") as fire:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (1, hard))
        try:
            assert fire()
        finally:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (soft, hard))
    assert eventually(lambda: answers(strained))
    assert strained.place(building(1))["status"] == "complete"


def test_a_store_that_the_gateway_cannot_use_is_told(strained: System, watch: Watch) -> None:
    """Placing goes on."""
    file = strained.info.state / "gateway" / "store.sqlite3"
    with (
        watch("PlenumStoreAway", "the gateway's store is locked") as fires,
        closing(sqlite3.connect(file, isolation_level=None, timeout=HANGS_S)) as other,
    ):
        other.execute("BEGIN EXCLUSIVE")
        assert strained.place(building(1))["status"] == "complete"
        assert fires()


def answers(running: System) -> bool:
    """Whether Redis does: a PING too is refused while it cannot write."""
    with suppress(ResponseError):
        return bool(running.client.redis.ping())
    return False


def limited(running: System, times: float) -> AbstractContextManager[None]:
    """Redis may have so many times what it has, until the block ends."""
    redis = running.client.redis
    return told(redis, "maxmemory", int(redis.info("memory")["used_memory"] * times))
