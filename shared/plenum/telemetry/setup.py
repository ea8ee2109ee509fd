"""The process' providers: built where the work is done, after any fork, and shut down with it.

Nothing is registered globally: auto-instrumentation may own the global providers, and what Plenum
emits must not appear twice because of it.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from opentelemetry.metrics import Meter, NoOpMeterProvider
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import MetricReader, PeriodicExportingMetricReader
from opentelemetry.sdk.util.instrumentation import InstrumentationScope

from plenum import distribution
from plenum.telemetry import names, variables
from plenum.telemetry.delivery import Flushed
from plenum.telemetry.exporters import Points
from plenum.telemetry.identity import resource
from plenum.telemetry.instruments import Instruments
from plenum.telemetry.later import Emission, Later
from plenum.telemetry.otlp import Frame, LogData
from plenum.telemetry.outage import Watch, outage
from plenum.telemetry.outbox import Bounds, Outbox
from plenum.telemetry.process import process_metrics
from plenum.telemetry.schema import SCHEMA_URL
from plenum.telemetry.spans import SpanData
from plenum.telemetry.ways import way

_VERSION: Final = distribution.version()
_SHUTDOWN_MS = 3000
_MOST_QUEUED: Final = 8192
"""Spans, and as many log records, that wait to be encoded at most."""
_MOST_AT_ONCE: Final = 2048
"""In one request, some 0.6 MB: an export costs the same however little it brings."""
_EMISSIONS = 2
"""Times that what waits is emitted in an export's interval."""


class Telemetry:
    """What one process emits with. `enabled=False` gives the same object that emits nothing.

    OpenTelemetry's own variables hold: OTEL_SDK_DISABLED, and an exporter `none` for a signal.
    Raises WrongSettingError for one whose value cannot be honoured.
    """

    def __init__(
        self,
        service: str,
        *,
        export_interval_s: float = 2.0,
        enabled: bool = True,
        alone: bool = True,
        readers: Sequence[MetricReader] = (),
    ) -> None:
        """`alone`: the process does this service's work only, and its own figures are the service's.

        `readers`: of the same metrics beside the exporter, whether or not anything is exported.
        """
        self.service = service
        self.enabled = enabled and not variables.disabled()
        self.resource = resource(service)
        self._meters: MeterProvider | None = None
        self._spans = self._logs = None
        watch = Watch(outage(), self._count)
        exporting = self.enabled and variables.exported("METRICS")
        self.meter = self._metering(
            [*(_exporting(watch, export_interval_s) if exporting else ()), *readers], alone
        )
        self.instruments = Instruments(self.meter)
        if not self.enabled:
            return
        frame = Frame(self.resource, InstrumentationScope(names.SCOPE, _VERSION, SCHEMA_URL))
        self._spans = _outbox("TRACES", frame.spans, export_interval_s, watch)
        self._logs = _outbox("LOGS", frame.records, export_interval_s, watch)
        self._later = Later(export_interval_s / _EMISSIONS)

    def _metering(self, readers: Sequence[MetricReader], alone: bool) -> Meter:
        if not readers:
            return NoOpMeterProvider().get_meter(names.SCOPE)
        self._meters = MeterProvider(readers, self.resource)
        meter = self._meters.get_meter(names.SCOPE, _VERSION, SCHEMA_URL)
        if alone:
            process_metrics(meter)
        return meter

    def _count(self, signal: str, items: int) -> None:
        self.instruments.dropped.add(items, {"signal": signal})

    def later(self, emission: Emission) -> None:
        """Have something emitted and recorded soon, by another thread. It must hold its times and ids."""
        if self.enabled:
            self._later.add(emission)

    def emit(self, spans: Iterable[SpanData]) -> None:
        """Hand spans to the exporter. A parent comes before its children, so that none is ever an orphan."""
        if self._spans is None:
            return
        for span in spans:
            if span.ref.sampled:
                self._spans.add(span)

    def log(self, record: LogData) -> None:
        """Hand a log record to the exporter."""
        if self._logs is not None:
            self._logs.add(record)

    def flush(self) -> Flushed:
        """Send what waits, now, and say what came of the spans since the last time.

        May take a request's timeout twice for a collector that does not answer.
        """
        if not self.enabled:
            return Flushed.DELIVERED
        self._later.emit()
        told = self._spans.flush() if self._spans else Flushed.DELIVERED
        if self._logs:
            self._logs.flush()
        return told

    def shutdown(self) -> None:
        """Send what waits and stop. Bounded: a missing collector does not hold a process back."""
        if not self.enabled:
            return
        self._later.close()
        self.enabled = False
        closes = [
            *(outbox.close for outbox in (self._spans, self._logs) if outbox),
            *([self._meters.shutdown] if self._meters else []),
        ]
        closers = [threading.Thread(target=_quietly, args=(close,), daemon=True) for close in closes]
        for closer in closers:
            closer.start()
        until = time.monotonic() + _SHUTDOWN_MS / 1000
        for closer in closers:
            closer.join(max(0.0, until - time.monotonic()))


def _quietly(close: Callable[[], object]) -> None:
    with contextlib.suppress(Exception):
        close()


def _exporting(watch: Watch, interval_s: float) -> list[MetricReader]:
    interval_ms = variables.number("OTEL_METRIC_EXPORT_INTERVAL", interval_s * 1000)
    return [PeriodicExportingMetricReader(Points(watch), export_interval_millis=interval_ms)]


def _outbox(
    signal: str, encode: Callable[[Sequence[Any]], bytes], interval_s: float, watch: Watch
) -> Outbox | None:
    """The way out of a signal, `TRACES` or `LOGS`; None where its exporter is `none`."""
    if not variables.exported(signal):
        return None
    batch = "OTEL_BSP" if signal == "TRACES" else "OTEL_BLRP"
    most = int(variables.number(f"{batch}_MAX_QUEUE_SIZE", _MOST_QUEUED))
    bounds = Bounds(
        most=most,
        at_once=min(int(variables.number(f"{batch}_MAX_EXPORT_BATCH_SIZE", _MOST_AT_ONCE)), most),
        every_s=variables.number(f"{batch}_SCHEDULE_DELAY", interval_s * 1000) / 1000,
    )
    return Outbox(signal.lower(), encode, way(signal), bounds, watch)
