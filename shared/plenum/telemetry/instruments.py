"""The metrics a process measures by itself; what must be true whatever dies is in the ledger."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping

from opentelemetry.metrics import CallbackOptions, Meter, Observation

from plenum.telemetry import names
from plenum.telemetry.meters import counter, histogram, observed
from plenum.telemetry.spans import SpanRef

_MILLISECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
_JOBS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800, 3600]
_TILES = [25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 25_000, 100_000]


class LastValue:
    """A gauge that costs nothing until it is exported, for of all that was set only the last is."""

    def __init__(self, meter: Meter, name: str) -> None:
        self._values: dict[tuple[tuple[str, str], ...], tuple[float, SpanRef]] = {}
        self._told: dict[tuple[tuple[str, str], ...], SpanRef] = {}
        observed(meter, name, self._observe)

    def set(self, value: float, labels: Mapping[str, str], span: SpanRef) -> None:
        """Set the value for these labels; `span` is its exemplar, told once."""
        self._values[tuple(labels.items())] = (value, span)

    def _observe(self, _options: CallbackOptions) -> Iterable[Observation]:
        for labels, (value, span) in list(self._values.items()):
            new = self._told.get(labels) != span
            self._told[labels] = span
            yield Observation(value, dict(labels), span.current() if new else None)


class Tally:
    """A counter that costs next to nothing until it is exported: the SDK's takes some 9 µs each time."""

    def __init__(self, meter: Meter, name: str) -> None:
        self.name = name
        self._counts: dict[tuple[tuple[str, str], ...], int] = {}
        self._lock = threading.Lock()
        observed(meter, name, self._observe)

    def add(self, n: int, labels: Mapping[str, str]) -> None:
        """Raise it; by 0 so that the series is there."""
        key = tuple(labels.items())
        with self._lock:
            self._counts[key] = self._counts.get(key, 0) + n

    def _observe(self, _options: CallbackOptions) -> Iterable[Observation]:
        with self._lock:
            counts = list(self._counts.items())
        return [Observation(n, dict(labels)) for labels, n in counts]


class Instruments:
    """One process' instruments. Best effort: a killed process takes its last interval with it."""

    def __init__(self, meter: Meter) -> None:
        self.execution_duration = histogram(meter, names.EXECUTION_DURATION, _MILLISECONDS)
        self.confidence = LastValue(meter, names.CONFIDENCE_SCORE)
        self.model_info = LastValue(meter, names.MODEL_INFO)
        self.queue_wait = histogram(meter, names.QUEUE_WAIT, _MILLISECONDS)
        self.job_duration = histogram(meter, names.JOB_DURATION, _JOBS)
        self.grid_size = histogram(meter, names.GRID_SIZE, _TILES)
        self.commits = Tally(meter, names.COMMITS)
        self.dropped = counter(meter, names.DROPPED)
        self.sent = Tally(meter, names.SENT_MESSAGES)
        self.consumed = Tally(meter, names.CONSUMED_MESSAGES)
        self.process_duration = histogram(meter, names.PROCESS_DURATION, _MILLISECONDS)
