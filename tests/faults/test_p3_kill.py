"""P3: kill -9 of a worker, child or parent: its work is done again by another one of that service."""

from __future__ import annotations

import os
import signal

import pytest
from redis import Redis

from plenum.pipeline.record.redis.keys import JobKeys
from plenum.telemetry import names
from services.stages import GRAPH
from tests.faults.gates import Gates
from tests.support.buildings import building
from tests.support.held import parent
from tests.support.system import System, assert_one_tree, assert_unharmed, essence
from tests.support.waiting import eventually

WAITING = 15
STAGES = [stage.name for stage in GRAPH.stages]


def _is_next(redis: Redis, stage: str, job: str) -> bool:
    """Whether a job's message is the first that a worker would take."""
    message = redis.lindex(stage, -1)
    return isinstance(message, bytes) and f" {job} ".encode() in message


def _is_with_another(redis: Redis, stage: str, job: str, holder: int) -> bool:
    """Whether a process other than this one has begun with the job's only batch."""
    note = redis.hget(JobKeys(job).run, f"b0000/{stage}")
    assert isinstance(note, bytes)
    _, _, owner, *_ = note.decode().split()
    return owner != "-" and not owner.endswith(f":{holder}")


@pytest.mark.parametrize("child", [False, True], ids=["worker", "child"])
@pytest.mark.parametrize("stage", STAGES)
def test_killing_a_stages_process_changes_nothing_but_the_time(
    faulty: System, gates: Gates, stage: str, child: bool
) -> None:
    """Struck while it holds a batch: the job completes with the same result, the same sums and one root."""
    faulty.ready(stage)
    plain = faulty.place(building(6))
    before = faulty.counters()
    with gates.closed(stage):
        job = faulty.client.submit(building(6))
        (holder,) = gates.waiting(stage)
        os.kill(holder if child else parent(holder), signal.SIGKILL)
    assert_unharmed(faulty, plain, before, faulty.fetch(job))


def test_what_a_killed_worker_held_is_next_though_others_wait(faulty: System, gates: Gates) -> None:
    """Its batch does not go behind those that came after it; they are done after it, and all are."""
    stage, redis = "air_supply_model", faulty.client.redis
    faulty.ready(stage)
    plain = faulty.place(building(2))
    with gates.closed(stage):
        job = faulty.client.submit(building(2))
        (holder,) = gates.waiting(stage)
        others = [faulty.client.submit(building(2)) for _ in range(WAITING)]
        assert eventually(lambda: redis.llen(stage) == WAITING)
        os.kill(parent(holder), signal.SIGKILL)
        # The worker that comes instead may have begun with another one meanwhile, or with this one.
        assert eventually(lambda: _is_next(redis, stage, job) or _is_with_another(redis, stage, job, holder))
        assert redis.llen(stage) in (WAITING, WAITING + 1)
    results = [faulty.fetch(each) for each in (job, *others)]
    assert all(essence(result) == essence(plain) for result in results)


def test_killing_the_coordinator_mid_job_changes_nothing_but_the_time(faulty: System, gates: Gates) -> None:
    """The record is in Redis; the next coordinator ends the job."""
    faulty.ready("coordinator")
    plain = faulty.place(building(6))
    before = faulty.counters()
    with gates.closed("air_supply_model"):
        job = faulty.client.submit(building(6))
        gates.waiting("air_supply_model")
        faulty.kill("coordinator-1")
    assert_unharmed(faulty, plain, before, faulty.fetch(job))


def test_a_coordinator_killed_right_after_a_job_takes_no_trace_with_it(faulty: System) -> None:
    """The job's span is in the record until it was exported: another coordinator emits the identical one."""
    faulty.ready("coordinator")
    result = faulty.place(building(3))
    faulty.kill("coordinator-1")
    spans = faulty.trace(result["trace_id"])
    assert_one_tree(spans)
    assert {span.name for span in spans if not span.parent_id} == {names.PLACE_JOB}


def test_a_job_sent_while_no_coordinator_lives_is_done_when_one_comes(faulty: System) -> None:
    """P1: until the record is stored the broker holds the job."""
    faulty.scale("coordinator", 0)
    try:
        job = faulty.client.submit(building(2))
    finally:
        faulty.scale("coordinator", 1)
    assert faulty.fetch(job)["status"] == "complete"
