"""The counters in Prometheus equal the results' sums; histograms fit milliseconds; exemplars lead back."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from plenum.files.building.writer import building_to_json
from plenum.files.read import read_building
from tests.support.system import PATIENT, System, sums, system
from tests.support.waiting import HANGS_S, eventually
from tests.telemetry.matrix import MODELS, SERVICES, STAGES

COUNTERS = {
    "executions": ("ml_model_executions_total", "model_name"),
    "selected": ("ml_model_selected_total", "model_name"),
    "placed": ("ml_components_placed_total", "component_type"),
}


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """A full stack of these tests' own: whatever other tests place in theirs would be counted too."""
    with system(tmp_path_factory.mktemp("counted"), full=True, env=PATIENT) as running:
        yield running


@pytest.fixture(scope="module")
def lab(full: System, test_data: Path) -> dict[str, Any]:
    """The completed lab building, and beside it nothing."""
    return full.place(building_to_json(read_building(test_data / "lab_building.hbjson")))


@pytest.mark.parametrize("prefix", COUNTERS)
def test_a_counter_equals_the_sum_over_all_results(full: System, lab: dict[str, Any], prefix: str) -> None:
    """True sums: whatever ran in this stack, nothing counted twice, nothing lost."""
    metric, label = COUNTERS[prefix]

    def look() -> tuple[dict[str, float], dict[str, float]]:
        wanted = {
            k.partition(":")[2]: float(n) for k, n in sums(full.results).items() if k.startswith(prefix)
        }
        # A model that won no room has a series all the same.
        return full.prometheus(f"sum by ({label}) ({metric}) > 0"), wanted

    seen, wanted = eventually(look, lambda pair: pair[0] == pair[1])
    assert seen == wanted
    assert lab["totals"]["rooms"] == 100


def test_each_counter_is_one_series_a_label(full: System, lab: dict[str, Any]) -> None:
    """One emitter: no second instance that a sum would count again."""
    for metric, label in COUNTERS.values():
        series = eventually(lambda of=(metric, label): full.prometheus(f"count by ({of[1]}) ({of[0]})"))  # type: ignore[misc]  # mypy infers no lambda with a default
        assert set(series.values()) == {1.0}


def test_every_model_has_durations_a_confidence_and_millisecond_buckets(
    full: System, lab: dict[str, Any]
) -> None:
    """Most rooms take milliseconds: the buckets must tell them apart."""
    seen = eventually(
        lambda: full.prometheus("sum by (model_name) (ml_model_execution_duration_seconds_count)"),
        lambda found: all(found.get(model, 0) >= 100 for model in MODELS),
    )
    assert set(seen) == set(MODELS)
    confidence = eventually(
        lambda: full.prometheus("max by (model_name) (ml_model_confidence_score)"),
        lambda found: set(found) == set(MODELS),
    )
    assert set(confidence) == set(MODELS)
    assert all(0 <= value <= 1 for value in confidence.values())
    edges = full.prometheus("count by (le) (ml_model_execution_duration_seconds_bucket)")
    assert len([edge for edge in edges if edge != "+Inf" and float(edge) <= 0.1]) >= 6


def test_prometheus_knows_which_version_of_each_model_answers(full: System, lab: dict[str, Any]) -> None:
    """Version, folder and engine, as they stand on every candidate."""
    versions = eventually(
        lambda: full.prometheus("count by (model_version) (plenum_model_info)"),
        lambda found: len(found) >= len(MODELS),
    )
    candidates = {c["model_version"] for room in lab["rooms"] for c in room["candidates"]}
    assert candidates <= set(versions)


def test_queue_waits_and_job_durations_are_measured(full: System, lab: dict[str, Any]) -> None:
    """Each stage's queue has its histogram, and each job's whole time is in one."""
    waits = eventually(
        lambda: full.prometheus("sum by (queue) (plenum_queue_wait_seconds_count)"),
        lambda found: set(found) == set(STAGES),
    )
    assert set(waits) == set(STAGES)
    jobs = eventually(lambda: full.prometheus("sum(plenum_job_duration_seconds_count)"))
    assert sum(jobs.values()) >= 1


def test_the_ledger_knows_the_living_workers_and_the_empty_queues(full: System, lab: dict[str, Any]) -> None:
    """What an operator asks first: who is there, and what waits."""
    workers = eventually(
        lambda: full.prometheus("max by (service) (plenum_workers)"),
        lambda found: set(found) == set(SERVICES) and set(found.values()) == {1.0},
    )
    assert workers == dict.fromkeys(SERVICES, 1.0)
    depth = eventually(
        lambda: full.prometheus("sum(plenum_queue_depth)"), lambda found: list(found.values()) == [0.0]
    )
    assert list(depth.values()) == [0.0]


def test_an_exemplar_of_a_duration_leads_to_a_trace_in_jaeger(full: System, lab: dict[str, Any]) -> None:
    """From a slow bucket to the very job, by its trace id."""
    assert full.info.prometheus

    def look() -> set[str]:
        query = "ml_model_execution_duration_seconds_bucket"
        url = f"{full.info.prometheus}/api/v1/query_exemplars?query={query}&start=0&end=9999999999"
        with urllib.request.urlopen(url, timeout=HANGS_S) as answer:
            data = json.load(answer)["data"]
        return {e["labels"].get("trace_id", "") for series in data for e in series["exemplars"]}

    known = {result["trace_id"] for result in full.results}
    assert eventually(look, lambda found: bool(found & known)) & known
