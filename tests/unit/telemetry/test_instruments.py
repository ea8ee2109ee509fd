"""The instruments of a process: what they tell when they are asked."""

from __future__ import annotations

from typing import Any

from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader

from plenum.telemetry.instruments import Instruments
from plenum.telemetry.spans import SpanRef


def points(reader: InMemoryMetricReader) -> list[tuple[Any, ...]]:
    """Each point's labels, value and the spans that are its exemplars."""
    data = reader.get_metrics_data()
    return [
        (
            dict(point.attributes),
            getattr(point, "value", None),
            [(e.trace_id, e.span_id) for e in point.exemplars],
        )
        for of_resource in (data.resource_metrics if data else ())
        for of_scope in of_resource.scope_metrics
        for metric in of_scope.metrics
        for point in metric.data.data_points
    ]


def test_a_gauge_tells_the_last_value_of_each_label_and_its_span_once() -> None:
    """What was set in between is nobody's business; the value stays when nothing new is set."""
    reader = InMemoryMetricReader()
    instruments = Instruments(MeterProvider([reader], shutdown_on_exit=False).get_meter("test"))
    assert points(reader) == []
    first, last, other = SpanRef.new(), SpanRef.new(), SpanRef.new()
    instruments.confidence.set(0.1, {"model_name": "a"}, first)
    instruments.confidence.set(0.2, {"model_name": "a"}, last)
    instruments.confidence.set(0.3, {"model_name": "b"}, other)
    a, b = {"model_name": "a"}, {"model_name": "b"}
    spans = [(ref.trace_id, ref.span_id) for ref in (last, other)]
    assert points(reader) == [(a, 0.2, spans[:1]), (b, 0.3, spans[1:])]
    assert points(reader) == [(a, 0.2, []), (b, 0.3, [])]


def test_a_gauge_has_no_span_that_is_not_sampled_as_its_exemplar() -> None:
    """It would lead nowhere."""
    reader = InMemoryMetricReader()
    instruments = Instruments(MeterProvider([reader], shutdown_on_exit=False).get_meter("test"))
    instruments.confidence.set(0.1, {"model_name": "a"}, SpanRef.new(sampled=False))
    assert points(reader) == [({"model_name": "a"}, 0.1, [])]
