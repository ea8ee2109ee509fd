"""P5: a message may be lost at any step, with its whole queue: each job is still answered."""

from __future__ import annotations

import pytest

from services.stages import GRAPH
from tests.faults.gates import Gates
from tests.support.buildings import building
from tests.support.system import System, assert_one_tree, assert_unharmed, essence, raised_since, sums
from tests.support.waiting import eventually

STAGES = [stage.name for stage in GRAPH.stages]


def _lose(system: System, queue: str) -> None:
    """The queue's only message, once it is there."""
    redis = system.client.redis
    assert eventually(lambda: redis.llen(queue)) == 1
    assert redis.delete(queue) == 1


@pytest.mark.parametrize("stage", STAGES)
def test_a_stages_message_that_is_lost_is_sent_again(faulty: System, gates: Gates, stage: str) -> None:
    """While its worker is busy with another job, its queue is deleted."""
    faulty.ready(stage)
    plain = faulty.place(building(2))
    before = faulty.counters()
    with gates.closed(stage):
        busy = faulty.client.submit(building(2))
        gates.waiting(stage)
        job = faulty.client.submit(building(2))
        _lose(faulty, stage)
    results = [faulty.fetch(busy), faulty.fetch(job)]
    assert [essence(result) for result in results] == [essence(plain)] * 2
    assert raised_since(faulty, before) == sums(results)
    assert_one_tree(faulty.trace(results[1]["trace_id"]))


def test_the_message_of_an_ending_that_is_lost_is_sent_again(faulty: System, gates: Gates) -> None:
    """Nobody takes it before it is gone; whoever comes finds it due."""
    faulty.ready("coordinator")
    plain = faulty.place(building(2))
    before = faulty.counters()
    with gates.closed(STAGES[-1]):
        job = faulty.client.submit(building(2))
        gates.waiting(STAGES[-1])
        faulty.scale("coordinator", 0)
    try:
        _lose(faulty, "coordinator")
    finally:
        faulty.scale("coordinator", 1)
    assert_unharmed(faulty, plain, before, faulty.fetch(job))
