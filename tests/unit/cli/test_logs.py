"""`plenum logs` on the files of a stack, and a record in the Elastic Common Schema."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from plenum.cli.log_lines import LogLine
from plenum.cli.logs import ecs
from plenum.cli.main import app
from plenum.stack.folder import StateFolder
from plenum.stack.info import StackInfo


def export(service: str, *records: tuple[str, float, dict[str, str]]) -> str:
    """A service's records, each an event, how many seconds ago and attributes, as a line of OTLP's JSON."""
    told = [
        {
            "timeUnixNano": str(int((time.time() - ago_s) * 1e9)),
            "severityText": "WARNING" if event == "room_failed" else "INFO",
            "traceId": "ab" * 16,
            "body": {"stringValue": event},
            "attributes": [{"key": k, "value": {"stringValue": v}} for k, v in about.items()],
        }
        for event, ago_s, about in records
    ]
    resource = {"attributes": [{"key": "service.name", "value": {"stringValue": service}}]}
    whole = {"resourceLogs": [{"resource": resource, "scopeLogs": [{"logRecords": told}]}]}
    return json.dumps(whole) + "\n"


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """A stack's folder with records of two services."""
    folder = StateFolder(tmp_path)
    folder.create()
    StackInfo(tmp_path, "id", full=False, ports={"redis": 1, "otlp_http": 2}, services={}).save(folder)
    (folder.telemetry / "logs.jsonl").write_text(
        export(
            "selector",
            ("room_failed", 60, {"job_id": "j", "error": "KeyError"}),
            ("room_failed", 50, {"job_id": "k", "error": "KeyError"}),
            ("room_failed", 40, {"job_id": "k", "error": "ValueError"}),
        )
        + export("coordinator", ("pipeline_start", 7200, {"job_id": "j"}))
    )
    return tmp_path


def asked(state: Path, *words: str) -> list[str]:
    """The lines that the command prints."""
    done = CliRunner().invoke(app, ["logs", *words, "--state", str(state)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout.splitlines()


def test_a_jobs_records_come_whole_and_by_time(state: Path) -> None:
    """From both services, the other job's left out."""
    found = [json.loads(line) for line in asked(state, "--job", "j", "--json", "--lines", "1")]
    assert [line["event"] for line in found] == ["pipeline_start", "room_failed"]
    assert found[0]["trace_id"] == "ab" * 16


def test_the_last_lines_of_an_event_since_a_time(state: Path) -> None:
    """No more than were asked for."""
    found = asked(state, "--event", "room_failed", "--since", "1h", "--lines", "2")
    assert [line.split()[-1] for line in found] == ["error=KeyError", "error=ValueError"]


def test_who_follows_is_told_what_comes_once(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was read is not read again: files may be large, and the look is each second."""
    logs, reads = state / "telemetry" / "logs.jsonl", []
    whole = logs.read_text()

    def second(_: float) -> None:
        reads.append(logs.stat().st_size)
        if len(reads) > 2:
            raise KeyboardInterrupt
        # What was there is not JSON any more, for whoever would read it again.
        logs.write_text(
            "x" * (len(whole) - 1) + "\n" + export("selector", ("model_selected", 1, {})) * len(reads)
        )

    monkeypatch.setattr("plenum.cli.logs.time.sleep", second)
    done = CliRunner().invoke(app, ["logs", "--event", "model_selected", "--follow", "--state", str(state)])
    assert done.exit_code == 130
    assert [line.split()[3] for line in done.stdout.splitlines()] == ["model_selected"] * 2


def test_records_are_counted_by_a_field(state: Path) -> None:
    """The most first."""
    found = asked(state, "--event", "room_failed", "--count-by", "error")
    assert [line.split() for line in found] == [["2", "KeyError"], ["1", "ValueError"]]


def test_the_summary_counts_by_service_level_and_event(state: Path) -> None:
    """Of all records, or of those that are asked for."""
    assert [json.loads(line) for line in asked(state, "--summary", "--since", "1h", "--json")] == [
        {"service": "selector", "level": "WARNING", "event": "room_failed", "count": 3}
    ]


def test_a_record_in_the_elastic_common_schema_has_its_names() -> None:
    """What it has no name for is a label."""
    line = LogLine("2026-03-01T03:00:00+00:00", "selector", "info", "model_selected", {"rooms": 3}, "ab" * 16)
    assert ecs(line) == {
        "@timestamp": "2026-03-01T03:00:00+00:00",
        "ecs.version": "8.11.0",
        "log.level": "info",
        "message": "model_selected",
        "event.action": "model_selected",
        "service.name": "selector",
        "trace.id": "ab" * 16,
        "labels": {"rooms": 3},
    }
