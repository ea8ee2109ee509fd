"""A process' own figures, and the counters that jobs raise, as Prometheus' text: what `/metrics` answers.

For people and for who runs no collector; the shipped Prometheus takes the counters from the collector
alone, so that nothing is counted twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from opentelemetry.sdk.metrics.export import Histogram, InMemoryMetricReader, Metric, Sum

from plenum.telemetry import names

MEDIA_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
_UNITS: Final = {"s": "seconds"}
"""What the collector's exporter appends; units in braces are annotations."""


class Metrics:
    """This process' figures, read when somebody asks."""

    def __init__(self) -> None:
        self.reader = InMemoryMetricReader()

    def text(self, ledger: Mapping[str, int]) -> str:
        """All of it; `ledger` is the record's counters, `executions:<model>` and so on."""
        return "\n".join([*_ledger_lines(ledger), *self._own(), ""])

    def _own(self) -> Iterator[str]:
        data = self.reader.get_metrics_data()
        for resource in data.resource_metrics if data else ():
            for scope in resource.scope_metrics:
                for metric in scope.metrics:
                    yield from _lines(metric)


def _ledger_lines(ledger: Mapping[str, int]) -> Iterator[str]:
    for prefix, (name, label, _) in names.LEDGER.items():
        shown = f"{name.replace('.', '_')}_total"
        counted = {key.partition(":")[2]: n for key, n in ledger.items() if key.startswith(f"{prefix}:")}
        if counted:
            yield f"# TYPE {shown} counter"
        for value, count in sorted(counted.items()):
            yield f"{shown}{_labels({label: value})} {count}"


def _lines(metric: Metric) -> Iterator[str]:
    """A metric by the collector's rules for names."""
    base = metric.name.replace(".", "_")
    unit = _UNITS.get(metric.unit or "", "")
    base = f"{base}_{unit}" if unit and not base.endswith(unit) else base
    data: Any = metric.data
    if isinstance(data, Histogram):
        yield f"# TYPE {base} histogram"
        for point in data.data_points:
            yield from _buckets(base, point)
        return
    counter = isinstance(data, Sum) and data.is_monotonic
    shown = f"{base}_total" if counter else base
    yield f"# TYPE {shown} {'counter' if counter else 'gauge'}"
    for point in data.data_points:
        yield f"{shown}{_labels(point.attributes)} {_number(point.value)}"


def _buckets(base: str, point: Any) -> Iterator[str]:
    total = 0
    for bound, count in zip([*point.explicit_bounds, float("inf")], point.bucket_counts, strict=True):
        total += count
        yield f"{base}_bucket{_labels({**point.attributes, 'le': _number(bound)})} {total}"
    yield f"{base}_sum{_labels(point.attributes)} {_number(point.sum)}"
    yield f"{base}_count{_labels(point.attributes)} {point.count}"


def _labels(labels: Mapping[str, Any]) -> str:
    said = ",".join(f'{name}="{_escaped(str(value))}"' for name, value in labels.items())
    return f"{{{said}}}" if said else ""


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


def _number(value: float) -> str:
    return "+Inf" if value == float("inf") else f"{value:.12g}"
