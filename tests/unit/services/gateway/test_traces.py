"""A job's spans as the gateway finds them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from plenum.telemetry import names
from services.gateway.traces import read_spans

TRACE = "0af7651916cd43dd8448eb211c80319c"


def span(name: str, span_id: str, start: int, **attributes: Any) -> dict[str, Any]:
    """One as the collector's file has it."""
    return {
        "traceId": TRACE,
        "spanId": span_id,
        "name": name,
        "startTimeUnixNano": str(start),
        "endTimeUnixNano": str(start + 1000),
        "attributes": [{"key": key, "value": {"intValue": value}} for key, value in attributes.items()],
    }


def kept(folder: Path, *spans: dict[str, Any]) -> None:
    """A sink's folder with these."""
    resource = {"attributes": [{"key": "service.name", "value": {"stringValue": "coordinator"}}]}
    export = {"resourceSpans": [{"resource": resource, "scopeSpans": [{"spans": list(spans)}]}]}
    (folder / "traces.jsonl").write_text(json.dumps(export) + "\n")


def test_spans_come_in_the_order_of_time_and_say_whether_they_are_all(tmp_path: Path) -> None:
    """A job of one batch whose stages have not told yet is not whole."""
    kept(tmp_path, span("later", "b" * 16, 2000), span(names.PLACE_JOB, "a" * 16, 1000, **{names.BATCHES: 1}))
    found = read_spans("", str(tmp_path), TRACE)
    assert isinstance(found, dict)
    assert [each["name"] for each in found["spans"]] == [names.PLACE_JOB, "later"]
    assert (found["whole"], found["left_out"]) == (False, 0)


def test_a_trace_that_nobody_has_told_of_is_empty(tmp_path: Path) -> None:
    """As just after a job."""
    found = read_spans("", str(tmp_path), TRACE)
    assert found == {"whole": False, "left_out": 0, "spans": []}


def test_a_jaeger_that_is_away_is_a_reason_and_no_error() -> None:
    """The page goes on without a waterfall."""
    assert isinstance(read_spans("http://127.0.0.1:1", "", TRACE), str)
