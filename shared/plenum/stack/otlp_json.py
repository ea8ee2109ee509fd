"""OTLP requests as the Collector's file exporter writes them: one JSON object a line.

The mapping is protobuf's own JSON with OTLP's three exceptions: trace and span ids in hex, enums as
numbers, and 64-bit integers as strings (which protobuf's has too). Source: OpenTelemetry protocol
specification, "JSON Protobuf Encoding".
"""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

from google.protobuf.json_format import MessageToDict
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

if TYPE_CHECKING:
    from google.protobuf.message import Message

SIGNALS: dict[str, type[Message]] = {
    "traces": ExportTraceServiceRequest,
    "metrics": ExportMetricsServiceRequest,
    "logs": ExportLogsServiceRequest,
}
_IDS = {"traceId", "spanId", "parentSpanId"}


def to_line(signal: str, body: bytes) -> str:
    """A request's body as a line without its end.

    Raises google.protobuf.message.DecodeError when the body is no such request.
    """
    return json.dumps(to_json(SIGNALS[signal].FromString(body)), separators=(",", ":"), ensure_ascii=False)


def to_json(request: Message) -> dict[str, Any]:
    """A request as plain data, by the same mapping."""
    data: dict[str, Any] = MessageToDict(request, use_integers_for_enums=True)
    _ids_to_hex(data)
    return data


def _ids_to_hex(node: Any) -> None:
    """Rewrite ids in place. An attribute's name stands under `key`, so none is taken for a field."""
    if isinstance(node, dict):
        for name, value in node.items():
            if name in _IDS and isinstance(value, str):
                node[name] = base64.b64decode(value).hex()
            elif isinstance(value, dict | list):
                _ids_to_hex(value)
    elif isinstance(node, list):
        for value in node:
            _ids_to_hex(value)
