"""opentelemetry-instrumentation-celery as it comes, exporting traces and its metric over OTLP/HTTP."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation.celery import CeleryInstrumentor
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor


def instrument() -> None:
    """Instrument this process for good."""
    endpoint = os.environ["OTEL_EXPORTER_OTLP_ENDPOINT"]
    CeleryInstrumentor().instrument(tracer_provider=_traces(endpoint), meter_provider=_metrics(endpoint))


def instrumented(endpoint: str) -> Callable[[], AbstractContextManager[None]]:
    """Instruments this process, which sends the canvases, within each block."""
    traces, metrics = _traces(endpoint), _metrics(endpoint)

    @contextmanager
    def within() -> Iterator[None]:
        CeleryInstrumentor().instrument(tracer_provider=traces, meter_provider=metrics)
        try:
            yield
        finally:
            CeleryInstrumentor().uninstrument()

    return within


def _traces(endpoint: str) -> TracerProvider:
    provider = TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=f"{endpoint}/v1/traces")))
    return provider


def _metrics(endpoint: str) -> MeterProvider:
    exporter = OTLPMetricExporter(endpoint=f"{endpoint}/v1/metrics")
    return MeterProvider([PeriodicExportingMetricReader(exporter)], shutdown_on_exit=False)
