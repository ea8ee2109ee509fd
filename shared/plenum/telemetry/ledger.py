"""Counters that are true whatever was killed: raised in Redis by the commit, exported by one leader.

The leader exports under the record's own id, so that the series goes on when another coordinator takes
over, and two stacks that send to one collector have a series each. A process that runs the pipeline by
itself exports its own counters, under an id of its own.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from opentelemetry.metrics import CallbackOptions, Observation
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader

from plenum.telemetry import names, variables
from plenum.telemetry.exporters import Points
from plenum.telemetry.identity import resource
from plenum.telemetry.meters import Observe, observed
from plenum.telemetry.outage import Watch, outage
from plenum.telemetry.schema import LEDGER, METRICS, SCHEMA_URL, Metric

Labels = tuple[str, ...]
"""The values of a metric's labels, in their order."""
HELD: Final = 2
"""Exports for which a series that is new is told as zero: what it begins with is else no increase."""


@dataclass(frozen=True)
class Reading:
    """All that is exported, read at one time."""

    counters: Mapping[str, int] = field(default_factory=dict)
    """The counters' hash: fields as `schema.field` makes them."""
    values: Mapping[tuple[str, Labels], float] = field(default_factory=dict)
    """Of the record's other metrics, by name."""


class Ledger:
    """Exports the record's counters and gauges while this process leads."""

    def __init__(
        self,
        read: Callable[[], Reading],
        known: Mapping[str, Iterable[Labels]],
        *,
        export_interval_s: float,
        instance: str | None,
    ) -> None:
        """`known`: the series of each counter that are there from the start, at zero.

        `instance`: the record's identity. None: this process' counters, which nobody takes over.
        """
        self._readings = _Readings(read, export_interval_s / 2)
        self._series = {
            prefix: _Series(known.get(prefix, ()), holds=instance is not None) for prefix in LEDGER
        }
        self._provider = MeterProvider(_readers(export_interval_s), resource=resource("plenum", instance))
        meter = self._provider.get_meter(names.SCOPE, schema_url=SCHEMA_URL)
        for prefix, name in LEDGER.items():
            observed(meter, name, self._counter(prefix))
        for metric in METRICS.values():
            if metric.source == "record" and metric.name not in LEDGER.values():
                observed(meter, metric.name, self._value(metric))

    def _counter(self, prefix: str) -> Observe:
        labels = METRICS[LEDGER[prefix]].labels

        def observe(_options: CallbackOptions) -> Iterable[Observation]:
            reading = self._readings.latest()
            if reading is None:
                return []
            found = {
                tuple(name.partition(":")[2].split("|")): value
                for name, value in reading.counters.items()
                if name.startswith(f"{prefix}:")
            }
            told = self._series[prefix].told(found, reading)
            return [Observation(value, dict(zip(labels, of, strict=False))) for of, value in told.items()]

        return observe

    def _value(self, metric: Metric) -> Observe:
        def observe(_options: CallbackOptions) -> Iterable[Observation]:
            reading = self._readings.latest()
            if reading is None:
                # What is not known is not told. That Redis does not answer is.
                return [Observation(0)] if metric.name == names.RECORD_UP else []
            return [
                Observation(value, dict(zip(metric.labels, of, strict=True)))
                for (name, of), value in reading.values.items()
                if name == metric.name
            ]

        return observe

    def shutdown(self) -> None:
        """Export once more and stop."""
        for series in self._series.values():
            series.holds = False
        self._readings.forget()
        self._provider.shutdown(timeout_millis=2000)


class _Series:
    """One counter's series: those that are known from the start, and those that come."""

    def __init__(self, known: Iterable[Labels], *, holds: bool) -> None:
        self._zeros = dict.fromkeys(known, 0)
        self.holds = holds
        self._new: dict[Labels, int] = {}
        """For how many further readings a series is told as zero."""
        self._seen: set[Labels] | None = None
        self._of: Reading | None = None

    def told(self, found: Mapping[Labels, int], reading: Reading) -> dict[Labels, int]:
        """What is exported; a series that nobody could have seen before begins at zero."""
        if reading is not self._of:
            self._of = reading
            # What was there when the lead was taken was told by whoever led before.
            seen = found.keys() if self._seen is None else self._seen
            self._new = {of: left - 1 for of, left in self._new.items() if left > 1}
            self._new |= dict.fromkeys(found.keys() - seen - self._zeros.keys(), HELD)
            self._seen = {*seen, *found}
        held = dict.fromkeys(self._new, 0) if self.holds else {}
        return {**self._zeros, **found, **held}


class _Readings:
    """One reading for all instruments of an export; one that failed is not tried again for each of them."""

    def __init__(self, read: Callable[[], Reading], lasts_s: float) -> None:
        self._read = read
        self._lasts_s = lasts_s
        self._latest: Reading | None = None
        self._at = float("-inf")
        self._failed = False

    def forget(self) -> None:
        """The next one is made anew."""
        self._at = float("-inf")

    def latest(self) -> Reading | None:
        """None where the record cannot be read."""
        if time.monotonic() - self._at >= self._lasts_s:
            try:
                self._latest, self._failed = self._read(), False
            except Exception:
                if not self._failed:
                    logging.getLogger(__name__).exception(names.TELEMETRY_FAILED)
                self._latest, self._failed = None, True
            self._at = time.monotonic()
        return self._latest


def _readers(interval_s: float) -> Sequence[PeriodicExportingMetricReader]:
    """Always cumulative, for the counters outlive who exports them, and so nothing of them can be lost."""
    if not variables.exported("METRICS"):
        return ()
    interval_ms = variables.number("OTEL_METRIC_EXPORT_INTERVAL", interval_s * 1000)
    points = Points(Watch(outage(), lambda _signal, _items: None), cumulative=True)
    return [PeriodicExportingMetricReader(points, export_interval_millis=interval_ms)]
