"""Figures read from an embedded stack's files, and of a program by itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from plenum.statistics.sources import of_files, of_program
from plenum.telemetry.samples import Sample
from plenum.telemetry.watched import Watched

SECOND = 1_000_000_000


def export(instance: str, at_s: int, metric: dict[str, Any]) -> str:
    """A request's line, of a process and a moment."""
    (data,) = (metric[kind] for kind in ("sum", "gauge", "histogram") if kind in metric)
    for point in data["dataPoints"]:
        point["timeUnixNano"] = str(at_s * SECOND)
    told = {"service.name": "selector", "service.instance.id": instance}
    about = [{"key": key, "value": {"stringValue": value}} for key, value in told.items()]
    resource = {"resource": {"attributes": about}, "scopeMetrics": [{"metrics": [metric]}]}
    return json.dumps({"resourceMetrics": [resource]}) + "\n"


def counter(value: int) -> dict[str, Any]:
    """A counter's point."""
    outcome = {"key": "outcome", "value": {"stringValue": "hit"}}
    return {
        "name": "plenum.cache.lookups",
        "sum": {"dataPoints": [{"asInt": str(value), "attributes": [outcome]}]},
    }


def test_the_last_of_each_process_counts_while_it_lives(tmp_path: Path) -> None:
    """Cumulative figures are told again and again; who said nothing for 20 s is gone."""
    lines = [
        export("gone", 70, counter(100)),
        export("here", 80, counter(1)),
        export("here", 99, counter(5)),
        export("other", 95, counter(7)),
        export("here", 99, {"name": "not.ours", "gauge": {"dataPoints": [{"asDouble": 1.0}]}}),
    ]
    (tmp_path / "metrics.jsonl").write_text("".join(lines))
    found = {(one.name, one.labels["service_instance_id"]): one.value for one in of_files(tmp_path)}
    assert found == {
        ("plenum_cache_lookups_total", "here"): 5,
        ("plenum_cache_lookups_total", "other"): 7,
    }


def test_a_histogram_becomes_what_prometheus_shows(tmp_path: Path) -> None:
    """Cumulative buckets."""
    point = {"bucketCounts": ["1", "2", "0"], "explicitBounds": [0.1, 1.0], "sum": 1.5, "count": "3"}
    metric = {"name": "plenum.queue.wait", "histogram": {"dataPoints": [point]}}
    (tmp_path / "metrics.jsonl").write_text(export("here", 1, metric))
    found = of_files(tmp_path)
    process = {"service_name": "selector", "service_instance_id": "here"}
    assert found == [
        Sample("plenum_queue_wait_seconds_bucket", {**process, "le": "0.1"}, 1),
        Sample("plenum_queue_wait_seconds_bucket", {**process, "le": "1"}, 3),
        Sample("plenum_queue_wait_seconds_bucket", {**process, "le": "+Inf"}, 3),
        Sample("plenum_queue_wait_seconds_sum", process, 1.5),
        Sample("plenum_queue_wait_seconds_count", process, 3),
    ]


def test_nothing_told_is_nothing(tmp_path: Path) -> None:
    """A stack that has just come up."""
    assert of_files(tmp_path) == []


def test_a_programs_own_look_ups_are_among_its_figures() -> None:
    """Whatever else it has told."""
    assert {s.labels["outcome"] for s in of_program(Watched()) if s.name == "plenum_cache_lookups_total"} == {
        "hit",
        "miss",
    }
