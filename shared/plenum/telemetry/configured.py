"""Whether this process was told where telemetry goes; answers without loading OpenTelemetry.

A worker exports unless it is told not to, to the protocol's default address if it knows no other. A
process that a person starts for one building does so only where an address was given.
"""

from __future__ import annotations

import os
from typing import Final

from plenum.settings import settings
from plenum.telemetry import variables

ENDPOINTS: Final = (
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
    "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT",
    "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT",
)


def endpoint_given() -> bool:
    """An OTLP endpoint is set, and neither PLENUM_TELEMETRY nor OTEL_SDK_DISABLED forbids its use."""
    told = settings().telemetry and not variables.disabled()
    return told and any(os.environ.get(name) for name in ENDPOINTS)
