"""The six fixed events arrive as log records that belong to the job's trace."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from dataclasses import replace
from typing import Any

import pytest

from plenum.cli import log_lines, log_store
from plenum.cli.log_question import Question
from tests.support.system import System
from tests.support.waiting import HANGS_S, eventually
from tests.telemetry.matrix import LOG_EVENTS, MODELS


def _of(full: System, trace_id: str) -> list[dict[str, Any]]:
    return [record for record in full.log_lines() if record.get("traceId") == trace_id]


def _fields(record: dict[str, Any]) -> dict[str, Any]:
    return {a["key"]: next(iter(a["value"].values())) for a in record["attributes"]}


def test_every_fixed_event_of_a_job_arrives_with_its_trace_id(full: System, lab: dict[str, Any]) -> None:
    """Start, race, results, choice, series, end."""
    records = eventually(
        lambda: _of(full, lab["trace_id"]),
        lambda found: {r["body"]["stringValue"] for r in found} >= set(LOG_EVENTS),
    )
    assert {r["body"]["stringValue"] for r in records} >= set(LOG_EVENTS)
    assert all(_fields(r)["job_id"] == lab["job_id"] for r in records)
    assert all(len(r["spanId"]) == 16 for r in records)


def test_the_last_event_tells_the_results_counts(full: System, lab: dict[str, Any]) -> None:
    """pipeline_complete carries what the user got."""

    def look() -> list[dict[str, Any]]:
        return [r for r in _of(full, lab["trace_id"]) if r["body"]["stringValue"] == "pipeline_complete"]

    (record,) = eventually(look)
    fields, counts = _fields(record), lab["totals"]["counts"]
    assert int(fields["lights"]) == counts["light"]["placed"]
    assert int(fields["air_supply"]) == counts["air_supply"]["placed"]
    assert int(fields["air_return"]) == counts["air_return"]["placed"]
    assert int(fields["smoke_detectors"]) == counts["smoke_detector"]["placed"]
    assert float(fields["total_duration_ms"]) > 0


def test_every_model_tells_each_batch(full: System, lab: dict[str, Any], batches: int) -> None:
    """One event a model and batch."""

    def look() -> list[str]:
        return sorted(
            _fields(r)["model"]
            for r in _of(full, lab["trace_id"])
            if r["body"]["stringValue"] == "model_execution_complete"
        )

    assert eventually(look, lambda seen: len(seen) >= batches * len(MODELS)) == sorted(list(MODELS) * batches)


@pytest.mark.parametrize(
    "asked", [("--event", "pipeline_complete"), ("--level", "info"), ("--service", "coordinator")]
)
def test_the_command_finds_a_jobs_records(full: System, lab: dict[str, Any], asked: tuple[str, ...]) -> None:
    """As the services wrote them, by what each record has beside its job."""
    command = (sys.executable, "-m", "plenum", "logs", "--job", lab["job_id"], *asked)
    where = ("--state", str(full.info.state), "--json")

    def look() -> list[str]:
        done = subprocess.run([*command, *where], check=True, capture_output=True, text=True, timeout=HANGS_S)
        return [json.loads(line)["event"] for line in done.stdout.splitlines()]

    assert "pipeline_complete" in eventually(look, lambda found: "pipeline_complete" in found)


@pytest.mark.parametrize("asked", [Question(level="info"), Question(event="pipeline_complete"), Question()])
def test_store_and_file_hold_the_same_records_of_a_job(
    full: System, lab: dict[str, Any], asked: Question
) -> None:
    """Whichever is asked."""
    assert full.info.victorialogs
    url, question = full.info.victorialogs, replace(asked, job=lab["job_id"])

    def stored() -> list[tuple[str, str]]:
        return sorted((line.service, line.event) for line in log_store.lines(url, question))

    def filed() -> list[tuple[str, str]]:
        lines = filter(question.holds, log_lines.of_folder(full.info.telemetry_dir, question.about()))
        return sorted((line.service, line.event) for line in lines)

    def ended(found: list[tuple[str, str]]) -> bool:
        return ("coordinator", "pipeline_complete") in found and found == filed()

    found = eventually(stored, ended)
    assert found == filed()
    assert ("coordinator", "pipeline_complete") in found
    times = [line.time for line in log_store.lines(url, question)]
    assert [line.time for line in log_store.lines(url, question, last=3)] == sorted(times)[-3:]


def test_alertmanager_is_told_by_prometheus(full: System) -> None:
    """It is the one that Prometheus sends alerts to."""
    url = f"{full.info.prometheus}/api/v1/alertmanagers"

    def look() -> list[str]:
        with urllib.request.urlopen(url, timeout=HANGS_S) as answer:
            return [one["url"] for one in json.load(answer)["data"]["activeAlertmanagers"]]

    found = eventually(look)
    assert full.info.alertmanager
    assert [one.startswith(full.info.alertmanager) for one in found] == [True]
