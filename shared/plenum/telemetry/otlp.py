"""Spans and log records as OTLP's protobuf, straight from plain data.

The SDK builds an object for each attribute of each span, twice: that was most of what telemetry cost.
Here a pair of name and value is encoded once and remembered, for most come again and again. What varies is
encoded by OpenTelemetry's own classes; by hand only one message is put into another: a tag, a length, the
bytes. Source: protobuf's "Encoding" and opentelemetry-proto 1.x; a test compares with the SDK's encoder.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache, partial
from typing import Any, Final, TypeVar

import msgspec
from opentelemetry.exporter.otlp.proto.common._internal import (
    _encode_instrumentation_scope,
    _encode_resource,
)
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
from opentelemetry.proto.logs.v1 import logs_pb2
from opentelemetry.proto.logs.v1.logs_pb2 import LogRecord, ScopeLogs
from opentelemetry.proto.trace.v1.trace_pb2 import ResourceSpans, ScopeSpans, Span, SpanFlags, Status
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.util.instrumentation import InstrumentationScope
from opentelemetry.trace import SpanKind

from plenum.telemetry import names
from plenum.telemetry.delimited import delimited
from plenum.telemetry.limits import Bounded
from plenum.telemetry.spans import AttributeValue, SpanData, SpanEvent, SpanRef

_REMEMBERED: Final = 1024
"""Pairs of attribute and value: a job's own are used again within its next few spans."""
_KINDS: Final = {
    SpanKind.INTERNAL: Span.SPAN_KIND_INTERNAL,
    SpanKind.SERVER: Span.SPAN_KIND_SERVER,
    SpanKind.CLIENT: Span.SPAN_KIND_CLIENT,
    SpanKind.PRODUCER: Span.SPAN_KIND_PRODUCER,
    SpanKind.CONSUMER: Span.SPAN_KIND_CONSUMER,
}
_UNSET: Final = Status()
_FLAGS: Final = SpanFlags.SPAN_FLAGS_CONTEXT_HAS_IS_REMOTE_MASK
_SEVERITIES: Final = {
    "debug": logs_pb2.SEVERITY_NUMBER_DEBUG,
    "info": logs_pb2.SEVERITY_NUMBER_INFO,
    "warning": logs_pb2.SEVERITY_NUMBER_WARN,
    "error": logs_pb2.SEVERITY_NUMBER_ERROR,
    "critical": logs_pb2.SEVERITY_NUMBER_FATAL,
}


Item = TypeVar("Item")


class LogData(msgspec.Struct, frozen=True, gc=False):
    """A log event and when it was written, in ns since the epoch."""

    at_ns: int
    fields: Mapping[str, Any]
    """structlog's: `event`, `level`, `trace_id` and `span_id` in hex, and what it says."""


def _tag(message: Any, name: str) -> bytes:
    """What stands before a field that is a message or text."""
    number: int = message.DESCRIPTOR.fields_by_name[name].number
    return bytes([number << 3 | 2])


_SPAN_ATTRIBUTES = _tag(Span, "attributes")
_SPAN_EVENTS = _tag(Span, "events")
_EVENT_ATTRIBUTES = _tag(Span.Event, "attributes")
_SPAN_LINKS = _tag(Span, "links")
_LINK_ATTRIBUTES = _tag(Span.Link, "attributes")
_RECORD_ATTRIBUTES = _tag(LogRecord, "attributes")
# The parts of a request by resource and by scope have the same numbers for spans and for log records.
_OF_RESOURCE = _tag(ExportTraceServiceRequest, "resource_spans")
_OF_SCOPE = _tag(ResourceSpans, "scope_spans")
_SPAN, _RECORD = _tag(ScopeSpans, "spans"), _tag(ScopeLogs, "log_records")


class Frame:
    """What stands around all of a process' spans or records: who emitted them."""

    def __init__(self, resource: Resource, scope: InstrumentationScope) -> None:
        of_resource = ResourceSpans(resource=_encode_resource(resource), schema_url=resource.schema_url)
        of_scope = ScopeSpans(scope=_encode_instrumentation_scope(scope), schema_url=scope.schema_url or "")
        self._of_resource, self._of_scope = of_resource.SerializeToString(), of_scope.SerializeToString()
        self._bounded = Bounded()

    def spans(self, spans: Iterable[SpanData]) -> bytes:
        """A request with these spans."""
        return self._request(_SPAN, partial(_span, self._bounded), spans)

    def records(self, records: Iterable[LogData]) -> bytes:
        """A request with these log records."""
        return self._request(_RECORD, partial(_record, self._bounded), records)

    def _request(self, tag: bytes, encode: Callable[[Item], bytes], items: Iterable[Item]) -> bytes:
        part = [self._of_scope]
        for item in items:
            try:
                part.append(tag + delimited(encode(item)))
            except Exception:
                # One that cannot be told must not take those beside it along.
                logging.getLogger(__name__).exception(names.TELEMETRY_FAILED)
        return _OF_RESOURCE + delimited(self._of_resource + _OF_SCOPE + delimited(b"".join(part)))


def _span(bounded: Bounded, span: SpanData) -> bytes:
    attributes, attributes_left_out = bounded.span.of(span.attributes)
    links, links_left_out = bounded.links(span.links)
    head = Span(
        trace_id=span.ref.trace_id.to_bytes(16, "big"),
        trace_state=span.ref.state,
        span_id=span.ref.span_id.to_bytes(8, "big"),
        parent_span_id=span.parent.span_id.to_bytes(8, "big") if span.parent else b"",
        name=span.name,
        kind=_KINDS[span.kind],
        start_time_unix_nano=span.start_ns,
        end_time_unix_nano=max(span.end_ns, span.start_ns),
        status=_status(span.error),
        flags=_FLAGS,
        dropped_attributes_count=attributes_left_out,
        dropped_links_count=links_left_out,
    )
    told = [_SPAN_LINKS + delimited(_link(bounded, ref, about)) for ref, about in links]
    events = [_SPAN_EVENTS + delimited(_event(event)) for event in span.events]
    own = _attributes(_SPAN_ATTRIBUTES, attributes)
    return b"".join([head.SerializeToString(), own, *events, *told])


def _status(error: str) -> Status:
    return Status(code=Status.STATUS_CODE_ERROR, message=_text(error)) if error else _UNSET


def _event(event: SpanEvent) -> bytes:
    head = Span.Event(time_unix_nano=event.at_ns, name=event.name)
    return b"".join([head.SerializeToString(), _attributes(_EVENT_ATTRIBUTES, event.attributes)])


def _link(bounded: Bounded, ref: SpanRef, about: Mapping[str, AttributeValue]) -> bytes:
    attributes, left_out = bounded.link.of(about)
    head = Span.Link(
        trace_id=ref.trace_id.to_bytes(16, "big"),
        span_id=ref.span_id.to_bytes(8, "big"),
        trace_state=ref.state,
        flags=_FLAGS,
        dropped_attributes_count=left_out,
    )
    return b"".join([head.SerializeToString(), _attributes(_LINK_ATTRIBUTES, attributes)])


def _record(bounded: Bounded, log: LogData) -> bytes:
    fields = dict(log.fields)
    level = str(fields.pop("level", "info"))
    trace, span = fields.pop("trace_id", None), fields.pop("span_id", None)
    event = _text(str(fields.pop("event", "")))
    within = bool(trace and span)
    plain, left_out = bounded.record.of({name: _plain(value) for name, value in fields.items()})
    head = LogRecord(
        time_unix_nano=log.at_ns,
        observed_time_unix_nano=log.at_ns,
        severity_number=_SEVERITIES.get(level, logs_pb2.SEVERITY_NUMBER_INFO),
        severity_text=level.upper(),
        body=AnyValue(string_value=event),
        event_name=event if event.isidentifier() else "",
        trace_id=bytes.fromhex(trace) if within else b"",
        span_id=bytes.fromhex(span) if within else b"",
        flags=int(within),
        dropped_attributes_count=left_out,
    )
    return b"".join([head.SerializeToString(), _attributes(_RECORD_ATTRIBUTES, plain)])


def _attributes(tag: bytes, attributes: Mapping[str, AttributeValue]) -> bytes:
    return b"".join([tag + _pair(name, value) for name, value in attributes.items()])


def _plain(value: Any) -> AttributeValue:
    return value if isinstance(value, str | int | float) else str(value)


# By type too: 1, 1.0 and True are equal, and three different values.
@lru_cache(maxsize=_REMEMBERED, typed=True)
def _pair(name: str, value: AttributeValue) -> bytes:
    """One attribute, its length before it."""
    return delimited(KeyValue(key=name, value=_value(value)).SerializeToString())


def _value(value: AttributeValue) -> AnyValue:
    if isinstance(value, str):
        return AnyValue(string_value=_text(value))
    if isinstance(value, bool):
        return AnyValue(bool_value=value)
    if isinstance(value, float):
        return AnyValue(double_value=value)
    # Beyond 64 bits there is no number in OTLP.
    return AnyValue(int_value=value) if -(2**63) <= value < 2**63 else AnyValue(string_value=str(value))


def _text(value: str) -> str:
    """What protobuf takes for text: without halves of surrogate pairs."""
    return value if value.isascii() else value.encode(errors="replace").decode()
