"""What figures say of each stage."""

from __future__ import annotations

import pytest

from plenum.statistics.snapshot import snapshot
from plenum.statistics.stages import by_stage, quantile
from plenum.telemetry.samples import Sample, of_histogram

BOUNDS = (0.01, 0.1)


def of_a_process(instance: str, rooms: int) -> list[Sample]:
    """A model's process in which each room took 0.05 s and each batch had one."""
    of = {"service_name": "air_supply_model", "service_instance_id": instance}
    model, queue = {**of, "model_name": "air_supply_model"}, {**of, "queue": "air_supply_model"}
    counts = [0, rooms, 0]
    return [
        *of_histogram("ml_model_execution_duration_seconds", model, BOUNDS, counts, rooms * 0.05),
        *of_histogram(
            "messaging_process_duration_seconds",
            {**of, "messaging_destination_name": "air_supply_model"},
            BOUNDS,
            counts,
            rooms * 0.06,
        ),
        *of_histogram("plenum_queue_wait_seconds", queue, BOUNDS, counts, rooms * 0.02),
        Sample(
            "plenum_commits_total", {**of, "stage": "air_supply_model", "outcome": "committed"}, rooms - 1
        ),
        Sample("plenum_commits_total", {**of, "stage": "air_supply_model", "outcome": "late"}, 1),
        Sample("ml_model_confidence_score", model, rooms / 10),
        Sample("process_memory_usage_bytes", of, 100.0),
        Sample("process_cpu_time_seconds_total", {**of, "cpu_mode": "user"}, 2.0),
        Sample("process_cpu_time_seconds_total", {**of, "cpu_mode": "system"}, 1.0),
        Sample("plenum_cache_lookups_total", {**of, "outcome": "hit"}, 30),
        Sample("plenum_cache_lookups_total", {**of, "outcome": "miss"}, 10),
    ]


LEDGER = [
    Sample("ml_model_executions_total", {"model_name": "air_supply_model"}, 9),
    Sample("ml_model_errors_total", {"model_name": "air_supply_model", "error_type": "ValueError"}, 1),
    Sample("plenum_queue_depth", {"queue": "coordinator"}, 3),
]


def test_a_stages_processes_are_summed() -> None:
    """Counts, times, memory; means of what is no count."""
    (stage,) = by_stage([*of_a_process("a", 4), *of_a_process("b", 6), *LEDGER])
    assert stage.name == "air_supply_model"
    assert (stage.attempts, stage.attempts_committed, stage.rooms, stage.rooms_failed) == (10, 8, 9, 1)
    assert stage.success_rate == pytest.approx(0.9)
    assert stage.mean_s == pytest.approx(0.05)
    assert stage.p95_s == pytest.approx(0.0955)
    assert stage.total_s == pytest.approx(0.6)
    assert stage.wait_mean_s == pytest.approx(0.02)
    assert stage.confidence == pytest.approx(0.5)
    assert (stage.memory_bytes, stage.cpu_s) == (200.0, 6.0)
    assert (stage.cache_hits, stage.cache_misses, stage.cache_hit_rate) == (60, 20, 0.75)


def test_a_stage_that_is_no_model_is_told_by_its_attempts() -> None:
    """The selector has no rooms of its own."""
    labels = {"messaging_destination_name": "selector"}
    samples = [
        *of_histogram("messaging_process_duration_seconds", labels, BOUNDS, [2, 0, 0], 0.01),
        Sample("plenum_commits_total", {"stage": "selector", "outcome": "committed"}, 1),
    ]
    (stage,) = by_stage(samples)
    assert (stage.rooms, stage.success_rate, stage.mean_s) == (0, 0.5, 0.005)
    assert stage.memory_bytes is None
    assert stage.cache_hit_rate is None


def test_a_stage_whose_workers_were_all_replaced_is_told_by_the_record() -> None:
    """Its new processes have counted nothing yet; a stage that never worked is left out."""
    idle = Sample("ml_model_executions_total", {"model_name": "air_return_model"}, 0)
    (stage,) = by_stage([*LEDGER, idle])
    assert (stage.name, stage.attempts, stage.rooms, stage.rooms_failed) == ("air_supply_model", 0, 9, 1)
    assert stage.success_rate == pytest.approx(0.9)
    assert stage.mean_s is None


def test_a_queue_alone_is_no_stage() -> None:
    """Nothing was asked of it."""
    assert by_stage(LEDGER[-1:]) == ()


@pytest.mark.parametrize(
    ("buckets", "wanted"),
    [
        ({}, None),
        ({1.0: 0, float("inf"): 0}, None),
        ({1.0: 10, float("inf"): 10}, 0.95),
        ({1.0: 0, float("inf"): 10}, 1.0),
        ({1.0: 90, 2.0: 100, float("inf"): 100}, 1.5),
    ],
)
def test_a_quantile_is_prometheus(buckets: dict[float, float], wanted: float | None) -> None:
    """Linear within a bucket; the last finite bound where it lies beyond."""
    assert quantile(0.95, buckets) == wanted


def test_a_snapshot_is_in_order() -> None:
    """A histogram's buckets by their bounds, as the format asks."""
    shuffled = list(reversed(of_a_process("a", 4)))
    bounds = [
        sample.labels["le"]
        for sample in snapshot(shuffled).samples
        if sample.name == "plenum_queue_wait_seconds_bucket"
    ]
    assert bounds == ["0.01", "0.1", "+Inf"]
