"""The official exporters, made to cost little each time."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any, Final

from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk._logs.export import LogRecordExportResult
from opentelemetry.sdk.metrics.export import MetricExportResult, MetricsData
from opentelemetry.sdk.trace.export import SpanExportResult

from plenum.telemetry.otlp import Frame, LogData
from plenum.telemetry.spans import SpanData
from plenum.telemetry.ways import way

_ALWAYS_NEW: Final = ("process.", "system.", "cpython.")
AGAIN_S: Final = 5.0
"""Points that have not changed are sent again this often: a collector forgets, or was started anew."""


def span_exporter(timeout_s: float, frame: Frame) -> Spans:
    """Spans over OTLP/HTTP, as the environment's OTEL_EXPORTER_OTLP_… says."""
    with way("TRACES") as sent:
        exporter = Spans(timeout=timeout_s, **sent)
        exporter.frame = frame
        return exporter


def log_exporter(timeout_s: float, frame: Frame) -> Logs:
    """Log records, likewise."""
    with way("LOGS") as sent:
        exporter = Logs(timeout=timeout_s, **sent)
        exporter.frame = frame
        return exporter


def metric_exporter(timeout_s: float) -> OTLPMetricExporter:
    """Metrics, likewise; where nothing was measured since the last export there is none."""
    with way("METRICS") as sent:
        return News(timeout=timeout_s, **sent)


class Spans(OTLPSpanExporter):
    """The official exporter with its connection, retries and settings, but spans encoded by `Frame`."""

    frame: Frame

    def export(self, spans: Sequence[SpanData]) -> SpanExportResult:  # type: ignore[override]  # not the SDK's
        """Send spans."""
        if self._shutdown or not self._client.export(self.frame.spans(spans)).success:
            return SpanExportResult.FAILURE
        return SpanExportResult.SUCCESS


class Logs(OTLPLogExporter):
    """Likewise for log records."""

    frame: Frame

    def export(self, batch: Sequence[LogData]) -> LogRecordExportResult:  # type: ignore[override]  # not the SDK's
        """Send log records."""
        if self._shutdown or not self._client.export(self.frame.records(batch)).success:
            return LogRecordExportResult.FAILURE
        return LogRecordExportResult.SUCCESS


class News(OTLPMetricExporter):
    """Leaves out an export whose points are those of the last one."""

    _sent: tuple[Any, ...] = ()
    _sent_at: float = 0.0

    def export(
        self, metrics_data: MetricsData, timeout_millis: float | None = 10_000, **kwargs: Any
    ) -> MetricExportResult:
        """Send what is new, and everything once in AGAIN_S seconds."""
        now, points = time.monotonic(), _points(metrics_data)
        if points == self._sent and now - self._sent_at < AGAIN_S:
            return MetricExportResult.SUCCESS
        result = super().export(metrics_data, timeout_millis, **kwargs)
        if result is MetricExportResult.SUCCESS:
            self._sent, self._sent_at = points, now
        return result


def _points(data: MetricsData) -> tuple[Any, ...]:
    """How often each histogram was recorded to, and the value of all else but what the process uses itself.

    That changes all the time, and is no news.
    """
    return tuple(
        point.count if hasattr(point, "count") else point.value
        for of_resource in data.resource_metrics
        for of_scope in of_resource.scope_metrics
        for metric in of_scope.metrics
        if not metric.name.startswith(_ALWAYS_NEW)
        for point in metric.data.data_points
    )
