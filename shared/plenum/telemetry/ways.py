"""How exports travel: OTLP over HTTP or gRPC, a request at a time, as the environment says.

Connections, addresses, headers, compression and certificates are the official exporters' own, and so are
the OTEL_EXPORTER_OTLP_… variables. What is not theirs is trying again: they would drop a request after some
seconds, and log each attempt. Here a request is tried once, and who keeps it tries again (`outbox.py`).
"""

from __future__ import annotations

from typing import Any, Final, Protocol

from plenum.telemetry import over_http
from plenum.telemetry.delivery import Sent
from plenum.telemetry.variables import given, number, protocol

TIMEOUT_S: Final = 3.0
"""Of one attempt, unless a variable says otherwise."""
_TIMEOUTS: Final = {
    "TRACES": "OTEL_BSP_EXPORT_TIMEOUT",
    "METRICS": "OTEL_METRIC_EXPORT_TIMEOUT",
    "LOGS": "OTEL_BLRP_EXPORT_TIMEOUT",
}


class Way(Protocol):
    """To one signal's receiver."""

    exporter: Any
    """The official exporter: what it knows of temporality and aggregation is asked too."""

    def send(self, body: bytes) -> Sent:
        """Try to deliver an encoded request, once."""
        ...

    def shutdown(self) -> None:
        """Close the connection."""
        ...


def way(signal: str) -> Way:
    """For `TRACES`, `METRICS` or `LOGS`. Raises WrongSettingError."""
    # The exporters' own variable comes first; the processors' are in ms.
    timeout_s = None
    if not given("OTEL_EXPORTER_OTLP", signal, "TIMEOUT"):
        timeout_s = number(_TIMEOUTS[signal], TIMEOUT_S * 1000) / 1000
    if protocol(signal) == "grpc":
        from plenum.telemetry import over_grpc

        return over_grpc.Grpc(signal, timeout_s)
    return over_http.Http(signal, timeout_s)
