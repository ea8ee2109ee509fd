"""No span is lost when a pool child is recycled or a worker stops, and none is drawn twice."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from plenum import traces
from tests.support.buildings import building
from tests.support.system import System
from tests.support.waiting import HANGS_S
from tests.telemetry.matrix import SPANS_A_BATCH, SPANS_A_JOB, SPANS_OF_A_BATCH, STAGES

SERVICE = "air_return_model"
WHOLE = len(STAGES) * len(SPANS_A_BATCH) + len(SPANS_OF_A_BATCH) + len(SPANS_A_JOB)


@pytest.fixture
def without(full: System) -> Iterator[System]:
    """The stack without its own worker of the service."""
    full.scale(SERVICE, 0)
    try:
        yield full
    finally:
        full.scale(SERVICE, 1)


def _whole(system: System, trace_id: str) -> None:
    spans = system.trace(trace_id, WHOLE)
    found = traces.shape(spans)
    # A child that ended with a message in its hands is told by who found that.
    told = sum(not span.name.startswith("lost ") for span in spans)
    assert (found.roots, found.orphans, found.doubled, told) == (1, (), 0, WHOLE)
    assert Counter(span.service for span in spans)[SERVICE] >= len(SPANS_A_BATCH) - 1


def test_no_span_is_lost_when_each_task_gets_a_new_child(without: System) -> None:
    """--max-tasks-per-child 1: every child ends right after its only batch."""
    with without.spawn(SERVICE, extra=("--max-tasks-per-child", "1")):
        results = [without.place(building(1)) for _ in range(4)]
        for result in results:
            _whole(without, result["trace_id"])


def test_no_span_is_lost_when_a_worker_is_stopped(without: System) -> None:
    """SIGTERM right after a job: what waited to be exported still is."""
    with without.spawn(SERVICE):
        result = without.place(building(1))
    _whole(without, result["trace_id"])


@pytest.mark.parametrize("pool", ["solo", "prefork"])
def test_a_worker_under_auto_instrumentation_draws_no_span_twice(without: System, pool: str) -> None:
    """`opentelemetry-instrument celery …` gives the same trace as without it."""
    instrument = str(Path(sys.executable).with_name("opentelemetry-instrument"))
    with without.spawn(SERVICE, prefix=(instrument,), extra=("-P", pool)):
        result = without.place(building(1))
        _whole(without, result["trace_id"])


def test_a_worker_on_another_services_queue_refuses_to_start(full: System) -> None:
    """It would swallow work that it cannot do."""
    with full.spawn("selector", extra=("-Q", "air_supply_model")) as process:
        assert process.wait(HANGS_S) != 0
