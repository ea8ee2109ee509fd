"""What is emitted is what the schema says: names, kinds, units, labels, attributes and their types."""

from __future__ import annotations

from typing import Any

import pytest
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import Gauge, Histogram, InMemoryMetricReader, Sum
from opentelemetry.semconv._incubating.attributes import messaging_attributes, server_attributes
from opentelemetry.semconv._incubating.metrics import messaging_metrics
from opentelemetry.semconv.schemas import Schemas

from plenum.pipeline.observe.caches import observe_caches
from plenum.telemetry import names
from plenum.telemetry.attributes import ATTRIBUTES
from plenum.telemetry.instruments import Instruments
from plenum.telemetry.process import process_metrics
from plenum.telemetry.schema import LEDGER, METRICS, SCHEMA_URL, field
from plenum.telemetry.spans import SpanRef
from tests.support import toy_models
from tests.support.toy_pipeline import ToyPipeline

KINDS = {Sum: "counter", Gauge: "gauge", Histogram: "histogram"}
TYPES = {str: "text", int: "whole", float: "real"}
FIXED = (
    "ml_model_executions_total",
    "ml_model_execution_duration_seconds",
    "ml_model_confidence_score",
    "ml_model_selected_total",
    "ml_components_placed_total",
)


def told(reader: InMemoryMetricReader) -> list[Any]:
    """Every metric that has a point."""
    data = reader.get_metrics_data()
    return [
        metric
        for of_resource in (data.resource_metrics if data else ())
        for of_scope in of_resource.scope_metrics
        for metric in of_scope.metrics
    ]


def used() -> InMemoryMetricReader:
    """A process' instruments after each was used once, with the labels that the schema has."""
    reader = InMemoryMetricReader()
    meter = MeterProvider([reader], shutdown_on_exit=False).get_meter("test")
    instruments = Instruments(meter)
    process_metrics(meter)
    observe_caches(meter)
    for instrument in vars(instruments).values():
        labels = dict.fromkeys(METRICS[getattr(instrument, "name", names.CONFIDENCE_SCORE)].labels, "x")
        if hasattr(instrument, "record"):
            instrument.record(1, labels)
        elif hasattr(instrument, "add"):
            instrument.add(1, labels)
        else:
            instrument.set(1, {"model_name": "x"}, SpanRef.new())
    return reader


def texts(module: Any) -> set[str]:
    """The texts that a module defines."""
    return {value for value in vars(module).values() if isinstance(value, str)}


def test_a_process_metrics_are_those_of_the_schema_with_its_kinds_and_units() -> None:
    """All of them, and no others."""
    found = {metric.name: (KINDS[type(metric.data)], metric.unit) for metric in told(used())}
    assert found == {m.name: (m.kind, m.unit) for m in METRICS.values() if m.source == "process"}


def test_a_processs_figures_are_its_own() -> None:
    """Some are surely above nothing; each has the labels that the schema has."""
    points = {metric.name: list(metric.data.data_points) for metric in told(used())}
    for name in ("process.memory.usage", "process.thread.count", "process.unix.file_descriptor.count"):
        assert points[name][0].value > 0
    assert {point.attributes["cpu.mode"] for point in points["process.cpu.time"]} == {"user", "system"}
    for name, found in points.items():
        for point in found:
            assert set(point.attributes) <= set(METRICS[name].labels)


@pytest.mark.parametrize("name", FIXED)
def test_the_fixed_names_come_out_as_they_are_fixed(name: str) -> None:
    """People's dashboards look for them."""
    assert name in {metric.prometheus for metric in METRICS.values()}


def test_a_counters_field_tells_its_labels_apart() -> None:
    """Whatever a class is called: a bar in a value would be another label."""
    assert field("errors", "left", "Odd|Name") == "errors:left|Odd_Name"
    assert {METRICS[name].kind for name in LEDGER.values()} == {"counter"}


def test_names_of_the_conventions_are_the_conventions() -> None:
    """Of the version that the schema's address names."""
    assert Schemas.V1_44_0.value == SCHEMA_URL
    known = [*texts(messaging_attributes), *texts(server_attributes)]
    assert {name for name in ATTRIBUTES if name.startswith(("messaging.", "server."))} <= {*known}
    assert {name for name in METRICS if name.startswith("messaging.")} <= texts(messaging_metrics)


def test_every_attribute_of_every_span_is_in_the_schema_with_its_type(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of a job in which rooms fail: their exceptions too, and what links say."""
    toy = ToyPipeline()
    toy.accept(2)
    monkeypatch.setattr(toy_models, "left", lambda _room, _brief: 1 / 0)
    toy.run_all()
    toy.complete()
    spans = [span for stage in (*toy.graph.stages, None) for span in _of(toy, stage)]
    assert len(spans) > 15
    for span in spans:
        events = [event.attributes for event in span.events]
        links = [attributes for _, attributes in span.links]
        for attributes in (span.attributes, *events, *links):
            for name, value in attributes.items():
                assert ATTRIBUTES[_general(name)].type == TYPES[type(value)], (span.name, name)


def _of(toy: ToyPipeline, stage: Any) -> list[Any]:
    return (toy.of(stage.name) if stage else toy.coordinator).telemetry.spans


def _general(name: str) -> str:
    """Attributes whose names end in a status or a kind."""
    for prefix, general in (("plenum.rooms.", "STATUS"), ("plenum.placed.", "KIND")):
        if name.startswith(prefix) and name not in ATTRIBUTES:
            return prefix + general
    return name
