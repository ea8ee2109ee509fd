"""P2: a stage may run more than once; its effect is committed at most once."""

from __future__ import annotations

from plenum.pipeline.job import Slot
from plenum.pipeline.record.redis import keys
from plenum.pipeline.record.redis.keys import JobKeys
from services.stages import GRAPH
from tests.faults.gates import Gates
from tests.support.buildings import building
from tests.support.stage_entry import entry
from tests.support.system import System, assert_unharmed
from tests.support.waiting import eventually

STAGES = [stage.name for stage in GRAPH.stages]
BATCHES = 3
"""Of six rooms, two a batch."""


def _send_again(system: System, job: str, stage: str) -> None:
    """Push each batch's message for a stage, all of which wait, a second time."""
    redis = system.client.redis

    def due() -> list[Slot]:
        members: list[bytes] = redis.zrange(keys.DUE, 0, -1)  # type: ignore[assignment]  # sync client
        slots = [Slot(*member.decode().split("|")) for member in members]
        return [slot for slot in slots if (slot.job_id, slot.stage) == (job, stage)]

    found = eventually(due, lambda slots: len(slots) == BATCHES)
    assert len(found) == BATCHES
    root = redis.hget(JobKeys(job).job, "root")
    assert isinstance(root, bytes)
    for slot in found:
        redis.lpush(stage, entry(slot, root.decode()))


def test_doubled_messages_change_neither_result_nor_sums_nor_trace(faulty: System, gates: Gates) -> None:
    """Every stage message of a job delivered a second time, while the first copies are worked on."""
    plain = faulty.place(building(6))
    before = faulty.counters()
    with gates.closed(*STAGES):
        job = faulty.client.submit(building(6))
        lights = [stage.name for stage in GRAPH.first()]
        for name in lights:
            _send_again(faulty, job, name)
        for name in lights:
            gates.open(name)
        for name in STAGES[len(lights) :]:
            _send_again(faulty, job, name)
            gates.open(name)
        result = faulty.fetch(job)
    assert_unharmed(faulty, plain, before, result)


def test_a_batch_that_is_begun_again_is_committed_once(faulty: System, gates: Gates) -> None:
    """A second attempt beside the first, as after an owner that was wrongly taken for dead."""
    stage = "air_supply_model"
    plain = faulty.place(building(2))
    before = faulty.counters()
    faulty.scale(stage, 2)
    try:
        with gates.closed(stage):
            job = faulty.client.submit(building(2))
            gates.waiting(stage)
            faulty.client.redis.hset(JobKeys(job).run, f"b0000/{stage}", "1 0 nobody:0:0")
            assert len(set(gates.waiting(stage, 2))) == 2
        result = faulty.fetch(job)
    finally:
        faulty.scale(stage, 1)
    assert_unharmed(faulty, plain, before, result)
