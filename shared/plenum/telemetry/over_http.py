"""OTLP/HTTP in protobuf. An export of a few spans is mostly HTTP, every two seconds in every process.

Of the official exporters' two transports urllib3's takes half the time of requests', but knows no proxy, and
certificates are read for requests' alone: so it serves where neither is needed, to a collector nearby.
"""

from __future__ import annotations

import os
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import urlsplit

from google.protobuf.message import DecodeError
from opentelemetry.exporter.http.transport._urllib3 import Urllib3HTTPTransport
from opentelemetry.exporter.otlp.common.http import _extract_retry_after
from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

from plenum.telemetry import services
from plenum.telemetry.delivery import Sent

_EXPORTERS: Final[dict[str, Any]] = {
    "TRACES": OTLPSpanExporter,
    "METRICS": OTLPMetricExporter,
    "LOGS": OTLPLogExporter,
}
_RETRYABLE: Final = frozenset({408, 429})
"""With every 5xx: a proxy before a collector that restarts answers 500 as well as 502 to 504."""


class Http:
    """One signal's way, by the official exporter's client; `timeout_s` None: the exporter's own."""

    def __init__(self, signal: str, timeout_s: float | None) -> None:
        with _transport(signal) as sent:
            self.exporter = _EXPORTERS[signal](timeout=timeout_s, **sent)
        self._client = self.exporter._client
        self._response = services.message(signal, "Response")

    def send(self, body: bytes) -> Sent:
        """Raises nothing: what goes wrong is a request that was not delivered."""
        client = self._client
        result = client._submit(client._compress(body), client._timeout)
        status = result.status_code
        if status is None:
            return Sent(False, again=True, error=str(result.error or "no answer"))
        if status < 300:
            return Sent(True, rejected=self._rejected(result.content()))
        again = status in _RETRYABLE or status >= 500
        after_s = _extract_retry_after(result) if again else None
        return Sent(
            False, again=again, after_s=after_s or 0.0, error=f"{status} {result.reason or ''}".strip()
        )

    def _rejected(self, content: bytes) -> int:
        """Of an answer that is empty as a rule, and not protobuf where a proxy gave it."""
        try:
            return services.rejected(self._response.FromString(content)) if content else 0
        except DecodeError:
            return 0

    def shutdown(self) -> None:
        """Close the connection."""
        self.exporter.shutdown()


@contextmanager
def _transport(signal: str) -> Iterator[dict[str, Any]]:
    """What to give to a signal's official exporter, which is made within."""
    general = os.environ.get("OTEL_EXPORTER_OTLP_ENDPOINT") or "http://localhost:4318"
    url = os.environ.get(f"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT") or general
    if _is_plain(url):
        yield {"_transport": Urllib3HTTPTransport()}
        return
    import requests

    session = requests.Session()
    yield {"session": session}
    # requests reads the environment's proxies and certificates for each request, which takes as long as
    # all the rest of it. The exporter has set what certificates it was told of.
    found = session.merge_environment_settings(url, {}, None, None, None)
    session.proxies, session.verify = found["proxies"], found["verify"]
    session.trust_env = False


def _is_plain(url: str) -> bool:
    """Without TLS, and no proxy on the way."""
    parts = urlsplit(url)
    if parts.scheme != "http" or parts.hostname is None:
        return False
    proxies = urllib.request.getproxies()
    proxied = {"http", "all"} & proxies.keys()
    return not proxied or bool(urllib.request.proxy_bypass(parts.hostname))
