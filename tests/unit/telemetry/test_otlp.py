"""What goes out is what the SDK would have sent, byte for byte in what it means."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from opentelemetry._logs import LogRecord, SeverityNumber
from opentelemetry.exporter.otlp.proto.common._log_encoder import encode_logs
from opentelemetry.exporter.otlp.proto.common.trace_encoder import encode_spans
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk._logs import ReadableLogRecord
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import Event, ReadableSpan
from opentelemetry.sdk.util.instrumentation import InstrumentationScope
from opentelemetry.trace import Link, SpanKind, Status, StatusCode

from plenum.telemetry.otlp import Frame, LogData
from plenum.telemetry.spans import SpanData, SpanEvent, SpanRef

RESOURCE = Resource({"service.name": "a service", "process.pid": 7}, "https://schemas.example/1.44.0")
SCOPE = InstrumentationScope("plenum", "1.2.3", "https://schemas.example/1.43.0")
FRAME = Frame(RESOURCE, SCOPE)
ROOT = SpanRef(0xA << 120, 0xB << 56)
EVERY_KIND = {"text": "größer", "yes": True, "one": 1, "real": 1.0, "below": -5, "empty": "", "none": 0}


def by_the_sdk(span: SpanData) -> ReadableSpan:
    """As the SDK's exporter takes it."""
    return ReadableSpan(
        name=span.name,
        context=span.ref.context,
        parent=span.parent.context if span.parent else None,
        resource=RESOURCE,
        attributes=dict(span.attributes),
        links=[Link(ref.context, attributes) for ref, attributes in span.links],
        events=[Event(event.name, dict(event.attributes), event.at_ns) for event in span.events],
        kind=span.kind,
        status=Status(StatusCode.ERROR, span.error) if span.error else Status(),
        start_time=span.start_ns,
        end_time=span.end_ns,
        instrumentation_scope=SCOPE,
    )


@pytest.mark.parametrize(
    "span",
    [
        SpanData("plain", ROOT, None, 1, 2),
        SpanData("child", ROOT.child(), ROOT, 1_700_000_000_123_456_789, 1_700_000_000_123_456_790),
        SpanData("told much", ROOT, None, 1, 2, EVERY_KIND, SpanKind.CONSUMER),
        SpanData("long", ROOT, None, 1, 2, {"text": "x" * 20_000}, SpanKind.PRODUCER),
        SpanData("failed", ROOT, None, 1, 2, error="größer als gedacht"),
        SpanData("raised", ROOT, None, 1, 9, events=[SpanEvent("a", 5, EVERY_KIND), SpanEvent("b", 6)]),
        SpanData("linked", ROOT, None, 1, 2, links=[(ROOT.child(), EVERY_KIND), (ROOT.child(), {})]),
    ],
    ids=lambda span: span.name,
)
def test_a_span_is_what_the_sdk_makes_of_it(span: SpanData) -> None:
    """Ids, times, kind, status, attributes of each type in their order, links, resource and scope."""
    request = ExportTraceServiceRequest.FromString(FRAME.spans([span, span]))
    assert request == encode_spans([by_the_sdk(span), by_the_sdk(span)])


def test_values_that_are_equal_keep_their_types() -> None:
    """What is remembered of 1 is not said of True."""
    spans = [SpanData(str(v), ROOT, None, 1, 2, {"value": v}) for v in (1, True, 1.0, 0, False, 0.0)]
    request = ExportTraceServiceRequest.FromString(FRAME.spans(spans))
    assert request == encode_spans([by_the_sdk(span) for span in spans])


def test_a_span_that_ends_before_it_begins_has_no_length() -> None:
    """Clocks are set back; a back end takes no negative duration."""
    request = ExportTraceServiceRequest.FromString(FRAME.spans([SpanData("back", ROOT, None, 5, 3)]))
    (span,) = request.resource_spans[0].scope_spans[0].spans
    assert (span.start_time_unix_nano, span.end_time_unix_nano) == (5, 5)


@pytest.mark.parametrize(
    ("level", "severity"),
    [
        ("debug", SeverityNumber.DEBUG),
        ("info", SeverityNumber.INFO),
        ("warning", SeverityNumber.WARN),
        ("error", SeverityNumber.ERROR),
        ("critical", SeverityNumber.FATAL),
    ],
)
@pytest.mark.parametrize("event", ["model_selected", "a library's sentence"])
@pytest.mark.parametrize("within", [True, False])
def test_a_log_record_is_what_the_sdk_makes_of_it(
    level: str, severity: SeverityNumber, event: str, within: bool
) -> None:
    """With the span in which it was written, if there was one; only a name makes it an event."""
    about = {**EVERY_KIND, "list": [1, 2], "nothing": None}
    ids = {"trace_id": f"{ROOT.trace_id:032x}", "span_id": f"{ROOT.span_id:016x}"} if within else {}
    fields = {"event": event, "level": level, **ids, **about}
    record = LogRecord(
        timestamp=5,
        observed_timestamp=5,
        context=ROOT.current() if within else None,
        severity_number=severity,
        severity_text=level.upper(),
        body=event,
        event_name=event if event == "model_selected" else None,
        attributes={**EVERY_KIND, "list": "[1, 2]", "nothing": "None"},
    )
    expected = encode_logs([ReadableLogRecord(record, RESOURCE, SCOPE)])
    assert ExportLogsServiceRequest.FromString(FRAME.records([LogData(5, fields)])) == expected
    assert fields["event"] == event


@pytest.mark.parametrize("value", [2**70, -(2**70), "half \ud83d of a pair"])
def test_what_otlp_has_no_place_for_is_told_as_text(value: Any) -> None:
    """A record that a library wrote is not lost for it."""
    fields = {"event": f"about {value}", "value": value}
    request = ExportLogsServiceRequest.FromString(FRAME.records([LogData(1, fields)]))
    (record,) = request.resource_logs[0].scope_logs[0].log_records
    assert record.attributes[0].value.string_value == str(value).replace("\ud83d", "?")


def test_what_cannot_be_told_does_not_take_its_neighbours_along(caplog: pytest.LogCaptureFixture) -> None:
    """It is logged, and the request goes out with the others."""
    records = [
        LogData(1, {"event": e, "trace_id": t, "span_id": "0" * 16}) for e, t in (("a", "x"), ("b", "00"))
    ]
    with caplog.at_level(logging.ERROR):
        request = ExportLogsServiceRequest.FromString(FRAME.records(records))
    assert [r.event_name for r in request.resource_logs[0].scope_logs[0].log_records] == ["b"]
    assert "telemetry_failed" in caplog.text
