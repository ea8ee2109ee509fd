"""P3: kill -9 of a worker, child or parent: its work is done again by another one of that service."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from plenum.cli import traces
from plenum.pipeline.record.redis.keys import JobKeys
from services.stages import GRAPH
from tests.support.buildings import building
from tests.support.system import System, assert_unharmed

STAGES = [stage.name for stage in GRAPH.stages]


def _strike(system: System, job: str, stage: str, child: bool) -> str:
    """Kill the process that holds a batch of this stage right now; its owner's name."""
    redis, k = system.client.redis, JobKeys(job)
    until = time.monotonic() + 30
    while time.monotonic() < until:
        for name, value in redis.hgetall(k.run).items():  # type: ignore[union-attr]
            if name.endswith(f"/{stage}:owner".encode()):
                pid = int(value.decode().rpartition(":")[2])
                if not child:
                    pid = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
                os.kill(pid, signal.SIGKILL)
                return str(value.decode())
    raise AssertionError(f"{stage} never held a batch of {job}")


@pytest.mark.parametrize("child", [False, True], ids=["worker", "child"])
@pytest.mark.parametrize("stage", STAGES)
def test_killing_a_stages_process_changes_nothing_but_the_time(
    faulty: System, stage: str, child: bool
) -> None:
    """The job completes with the same result, the same sums and one root."""
    faulty.ready(stage)
    plain = faulty.place(building(6))
    before = faulty.counters()
    job = faulty.client.submit(building(6))
    _strike(faulty, job, stage, child)
    result = faulty.fetch(job, timeout_s=60)
    assert_unharmed(faulty, plain, before, result)


def test_killing_the_coordinator_mid_job_changes_nothing_but_the_time(faulty: System) -> None:
    """The record is in Redis; the next coordinator ends the job."""
    plain = faulty.place(building(6))
    before = faulty.counters()
    job = faulty.client.submit(building(6))
    until = time.monotonic() + 30
    while not faulty.client.progress(job) and time.monotonic() < until:
        time.sleep(0.005)
    faulty.kill("coordinator-1")
    result = faulty.fetch(job, timeout_s=60)
    assert_unharmed(faulty, plain, before, result)


def test_a_coordinator_killed_right_after_a_job_takes_no_trace_with_it(faulty: System) -> None:
    """The job's span is in the record until it was exported: another coordinator emits the identical one."""
    faulty.ready("coordinator")
    result = faulty.place(building(3))
    faulty.kill("coordinator-1")
    spans = faulty.trace(result["trace_id"])
    found = traces.shape(spans)
    assert (found.roots, found.orphans, found.doubled) == (1, (), 0)
    assert [span.name for span in spans if not span.parent_id] == ["place job"]


def test_a_job_sent_while_no_coordinator_lives_is_done_when_one_comes(faulty: System) -> None:
    """P1: until the record is stored the broker holds the job."""
    faulty.ready("coordinator")
    faulty.kill("coordinator-1")
    job = faulty.client.submit(building(2))
    assert faulty.fetch(job, timeout_s=60)["status"] == "complete"
