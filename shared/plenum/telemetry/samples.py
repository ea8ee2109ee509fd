"""Figures as Prometheus has them: a name, labels and a number; from the SDK's points, and as text.

What is exported by hand (`/metrics`, `plenum stats`) is written from these, wherever they were read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from plenum.telemetry.schema import LEDGER, METRICS
from plenum.telemetry.schema import Metric as Described

_BY_PROMETHEUS = {metric.prometheus: metric for metric in METRICS.values()}
_PARTS = ("_bucket", "_sum", "_count")


class Sample(NamedTuple):
    """One number."""

    name: str
    """As Prometheus shows it: a histogram's have `_bucket`, `_sum` or `_count` at the end."""
    labels: Mapping[str, str]
    value: float

    @property
    def family(self) -> str:
        """The metric's name, without a histogram's endings."""
        if self.name in _BY_PROMETHEUS:
            return self.name
        return next((self.name.removesuffix(end) for end in _PARTS if self.name.endswith(end)), self.name)


def described(family: str) -> Described | None:
    """What the schema says of a metric by Prometheus' name; None of one that is not ours."""
    return _BY_PROMETHEUS.get(family)


def of_ledger(ledger: Mapping[str, int]) -> Iterator[Sample]:
    """The record's counters, `executions:<model>` and so on."""
    for prefix, name in LEDGER.items():
        metric = METRICS[name]
        counted = {key.partition(":")[2]: n for key, n in ledger.items() if key.startswith(f"{prefix}:")}
        for values, count in sorted(counted.items()):
            labels = dict(zip(metric.labels, values.split("|"), strict=True))
            yield Sample(metric.prometheus, labels, count)


def of_points(name: str, points: Iterable[Any]) -> Iterator[Sample]:
    """A metric of the schema by its SDK name, with the points that the SDK has collected."""
    metric = METRICS[name]
    for point in points:
        labels = {key.replace(".", "_"): str(value) for key, value in point.attributes.items()}
        if metric.kind == "histogram":
            yield from of_histogram(
                metric.prometheus, labels, point.explicit_bounds, point.bucket_counts, point.sum
            )
        else:
            yield Sample(metric.prometheus, labels, point.value)


def of_histogram(
    base: str, labels: Mapping[str, str], bounds: Sequence[float], counts: Iterable[int], total: float
) -> Iterator[Sample]:
    """Cumulative buckets, the sum and the count."""
    count = 0
    for bound, within in zip([*bounds, float("inf")], counts, strict=True):
        count += within
        yield Sample(f"{base}_bucket", {**labels, "le": _number(bound)}, count)
    yield Sample(f"{base}_sum", labels, total)
    yield Sample(f"{base}_count", labels, count)


def text(samples: Iterable[Sample]) -> str:
    """Prometheus' text, a family at a time in the order of its first sample."""
    families: dict[str, list[Sample]] = {}
    for sample in samples:
        families.setdefault(sample.family, []).append(sample)
    return "".join(f"{line}\n" for family, found in families.items() for line in _lines(family, found))


def _lines(family: str, samples: Iterable[Sample]) -> Iterator[str]:
    metric = described(family)
    yield f"# TYPE {family} {metric.kind if metric else 'untyped'}"
    for name, labels, value in samples:
        yield f"{name}{_labels(labels)} {_number(value)}"


def _labels(labels: Mapping[str, str]) -> str:
    said = ",".join(f'{name}="{_escaped(value)}"' for name, value in labels.items())
    return f"{{{said}}}" if said else ""


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


def _number(value: float) -> str:
    return "+Inf" if value == float("inf") else f"{value:.12g}"
