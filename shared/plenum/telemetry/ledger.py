"""Counters that are true whatever was killed: raised in Redis by the commit, exported by one leader.

The leader exports under a fixed instance id, so that the series goes on when another coordinator
takes over. A process that runs the pipeline by itself exports its own counters, under an id of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from opentelemetry.metrics import CallbackOptions, Observation
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader

from plenum.telemetry import names, variables
from plenum.telemetry.exporters import Points
from plenum.telemetry.identity import resource
from plenum.telemetry.outage import Watch, outage

Counters = Callable[[], Mapping[str, int]]
"""Reads the counters' hash: `executions:<model>`, `selected:<model>`, `placed:<kind>`, `resent:<stage>`."""
Gauges = Callable[[], Mapping[tuple[str, str, str], float]]
"""Reads the gauges: (metric name, label name or "", label value) → value."""


class Ledger:
    """Exports the record's counters and gauges while this process leads.

    `instance` None: this process' counters, which nobody takes over.
    """

    def __init__(
        self,
        counters: Counters,
        gauges: Gauges,
        *,
        export_interval_s: float,
        instance: str | None = "ledger",
    ) -> None:
        self._provider = MeterProvider(_readers(export_interval_s), resource=resource("plenum", instance))
        meter = self._provider.get_meter(names.SCOPE)
        for prefix, (name, label, unit) in names.LEDGER.items():
            meter.create_observable_counter(
                name, [self._counter(counters, f"{prefix}:", label)], unit, f"From the commits: {prefix}"
            )
        for name in (
            names.QUEUE_DEPTH,
            names.WORKERS,
            names.UNFINISHED,
            names.DEAD_LETTERS,
            names.BREAKER_STATE,
        ):
            meter.create_observable_gauge(name, [self._gauge(gauges, name)], "{item}", "From the record")

    @staticmethod
    def _counter(
        read: Counters, prefix: str, label: str
    ) -> Callable[[CallbackOptions], Iterable[Observation]]:
        def observe(_options: CallbackOptions) -> Iterable[Observation]:
            return [
                Observation(value, {label: field.removeprefix(prefix)})
                for field, value in read().items()
                if field.startswith(prefix)
            ]

        return observe

    @staticmethod
    def _gauge(read: Gauges, wanted: str) -> Callable[[CallbackOptions], Iterable[Observation]]:
        def observe(_options: CallbackOptions) -> Iterable[Observation]:
            return [
                Observation(value, {label: of} if label else {})
                for (name, label, of), value in read().items()
                if name == wanted
            ]

        return observe

    def shutdown(self) -> None:
        """Export once more and stop."""
        self._provider.shutdown(timeout_millis=2000)


def _readers(interval_s: float) -> Sequence[PeriodicExportingMetricReader]:
    """Always cumulative, for the counters outlive who exports them, and so nothing of them can be lost."""
    if not variables.exported("METRICS"):
        return ()
    interval_ms = variables.number("OTEL_METRIC_EXPORT_INTERVAL", interval_s * 1000)
    points = Points(Watch(outage(), lambda _signal, _items: None), cumulative=True)
    return [PeriodicExportingMetricReader(points, export_interval_millis=interval_ms)]
