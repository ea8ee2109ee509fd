"""The stock instrumentation on an app with a worker of its own: no services, nothing of ours."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest
from celery import Celery
from celery.contrib.testing.worker import start_worker
from opentelemetry.instrumentation.celery import CeleryInstrumentor
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

_numbers = count()


@dataclass
class Stock:
    """An instrumented app, and what was told."""

    app: Celery
    spans: InMemorySpanExporter
    metrics: InMemoryMetricReader

    def named(self, name: str) -> list[ReadableSpan]:
        """The finished spans of that name."""
        return [span for span in self.spans.get_finished_spans() if span.name == name]

    def run(self, *, threads: int = 1) -> Any:
        """A worker within the block; its hostname is `stock@worker`."""
        return start_worker(
            self.app, pool="threads", concurrency=threads, perform_ping_check=False, hostname="stock@worker"
        )


Instrumented = Callable[..., Stock]


@pytest.fixture
def instrumented() -> Iterator[Instrumented]:
    """Makes an app in this process and instruments it; with options as `instrument` has them."""
    instrumentor = CeleryInstrumentor()

    def make(**options: Any) -> Stock:
        # In-memory transports are shared by name between all of a process' apps.
        queue = f"stock-{next(_numbers)}"
        app = Celery(queue, broker="memory://", backend="cache+memory://", set_as_current=False)
        app.conf.update(
            task_default_queue=queue,
            worker_hijack_root_logger=False,
            broker_connection_retry_on_startup=False,
            broker_transport_options={"polling_interval": 0.05},
        )
        spans, metrics = InMemorySpanExporter(), InMemoryMetricReader()
        tracers = TracerProvider(shutdown_on_exit=False)
        tracers.add_span_processor(SimpleSpanProcessor(spans))
        meters = MeterProvider([metrics], shutdown_on_exit=False)
        instrumentor.instrument(tracer_provider=tracers, meter_provider=meters, **options)
        return Stock(app, spans, metrics)

    yield make
    instrumentor.uninstrument()


@pytest.fixture
def stock(instrumented: Instrumented) -> Stock:
    """As it comes."""
    return instrumented()
