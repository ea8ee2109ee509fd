"""A pool's process does its stage's work once before its first job."""

from __future__ import annotations

import time
from math import inf
from typing import Any

import pytest
from redis import RedisError
from structlog.testing import capture_logs

from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.layout import Layout
from plenum.ceiling.room.room import Room
from plenum.pipeline.record.memory.record import MemoryRecord
from plenum.worker import warm as module
from plenum.worker.warm import warm_up
from tests.support import toy_models
from tests.support.toy_models import GRAPH
from tests.support.worker_signals import WorkerSignals, instead_of


@pytest.fixture
def signals(monkeypatch: pytest.MonkeyPatch) -> WorkerSignals:
    """What the pool's processes say."""
    return instead_of(monkeypatch, module)


@pytest.mark.parametrize("stage", ["left", "end"])
def test_a_model_places_in_one_small_room_when_its_process_starts(
    signals: WorkerSignals, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    """Not earlier; and a model of the series without those before it."""
    seen: list[str] = []
    model = getattr(toy_models, stage)

    def placing(room: Room, brief: Any) -> Any:
        seen.append(room.room_id)
        return model(room, brief)

    monkeypatch.setattr(toy_models, stage, placing)
    warm_up(GRAPH[stage], MemoryRecord)
    assert seen == []
    with capture_logs() as logged:
        signals.send("worker_process_init")
    assert (seen, logged) == (["warm-up"] * 2, [])


def test_the_selector_has_nothing_to_warm(signals: WorkerSignals) -> None:
    """It loads no solver and fills no cache."""
    warm_up(GRAPH["choose"], MemoryRecord)
    assert signals.heard() == set()


def test_a_model_that_fails_at_it_is_said_and_starts_all_the_same(
    signals: WorkerSignals, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its rooms will say more."""

    def failing(_room: Room, _brief: Any) -> None:
        raise ValueError("no idea")

    monkeypatch.setattr(toy_models, "left", failing)
    record = MemoryRecord()
    warm_up(GRAPH["left"], lambda: record)
    with capture_logs() as logged:
        signals.send("worker_process_init")
    (entry,) = logged
    assert record.sample_runs()["left"].error == "ValueError: no idea"
    assert (entry["event"], entry["stage"], entry["message"]) == ("warm_up_failed", "left", "no idea")


def test_a_model_is_timed_when_it_is_warm_and_again_each_minute_of_work(
    signals: WorkerSignals, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a room that it has not met; and not after every spell."""
    heights: list[float] = []
    model = toy_models.left

    def placing(room: Room, brief: Any) -> Any:
        heights.append(room.ceiling_height_m)
        return model(room, brief)

    monkeypatch.setattr(toy_models, "left", placing)
    monkeypatch.setattr(module, "SLOW_SAMPLE_MS", inf)
    record = MemoryRecord()
    warm_up(GRAPH["left"], lambda: record)
    signals.send("worker_process_init")
    first = record.sample_runs()["left"]
    assert (first.error, first.took_ms > 0, first.at_ms > 0) == ("", True, True)
    signals.send("task_postrun")
    assert record.sample_runs()["left"] == first
    monkeypatch.setattr(module, "AGAIN_S", 0.0)
    signals.send("task_postrun")
    assert record.sample_runs()["left"] != first
    assert len(set(heights)) == len(heights) == 3


def test_a_worker_starts_where_its_sample_run_cannot_be_noted(signals: WorkerSignals) -> None:
    """Redis is away: what waits for it is the work."""

    def away() -> MemoryRecord:
        raise RedisError("away")

    warm_up(GRAPH["left"], away)
    signals.send("worker_process_init")


@pytest.mark.slow
def test_of_a_slow_model_the_fastest_of_three_runs_counts(
    signals: WorkerSignals, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All services start at once. A model that sleeps each time is slow; on a processor it was little."""
    naps_s = iter([0.3, 0.3, 0.2, 0.3])

    def slow(room: Room, _brief: Any) -> Layout:
        time.sleep(next(naps_s))
        return Layout(Kind.LIGHT, ())

    monkeypatch.setattr(toy_models, "left", slow)
    record = MemoryRecord()
    warm_up(GRAPH["left"], lambda: record)
    signals.send("worker_process_init")
    made = record.sample_runs()["left"]
    assert made.took_ms >= 200
    assert made.cpu_ms < made.took_ms
    assert next(naps_s, None) is None
