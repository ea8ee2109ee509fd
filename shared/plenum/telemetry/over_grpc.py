"""OTLP/gRPC, where the extra `grpc` is installed and OTEL_EXPORTER_OTLP_PROTOCOL asks for it.

The channel is made in the process that exports, after any fork: gRPC does not survive one.
"""

from __future__ import annotations

from typing import Any, Final

from grpc import RpcError, StatusCode
from opentelemetry.exporter.otlp.proto.grpc._log_exporter import OTLPLogExporter
from opentelemetry.exporter.otlp.proto.grpc.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter

from plenum.telemetry import services
from plenum.telemetry.delivery import Sent

_EXPORTERS: Final[dict[str, Any]] = {
    "TRACES": OTLPSpanExporter,
    "METRICS": OTLPMetricExporter,
    "LOGS": OTLPLogExporter,
}
_FOR_GOOD: Final = frozenset(
    {
        StatusCode.INVALID_ARGUMENT,
        StatusCode.UNAUTHENTICATED,
        StatusCode.PERMISSION_DENIED,
        StatusCode.NOT_FOUND,
        StatusCode.UNIMPLEMENTED,
        StatusCode.INTERNAL,
    }
)
"""What OTLP's specification does not try again, as far as a receiver that is away never answers it."""


class Grpc:
    """One signal's way, by the official exporter's channel; `timeout_s` None: the exporter's own."""

    def __init__(self, signal: str, timeout_s: float | None) -> None:
        self.exporter = _EXPORTERS[signal](timeout=timeout_s)
        self._request = services.message(signal, "Request")

    def send(self, body: bytes) -> Sent:
        """Raises nothing: what goes wrong is a request that was not delivered."""
        exporter = self.exporter
        try:
            answer = exporter._client.Export(
                request=self._request.FromString(body), metadata=exporter._headers, timeout=exporter._timeout
            )
        except RpcError as error:
            code, details = error.code(), error.details()
            return Sent(False, again=code not in _FOR_GOOD, error=f"{code.name} {details}")
        return Sent(True, rejected=services.rejected(answer))

    def shutdown(self) -> None:
        """Close the channel."""
        self.exporter.shutdown()
