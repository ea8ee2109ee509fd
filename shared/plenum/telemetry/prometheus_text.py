"""A process' own figures, and the counters that jobs raise, as Prometheus' text: what `/metrics` answers.

For people and for who runs no collector; the shipped Prometheus takes the counters from the collector
alone, so that nothing is counted twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from opentelemetry.sdk.metrics.export import InMemoryMetricReader, Metric

from plenum.telemetry.meters import metrics_of
from plenum.telemetry.schema import LEDGER, METRICS

MEDIA_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"


class Metrics:
    """This process' figures, read when somebody asks."""

    def __init__(self) -> None:
        self.reader = InMemoryMetricReader()

    def text(self, ledger: Mapping[str, int]) -> str:
        """All of it; `ledger` is the record's counters, `executions:<model>` and so on."""
        return "\n".join([*_ledger_lines(ledger), *self._own(), ""])

    def _own(self) -> Iterator[str]:
        for metric in metrics_of(self.reader.get_metrics_data()):
            yield from _lines(metric)


def _ledger_lines(ledger: Mapping[str, int]) -> Iterator[str]:
    for prefix, name in LEDGER.items():
        metric = METRICS[name]
        counted = {key.partition(":")[2]: n for key, n in ledger.items() if key.startswith(f"{prefix}:")}
        if counted:
            yield f"# TYPE {metric.prometheus} counter"
        for values, count in sorted(counted.items()):
            labels = dict(zip(metric.labels, values.split("|"), strict=True))
            yield f"{metric.prometheus}{_labels(labels)} {count}"


def _lines(metric: Metric) -> Iterator[str]:
    """A metric as the collector's exporter would show it."""
    shown, kind = METRICS[metric.name].prometheus, METRICS[metric.name].kind
    yield f"# TYPE {shown} {kind}"
    data: Any = metric.data
    for point in data.data_points:
        if kind == "histogram":
            yield from _buckets(shown, point)
        else:
            yield f"{shown}{_labels(point.attributes)} {_number(point.value)}"


def _buckets(base: str, point: Any) -> Iterator[str]:
    total = 0
    for bound, count in zip([*point.explicit_bounds, float("inf")], point.bucket_counts, strict=True):
        total += count
        yield f"{base}_bucket{_labels({**point.attributes, 'le': _number(bound)})} {total}"
    yield f"{base}_sum{_labels(point.attributes)} {_number(point.sum)}"
    yield f"{base}_count{_labels(point.attributes)} {point.count}"


def _labels(labels: Mapping[str, Any]) -> str:
    said = ",".join(f'{name.replace(".", "_")}="{_escaped(str(value))}"' for name, value in labels.items())
    return f"{{{said}}}" if said else ""


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


def _number(value: float) -> str:
    return "+Inf" if value == float("inf") else f"{value:.12g}"
