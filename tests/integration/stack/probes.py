"""Telemetry sent as any process would, and questions to the query APIs."""

from __future__ import annotations

import json
import urllib.parse
import urllib.request
from typing import Any, Final

from opentelemetry._logs import LogRecord, SeverityNumber
from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import SimpleLogRecordProcessor
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor

from tests.support.waiting import HANGS_S


def tell(otlp_http: str, service: str = "probe") -> str:
    """Send one span with the five model metrics and one log record in it; returns the trace id in hex."""
    resource = Resource.create({"service.name": service, "service.instance.id": f"{service}-1"})
    patient: dict[str, Any] = {"timeout": HANGS_S}
    traces = TracerProvider(resource=resource)
    traces.add_span_processor(SimpleSpanProcessor(OTLPSpanExporter(f"{otlp_http}/v1/traces", **patient)))
    reader = PeriodicExportingMetricReader(OTLPMetricExporter(f"{otlp_http}/v1/metrics", **patient))
    metrics = MeterProvider(resource=resource, metric_readers=[reader])
    logs = LoggerProvider(resource=resource)
    logs.add_log_record_processor(
        SimpleLogRecordProcessor(OTLPLogExporter(f"{otlp_http}/v1/logs", **patient))
    )
    meter = metrics.get_meter("probe")
    model = {"model_name": "light_model_a_dense"}
    with traces.get_tracer("probe").start_as_current_span("place room") as span:
        meter.create_counter("ml_model_executions_total", "{execution}").add(3, model)
        meter.create_histogram(
            "ml_model_execution_duration_seconds",
            "s",
            explicit_bucket_boundaries_advisory=[0.001, 0.01, 0.1],
        ).record(0.02, model)
        meter.create_gauge("ml_model_confidence_score", "{score}").set(0.75, model)
        meter.create_counter("ml_model_selected_total", "{selection}").add(2, model)
        meter.create_counter("ml_components_placed_total", "{component}").add(7, {"component_type": "light"})
        record = LogRecord(event_name="pipeline_start", body="start", severity_number=SeverityNumber.INFO)
        logs.get_logger("probe").emit(record)
        trace_id = format(span.get_span_context().trace_id, "032x")
    for provider in (traces, metrics, logs):
        provider.shutdown()
    return trace_id


def fetch(url: str, **query: str) -> Any:
    """The JSON at an address."""
    question = f"{url}?{urllib.parse.urlencode(query)}"
    with urllib.request.urlopen(question, timeout=HANGS_S) as answer:
        return json.load(answer)


_COUNTED: Final = {
    "executions": ("ml_model_executions_total", "model_name"),
    "selected": ("ml_model_selected_total", "model_name"),
    "placed": ("ml_components_placed_total", "component_type"),
}


def counters(prometheus: str) -> dict[str, int]:
    """The three counters as the Prometheus at this address has them, named as `sums` names results'."""
    return {
        f"{prefix}:{series['metric'][label]}": int(series["value"][1])
        for prefix, (metric, label) in _COUNTED.items()
        for series in fetch(f"{prometheus}/api/v1/query", query=f"{metric} > 0")["data"]["result"]
    }


def export(url: str, body: bytes) -> None:
    """Send an OTLP request as it is; raises unless it is taken."""
    kind = {"Content-Type": "application/x-protobuf"}
    request = urllib.request.Request(url, body, kind)
    urllib.request.urlopen(request, timeout=HANGS_S).close()
