"""The process' providers: built where the work is done, after any fork, and shut down with it.

Nothing is registered globally: auto-instrumentation may own the global providers, and what Plenum
emits must not appear twice because of it.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import MetricReader, PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.util.instrumentation import InstrumentationScope

from plenum import distribution
from plenum.telemetry import names
from plenum.telemetry.exporters import log_exporter, metric_exporter, span_exporter
from plenum.telemetry.instruments import Instruments
from plenum.telemetry.later import Emission, Later
from plenum.telemetry.otlp import Frame, LogData
from plenum.telemetry.spans import SpanData

_VERSION: Final = distribution.version()
_SHUTDOWN_MS = 3000
_MOST_QUEUED: Final = 8192
"""Spans, and as many log records, that wait for an export at most."""
_MOST_AT_ONCE: Final = 2048
"""In one request, some 0.6 MB: an export costs the same however little it brings."""
_EMISSIONS = 2
"""Times that what waits is emitted in an export's interval."""


class Telemetry:
    """What one process emits with. `enabled=False` gives the same object that emits nothing."""

    def __init__(
        self,
        service: str,
        *,
        export_interval_s: float = 2.0,
        enabled: bool = True,
        readers: Sequence[MetricReader] = (),
    ) -> None:
        """`readers`: of the same metrics beside the exporter, whether or not that is enabled."""
        self.service = service
        self.enabled = enabled
        self.resource = resource(service)
        if not enabled:
            meters = MeterProvider(readers, self.resource, shutdown_on_exit=False)
            self.meter = meters.get_meter(names.SCOPE, _VERSION)
            self.instruments = Instruments(self.meter)
            return
        delay_ms = export_interval_s * 1000
        self._meters = MeterProvider(
            [
                PeriodicExportingMetricReader(
                    metric_exporter(_SHUTDOWN_MS / 1000), export_interval_millis=delay_ms
                ),
                *readers,
            ],
            resource=self.resource,
        )
        self.meter = self._meters.get_meter(names.SCOPE, _VERSION)
        self.instruments = Instruments(self.meter)
        frame = Frame(self.resource, InstrumentationScope(names.SCOPE, _VERSION))
        self._delivery = _Counting(span_exporter(_SHUTDOWN_MS / 1000, frame), "traces", self.instruments)
        self._spans = BatchSpanProcessor(
            self._delivery,  # type: ignore[arg-type]  # an exporter's shape, not its class
            schedule_delay_millis=delay_ms,
            max_queue_size=_MOST_QUEUED,
            max_export_batch_size=_MOST_AT_ONCE,
        )
        self._lost = 0
        records = _Counting(log_exporter(_SHUTDOWN_MS / 1000, frame), "logs", self.instruments)
        self._logs = BatchLogRecordProcessor(
            records,  # type: ignore[arg-type]  # an exporter's shape, not its class
            schedule_delay_millis=delay_ms,
            max_queue_size=_MOST_QUEUED,
            max_export_batch_size=_MOST_AT_ONCE,
        )
        # Past the processors' own entrances, which take the SDK's objects alone; the queue takes anything.
        self._add_span = _queueing(self._spans._batch_processor, self._delivery)
        self._add_record = _queueing(self._logs._batch_processor, records)
        self._later = Later(export_interval_s / _EMISSIONS)

    def later(self, emission: Emission) -> None:
        """Have something emitted and recorded soon, by another thread. It must hold its times and ids."""
        if self.enabled:
            self._later.add(emission)

    def emit(self, spans: Iterable[SpanData]) -> None:
        """Hand spans to the exporter. A parent comes before its children, so that none is ever an orphan."""
        if not self.enabled:
            return
        for span in spans:
            if span.ref.sampled:
                self._add_span(span)

    def log(self, record: LogData) -> None:
        """Hand a log record to the exporter."""
        if self.enabled:
            self._add_record(record)

    def flush(self) -> bool:
        """Send what waits, now; whether every span since the last time was delivered.

        May take _SHUTDOWN_MS for each request that a collector does not answer.
        """
        if not self.enabled:
            return True
        self._later.emit()
        self._spans.force_flush(_SHUTDOWN_MS)
        self._logs.force_flush(_SHUTDOWN_MS)
        before, self._lost = self._lost, self._delivery.lost
        return before == self._lost

    def shutdown(self) -> None:
        """Send what waits and stop. Bounded: a missing collector does not hold a process back."""
        if not self.enabled:
            return
        self._later.close()
        self.enabled = False
        closers = [
            threading.Thread(target=_quietly, args=(close,), daemon=True)
            for close in (self._spans.shutdown, self._logs.shutdown, self._meters.shutdown)
        ]
        for closer in closers:
            closer.start()
        until = time.monotonic() + _SHUTDOWN_MS / 1000
        for closer in closers:
            closer.join(max(0.0, until - time.monotonic()))


def _quietly(close: Callable[[], object]) -> None:
    with contextlib.suppress(Exception):
        close()


def resource(service: str, instance: str | None = None) -> Resource:
    """Who emits. The instance id is the SDK's own, new for each process, unless one is given."""
    attributes: dict[str, Any] = {
        "service.name": service,
        "service.version": _VERSION,
    }
    if instance:
        return Resource({**attributes, "service.instance.id": instance})
    return Resource.create({**attributes, "process.pid": os.getpid()})


def _queueing(processor: Any, counting: _Counting) -> Callable[[Any], None]:
    """A processor's queue, where what a full one drops is counted too."""
    queue, emit = processor._queue, processor.emit

    def add(item: Any) -> None:
        if len(queue) >= _MOST_QUEUED:
            counting.drop(1)
        emit(item)

    return add


class _Counting:
    """An exporter that counts what it could not deliver (`plenum.telemetry.dropped`)."""

    def __init__(self, exporter: Any, signal: str, instruments: Instruments) -> None:
        self._exporter = exporter
        self._attributes = {"signal": signal}
        self._instruments = instruments
        self.lost = 0
        """How many were not delivered."""

    def export(self, batch: Sequence[Any]) -> Any:
        """Deliver a batch; what fails is counted, and the process goes on."""
        result = None
        try:
            result = self._exporter.export(batch)
        finally:
            if result is None or result.value != 0:
                self.drop(len(batch))
        return result

    def drop(self, items: int) -> None:
        """Count what is not delivered."""
        self.lost += items
        self._instruments.dropped.add(items, self._attributes)

    def shutdown(self) -> None:
        """Close the connection."""
        self._exporter.shutdown()

    def force_flush(self, timeout_millis: int = _SHUTDOWN_MS) -> bool:
        """Nothing is held here."""
        return bool(self._exporter.force_flush(timeout_millis))
