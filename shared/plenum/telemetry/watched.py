"""Telemetry of a program that looks at its own: its log printed, its figures as text, nothing exported."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import structlog
from opentelemetry.sdk.metrics import MeterProvider

from plenum.telemetry import names, samples
from plenum.telemetry.delivery import Flushed
from plenum.telemetry.instruments import Instruments
from plenum.telemetry.later import Emission
from plenum.telemetry.prometheus_text import Metrics
from plenum.telemetry.spans import SpanData


class Watched:
    """One process', for all the services whose work it does; may be shared between threads."""

    enabled = True

    def __init__(self) -> None:
        self._metrics = Metrics()
        meters = MeterProvider([self._metrics.reader], shutdown_on_exit=False)
        self.instruments = Instruments(meters.get_meter(names.SCOPE))
        self._lock = threading.Lock()
        self._counters: Counter[str] = Counter()

    def text(self) -> str:
        """Every figure as Prometheus' text."""
        return samples.text(self.samples())

    def samples(self) -> list[samples.Sample]:
        """The same as numbers."""
        with self._lock:
            counters = dict(self._counters)
        return list(self._metrics.samples(counters))

    def of(self, _service: str) -> Watched:
        """One for all: labels tell the models apart."""
        return self

    def log(self, service: str) -> Any:
        """A logger that prints, as structlog was set up."""
        return structlog.get_logger().bind(service=service)

    def count(self, raised: Mapping[str, int]) -> None:
        """Raise the counters, named as the commit names them."""
        with self._lock:
            self._counters.update(raised)

    def later(self, emission: Emission) -> None:
        """At once: nobody else waits."""
        emission()

    def emit(self, spans: Iterable[SpanData]) -> None:
        """Spans are for a collector."""

    def flush(self) -> Flushed:
        """Nothing waits."""
        return Flushed.DELIVERED
