"""Instruments as the schema has them, by their names, and what they told to who reads them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from opentelemetry.metrics import CallbackOptions, Counter, Histogram, Meter, Observation
from opentelemetry.sdk.metrics.export import Metric, MetricsData

from plenum.telemetry.schema import METRICS

Observe = Callable[[CallbackOptions], Iterable[Observation]]
"""Asked at each export."""


def counter(meter: Meter, name: str) -> Counter:
    """A counter of the schema."""
    metric = METRICS[name]
    return meter.create_counter(name, metric.unit, metric.meaning)


def histogram(meter: Meter, name: str, buckets: Sequence[float]) -> Histogram:
    """A histogram of the schema with these upper bounds."""
    metric = METRICS[name]
    return meter.create_histogram(
        name, metric.unit, metric.meaning, explicit_bucket_boundaries_advisory=buckets
    )


def observed(meter: Meter, name: str, observe: Observe) -> None:
    """A counter or gauge of the schema whose values are asked for."""
    metric = METRICS[name]
    create = meter.create_observable_counter if metric.kind == "counter" else meter.create_observable_gauge
    create(name, [observe], metric.unit, metric.meaning)


def metrics_of(data: MetricsData | None) -> Iterator[Metric]:
    """Every metric that a reader collected."""
    for of_resource in data.resource_metrics if data else ():
        for of_scope in of_resource.scope_metrics:
            yield from of_scope.metrics
