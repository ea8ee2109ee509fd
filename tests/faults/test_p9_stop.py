"""P9: every service can be stopped and replaced under load: nothing is lost, nothing fails."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from plenum.pipeline.record.redis.keys import JobKeys
from services.stages import GRAPH
from tests.faults.gates import Gates
from tests.support.buildings import building
from tests.support.held import parent
from tests.support.system import System, assert_one_tree, assert_unharmed, essence, raised_since, sums
from tests.support.waiting import eventually

STAGES = [stage.name for stage in GRAPH.stages]
LOAD = 12
"""Jobs that are under way while one service after the other is replaced."""


def _gone(pid: int) -> bool:
    return eventually(lambda: not Path(f"/proc/{pid}/cmdline").exists())


@pytest.mark.parametrize("stage", ["light_model_a_dense", "selector", "smoke_detector_model"])
def test_a_worker_that_is_told_to_stop_amid_a_long_batch_gives_it_back(
    faulty: System, gates: Gates, stage: str
) -> None:
    """It ends by itself though its model does not; nobody finds the batch lost, and it was no attempt."""
    faulty.ready(stage)
    plain = faulty.place(building(2))
    before = faulty.counters()
    with gates.closed(stage):
        job = faulty.client.submit(building(2))
        (holder,) = gates.waiting(stage)
        worker = parent(holder)
        os.kill(worker, signal.SIGTERM)
        assert _gone(worker)
        (again,) = set(gates.waiting(stage, 2)) - {holder}
        note = faulty.client.redis.hget(JobKeys(job).run, f"b0000/{stage}")
        assert isinstance(note, bytes)
        assert note.split()[0] == b"1"
        assert note.endswith(f":{again}".encode())
    assert_unharmed(faulty, plain, before, faulty.fetch(job))


def test_every_service_is_replaced_one_by_one_while_jobs_are_under_way(faulty: System) -> None:
    """No job fails, none is degraded, the sums are those of the results."""
    plain = faulty.place(building(4))
    before = faulty.counters()
    jobs = []
    for service in ("coordinator", *STAGES):
        faulty.ready(service)
        jobs += [faulty.client.submit(building(4)) for _ in range(LOAD // len(STAGES) + 1)]
        faulty.kill(f"{service}-1", signal.SIGTERM)
    results = [faulty.fetch(job) for job in jobs]
    assert all(essence(result) == essence(plain) for result in results)
    assert raised_since(faulty, before) == sums(results)
    for result in results:
        assert_one_tree(faulty.trace(result["trace_id"]))
