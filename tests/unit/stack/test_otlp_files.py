"""Files of OTLP requests: what is asked for is found, whoever wrote them."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from google.protobuf.proto import parse_length_prefixed
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from plenum.stack import otlp_files
from plenum.stack.otlp_json import to_json, to_line
from plenum.telemetry.delimited import delimited

WANTED, OTHER = "0a" * 16, "0b" * 16


def spans(*traces: str) -> ExportTraceServiceRequest:
    """A request with a span in each of these traces."""
    request = ExportTraceServiceRequest()
    found = request.resource_spans.add().scope_spans.add().spans
    for number, trace in enumerate(traces):
        found.add(trace_id=bytes.fromhex(trace), name=f"span {number}")
    return request


def names(exports: Any) -> list[str]:
    """Of all spans, in order."""
    return [
        span["name"]
        for export in exports
        for part in export["resourceSpans"]
        for scope in part["scopeSpans"]
        for span in scope.get("spans", [])
    ]


def save(path: Path, *requests: ExportTraceServiceRequest | ExportLogsServiceRequest) -> None:
    """As the sink stores them."""
    path.write_bytes(b"".join(delimited(r.SerializeToString()) for r in requests))


@pytest.mark.parametrize("count", [0, 1, 5, 600])
def test_a_file_is_what_protobufs_own_reader_of_streams_takes(count: int) -> None:
    """The length is a varint of one byte, two, or more."""
    request = spans(*[WANTED] * count)
    stream = io.BytesIO(delimited(request.SerializeToString()) * 2)
    for _ in range(2):
        assert parse_length_prefixed(ExportTraceServiceRequest, stream) == request


def test_who_looks_again_reads_what_is_new_alone(tmp_path: Path) -> None:
    """Of both kinds of file, also once one that is full has another name, and its inode is a new one's."""
    ends: otlp_files.Ends = {}
    kept, told = tmp_path / "traces.binpb", tmp_path / "traces.jsonl"

    def news() -> list[str]:
        found = map(to_json, otlp_files.requests(tmp_path, "traces", "", ends))
        return names([*otlp_files.lines(tmp_path, "traces", "", ends), *found])

    line = to_line("traces", spans(WANTED).SerializeToString())
    save(kept, spans(WANTED, WANTED))
    told.write_text(f"{line}\n{line[:9]}")
    assert news() == ["span 0", "span 0", "span 1"]
    with told.open("a") as file:
        file.write(f"{line[9:]}\n")
    kept.rename(tmp_path / "traces.1.binpb")
    save(kept, spans(OTHER))
    assert news() == ["span 0", "span 0"]
    kept.write_bytes(b"")
    assert news() == []
    save(kept, spans(OTHER))
    assert news() == ["span 0"]


def test_all_requests_of_a_signal_are_read_whoever_wrote_them(tmp_path: Path) -> None:
    """Older files of the sink, and JSON lines, of which the last may be in the writing."""
    save(tmp_path / "traces.binpb", spans(WANTED), spans(OTHER, WANTED))
    save(tmp_path / "traces.1.binpb", spans(OTHER))
    line = to_line("traces", spans(OTHER).SerializeToString())
    (tmp_path / "traces.jsonl").write_text(f"{line}\n{line[:-5]}")
    assert len(names(otlp_files.exports(tmp_path, "traces"))) == 5
    assert list(otlp_files.exports(tmp_path, "logs")) == []


def test_of_one_trace_only_its_own_spans_are_decoded(tmp_path: Path) -> None:
    """A request brings those of many jobs."""
    save(tmp_path / "traces.binpb", spans(OTHER), spans(OTHER, WANTED, OTHER))
    assert names(otlp_files.exports(tmp_path, "traces", WANTED)) == ["span 1"]
    assert list(otlp_files.exports(tmp_path, "traces", "0c" * 16)) == []


def test_of_one_job_only_its_own_records_are_decoded(tmp_path: Path) -> None:
    """By any name: an id may be as long as a trace's and yet be none."""
    job = "z" * 32
    request = ExportLogsServiceRequest()
    for name in (job, "another"):
        record = request.resource_logs.add().scope_logs.add().log_records.add()
        record.attributes.add(key="job_id").value.string_value = name
    save(tmp_path / "logs.binpb", request)
    (found,) = otlp_files.exports(tmp_path, "logs", job)
    records = [
        r for part in found["resourceLogs"] for s in part["scopeLogs"] for r in s.get("logRecords", [])
    ]
    assert [record["attributes"][0]["value"]["stringValue"] for record in records] == [job]


@pytest.mark.parametrize("lost", [1, 100])
def test_a_request_that_is_being_written_is_not_read_yet(tmp_path: Path, lost: int) -> None:
    """Nor does it hide those before it."""
    path = tmp_path / "traces.binpb"
    save(path, spans(WANTED), spans(*[OTHER] * 9))
    path.write_bytes(path.read_bytes()[:-lost])
    assert names(otlp_files.exports(tmp_path, "traces")) == ["span 0"]


def test_a_file_can_be_printed_as_json_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same lines that the collector writes."""
    requests = [spans(WANTED), spans(OTHER, WANTED)]
    save(tmp_path / "traces.1.binpb", *requests)
    monkeypatch.setattr("sys.argv", ["otlp_files", str(tmp_path / "traces.1.binpb")])
    otlp_files.main()
    assert list(map(json.loads, capsys.readouterr().out.splitlines())) == [to_json(r) for r in requests]
