"""A job's log records read back from the files that the collector or the sink writes."""

from __future__ import annotations

import json
from pathlib import Path

from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.util.instrumentation import InstrumentationScope

from plenum.cli.log_lines import of_folder, of_job
from plenum.stack.otlp_json import to_line
from plenum.telemetry.delimited import delimited
from plenum.telemetry.otlp import Frame, LogData


def record(at_s: float, event: str, job_id: str) -> dict[str, object]:
    """A log record as OTLP has it in JSON."""
    return {
        "timeUnixNano": str(int(at_s * 1e9)),
        "severityText": "info",
        "body": {"stringValue": event},
        "attributes": [
            {"key": "job_id", "value": {"stringValue": job_id}},
            {"key": "rooms", "value": {"intValue": "3"}},
        ],
    }


def save(path: Path, service: str, *records: dict[str, object]) -> None:
    """One export in a file."""
    resource = {"attributes": [{"key": "service.name", "value": {"stringValue": service}}]}
    export = {"resourceLogs": [{"resource": resource, "scopeLogs": [{"logRecords": list(records)}]}]}
    path.write_text(json.dumps(export) + "\n")


def test_a_jobs_records_come_in_the_order_of_time_whoever_wrote_them(tmp_path: Path) -> None:
    """Other jobs' are left out, also where an export holds both."""
    save(tmp_path / "logs.jsonl", "selector", record(20, "late", "a"), record(1, "other", "b"))
    save(tmp_path / "logs.1.jsonl", "coordinator", record(10, "early", "a"))
    early, late = of_job(tmp_path, "a")
    assert (early.event, early.service, late.event) == ("early", "coordinator", "late")
    assert early.attributes == {"job_id": "a", "rooms": 3}
    assert str(late) == "1970-01-01T00:00:20.000000+00:00 info  selector               late rooms=3"


def test_a_job_that_nobody_logged_has_no_lines(tmp_path: Path) -> None:
    """An id that is part of another one is not that one."""
    save(tmp_path / "logs.jsonl", "selector", record(1, "x", "abc"))
    assert of_job(tmp_path, "ab") == []


def test_the_sinks_records_are_read_as_the_collectors(tmp_path: Path) -> None:
    """Protobuf's messages and OTLP's JSON of the same request, with values of every kind."""
    scope = InstrumentationScope("test")
    fields = {
        "event": "room_failed",
        "level": "error",
        "trace_id": "ab" * 16,
        "span_id": "cd" * 8,
        "rooms": 3,
        "confidence": 0.5,
        "well": True,
        "room_id": "office 0",
    }
    body = Frame(Resource.create({"service.name": "selector"}), scope).records(
        [LogData(1_000_000_000, fields)]
    )
    for folder in ("sink", "collector"):
        (tmp_path / folder).mkdir()
    (tmp_path / "sink/logs.binpb").write_bytes(delimited(body))
    (tmp_path / "collector/logs.jsonl").write_text(to_line("logs", body) + "\n")
    (own,) = of_folder(tmp_path / "sink")
    assert [own] == list(of_folder(tmp_path / "collector"))
    assert own.attributes == {"rooms": 3, "confidence": 0.5, "well": True, "room_id": "office 0"}
    assert (own.severity, own.event, own.trace_id) == ("ERROR", "room_failed", "ab" * 16)
