"""Traces read back and drawn: their shape measured, every name escaped."""

from __future__ import annotations

import io
import json
from pathlib import Path

from rich.console import Console

from plenum import traces
from plenum.cli import trace_page, waterfall
from plenum.traces import Seen, shape

ROOT = Seen("r", "", "place job", "coordinator", 1000.0, 9000.0)
WAIT = Seen("w", "r", "wait selector", "selector", 2000.0, 3000.0, {"plenum.batch.id": "b0"})
WORK = Seen("p", "r", "process selector", "selector", 5000.0, 2000.0, {"plenum.batch.id": "b0"})
MODEL = Seen("e", "p", "execute selector", "selector", 5500.0, 1000.0)


def test_the_shape_of_a_whole_trace_has_one_root_and_no_orphans() -> None:
    """Counted by ids, not by names."""
    found = shape([ROOT, WAIT, WORK, MODEL])
    assert (found.spans, found.roots, found.orphans, found.doubled, found.depth) == (4, 1, (), 0, 3)


def test_a_missing_parent_makes_an_orphan_and_a_repeated_id_a_double() -> None:
    """What the telemetry tests rely on can be told wrong from right."""
    assert shape([ROOT, MODEL]).orphans == ("selector: execute selector",)
    assert shape([ROOT, WORK, WORK]).doubled == 1


def test_waiting_is_drawn_before_working() -> None:
    """Light blocks, then full ones, on the row of the stage."""
    console = Console(file=io.StringIO(), width=120, color_system=None)
    waterfall.draw([ROOT, WAIT, WORK, MODEL], console)
    text = console.file.getvalue()  # type: ignore[attr-defined]  # a StringIO
    (row,) = [line for line in text.splitlines() if "selector" in line and "b0" in line]
    assert row.index("░") < row.index("█")
    assert "1 root, 0 orphans" in text


def test_a_page_escapes_what_came_from_outside_and_runs_nothing() -> None:
    """Names and attributes can be anybody's."""
    bad = Seen("x", "r", "<script>alert(1)</script>", "s", 2000.0, 1.0, {"plenum.batch.id": '"><b>'})
    html = trace_page.page([ROOT, bad], "job <i>")
    assert "<script" not in html
    assert "<b>" not in html
    assert "&lt;script&gt;" in html
    assert "default-src 'none'" in html


def test_a_sinks_files_give_the_spans_of_one_trace(tmp_path: Path) -> None:
    """Other traces in the same file are left out."""
    span = {
        "traceId": "a" * 32,
        "spanId": "b" * 16,
        "name": "place job",
        "startTimeUnixNano": "1000000",
        "endTimeUnixNano": "3000000",
        "attributes": [{"key": "plenum.rooms", "value": {"intValue": "5"}}],
    }
    other = {**span, "traceId": "c" * 32}
    export = {
        "resourceSpans": [
            {
                "resource": {
                    "attributes": [{"key": "service.name", "value": {"stringValue": "coordinator"}}]
                },
                "scopeSpans": [{"spans": [span, other]}],
            }
        ]
    }
    (tmp_path / "traces.jsonl").write_text(json.dumps(export) + "\n")
    (seen,) = traces.from_files(tmp_path, "a" * 32)
    assert (seen.service, seen.start_us, seen.duration_us) == ("coordinator", 1000.0, 2000.0)
    assert seen.attributes == {"plenum.rooms": 5}
