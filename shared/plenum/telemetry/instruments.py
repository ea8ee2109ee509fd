"""The metrics a process measures by itself; what must be true whatever dies is in the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from opentelemetry.metrics import CallbackOptions, Meter, Observation

from plenum.telemetry import names
from plenum.telemetry.spans import SpanRef

_MILLISECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
_JOBS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800, 3600]


class LastValue:
    """A gauge that costs nothing until it is exported, for of all that was set only the last is."""

    def __init__(self, meter: Meter, name: str, unit: str, description: str) -> None:
        self._values: dict[tuple[tuple[str, str], ...], tuple[float, SpanRef]] = {}
        self._told: dict[tuple[tuple[str, str], ...], SpanRef] = {}
        meter.create_observable_gauge(name, [self._observe], unit, description)

    def set(self, value: float, labels: Mapping[str, str], span: SpanRef) -> None:
        """Set the value for these labels; `span` is its exemplar, told once."""
        self._values[tuple(labels.items())] = (value, span)

    def _observe(self, _options: CallbackOptions) -> Iterable[Observation]:
        for labels, (value, span) in list(self._values.items()):
            new = self._told.get(labels) != span
            self._told[labels] = span
            yield Observation(value, dict(labels), span.current() if new else None)


class Instruments:
    """One process' instruments. Best effort: a killed process takes its last interval with it."""

    def __init__(self, meter: Meter) -> None:
        self.execution_duration = meter.create_histogram(
            names.EXECUTION_DURATION,
            "s",
            "A model's time for one room",
            explicit_bucket_boundaries_advisory=_MILLISECONDS,
        )
        self.confidence = LastValue(
            meter, names.CONFIDENCE_SCORE, "{score}", "Mean confidence of the model's last batch, 0 to 1"
        )
        self.model_info = LastValue(
            meter, names.MODEL_INFO, "", "1 for each model version that this process answered with"
        )
        self.queue_wait = meter.create_histogram(
            names.QUEUE_WAIT,
            "s",
            "A message's time on its queue",
            explicit_bucket_boundaries_advisory=_MILLISECONDS,
        )
        self.job_duration = meter.create_histogram(
            names.JOB_DURATION,
            "s",
            "From intake to the completed building",
            explicit_bucket_boundaries_advisory=_JOBS,
        )
        self.dropped = meter.create_counter(
            names.DROPPED, "{item}", "Spans and log records that could not be delivered"
        )
