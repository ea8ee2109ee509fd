"""A process' own figures, and the counters that jobs raise, as Prometheus' text: what `/metrics` answers.

For people and for who runs no collector; the shipped Prometheus takes the counters from the collector
alone, so that nothing is counted twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from opentelemetry.sdk.metrics.export import InMemoryMetricReader

from plenum.telemetry import samples
from plenum.telemetry.meters import metrics_of

MEDIA_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"


class Metrics:
    """This process' figures, read when somebody asks."""

    def __init__(self) -> None:
        self.reader = InMemoryMetricReader()

    def text(self, ledger: Mapping[str, int]) -> str:
        """All of it; `ledger` is the record's counters, `executions:<model>` and so on."""
        return samples.text(self.samples(ledger))

    def samples(self, ledger: Mapping[str, int]) -> Iterator[samples.Sample]:
        """The same as numbers."""
        yield from samples.of_ledger(ledger)
        for metric in metrics_of(self.reader.get_metrics_data()):
            data: Any = metric.data
            yield from samples.of_points(metric.name, data.data_points)
