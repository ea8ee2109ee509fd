"""Spans whose ids are known before they are emitted, and that are emitted when their facts are.

A message names its send span before anybody knows whether it will be pushed; a job's span is built
from its record when the job ends, perhaps by another process than the one that accepted it. So
spans here are records with explicit ids and times, handed to the SDK's processor, instead of
context managers around code. Nor are they the SDK's objects, which cost more to build than all the rest
of a span's way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import blake2b

import msgspec
from opentelemetry.context import Context
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
from opentelemetry.trace import (
    NonRecordingSpan,
    SpanContext,
    SpanKind,
    TraceFlags,
    TraceState,
    get_current_span,
    set_span_in_context,
)

_ids = RandomIdGenerator()
_SAMPLED = TraceFlags(TraceFlags.SAMPLED)
AttributeValue = str | bool | int | float
Attributes = Mapping[str, AttributeValue]
"""Of a span or a link, as they are read."""
OwnAttributes = dict[str, AttributeValue]
"""The same while they are put together."""


class SpanRef(msgspec.Struct, frozen=True, gc=False):
    """A span's identity, as W3C trace context writes it."""

    trace_id: int
    span_id: int
    sampled: bool = True
    state: str = ""
    """The trace's `tracestate`: what vendors and samplers wrote for those who come after."""

    @classmethod
    def new(cls, trace_id: int | None = None, *, sampled: bool = True) -> SpanRef:
        """A fresh span, in a trace or in one of its own."""
        return cls(trace_id or _ids.generate_trace_id(), _ids.generate_span_id(), sampled)

    def child(self) -> SpanRef:
        """A fresh span in the same trace."""
        return SpanRef(self.trace_id, _ids.generate_span_id(), self.sampled, self.state)

    def named(self, name: str) -> SpanRef:
        """A span in the same trace that whoever knows this one and the name finds again."""
        seed = f"{self.trace_id:032x}{self.span_id:016x}{name}".encode()
        span_id = int.from_bytes(blake2b(seed, digest_size=8).digest()) or 1
        return SpanRef(self.trace_id, span_id, self.sampled, self.state)

    @classmethod
    def parse(cls, text: str) -> SpanRef:
        """From `00-<trace>-<span>-<flags>`, its tracestate after a space; ValueError when it is not that."""
        traceparent, _, state = text.partition(" ")
        version, trace, span, flags = traceparent.split("-")
        if version != "00" or len(trace) != 32 or len(span) != 16:
            raise ValueError(f"not a traceparent: {traceparent!r}")
        return cls(int(trace, 16), int(span, 16), bool(int(flags, 16) & 1), state)

    @classmethod
    def current_in(cls, context: Context | None = None) -> SpanRef | None:
        """The span that is current in a context, or where the caller is; none where there is none."""
        found = get_current_span(context).get_span_context()
        if not found.is_valid:
            return None
        return cls(found.trace_id, found.span_id, found.trace_flags.sampled, found.trace_state.to_header())

    def __str__(self) -> str:
        """As a traceparent, and the tracestate after a space where there is one."""
        state = f" {self.state}" if self.state else ""
        return f"00-{self.trace_id:032x}-{self.span_id:016x}-{int(self.sampled):02x}{state}"

    @property
    def context(self) -> SpanContext:
        """As OpenTelemetry's API has it."""
        return SpanContext(
            self.trace_id,
            self.span_id,
            is_remote=False,
            trace_flags=_SAMPLED if self.sampled else TraceFlags(),
            trace_state=TraceState.from_header([self.state]) if self.state else None,
        )

    def current(self) -> Context:
        """A context in which this span is the current one, for exemplars and log records."""
        return set_span_in_context(NonRecordingSpan(self.context), Context())


class SpanEvent(msgspec.Struct, frozen=True, gc=False):
    """Something that happened within a span, in ns since the epoch."""

    name: str
    at_ns: int
    attributes: Attributes = {}


class SpanData(msgspec.Struct, frozen=True, gc=False):
    """All of one span. Times in ns since the epoch."""

    name: str
    ref: SpanRef
    parent: SpanRef | None
    start_ns: int
    end_ns: int
    attributes: Attributes = {}
    kind: SpanKind = SpanKind.INTERNAL
    links: Sequence[tuple[SpanRef, Attributes]] = ()
    error: str = ""
    """Why the span's work failed; empty when it did not."""
    events: Sequence[SpanEvent] = ()
