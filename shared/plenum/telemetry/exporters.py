"""A process' figures on their way: only what is new, and never a difference lost.

A cumulative figure that was not delivered is told by the next one. A delta is not: it is kept, within a
bound, and sent before what was measured after it.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from typing import Any, Final

from opentelemetry.exporter.otlp.proto.common.metrics_encoder import encode_metrics
from opentelemetry.sdk.metrics import Counter, Histogram, ObservableCounter
from opentelemetry.sdk.metrics.export import (
    AggregationTemporality,
    MetricExporter,
    MetricExportResult,
    MetricsData,
)

from plenum.telemetry.meters import metrics_of
from plenum.telemetry.outage import Watch
from plenum.telemetry.ways import way

_ALWAYS_NEW: Final = ("process.", "system.", "cpython.")
AGAIN_S: Final = 5.0
"""Points that have not changed are sent again this often: a collector forgets, or was started anew."""
KEPT_BYTES: Final = 4 * 2**20
"""Of deltas that were not delivered."""
_SIGNAL: Final = "metrics"
_ALWAYS_CUMULATIVE: Final[dict[type, AggregationTemporality]] = dict.fromkeys(
    (Counter, Histogram, ObservableCounter), AggregationTemporality.CUMULATIVE
)


class Points(MetricExporter):
    """Sends what a reader collects, the way and the temporality being the environment's.

    `cumulative`: whatever the environment prefers. Of counters that another process goes on with, the first
    difference that it knows would be all that was ever counted.
    """

    def __init__(self, watch: Watch, *, cumulative: bool = False) -> None:
        self._way = way("METRICS")
        official = self._way.exporter
        super().__init__(
            {**official._preferred_temporality, **(_ALWAYS_CUMULATIVE if cumulative else {})},
            official._preferred_aggregation,
        )
        self._watch = watch
        self._sent: tuple[Any, ...] = ()
        self._sent_at = 0.0
        self._kept: deque[tuple[bytes, int]] = deque()
        """Requests with deltas, and how many points each has."""
        self._lock = threading.RLock()

    def export(self, metrics_data: MetricsData, *_: Any, **_kwargs: Any) -> MetricExportResult:
        """Send what is new, and everything once in AGAIN_S seconds."""
        now, points = time.monotonic(), _points(metrics_data)
        deltas = _has_deltas(metrics_data)
        if not deltas and not self._kept and points == self._sent and now - self._sent_at < AGAIN_S:
            return MetricExportResult.SUCCESS
        request = encode_metrics(metrics_data).SerializeToString(), len(points)
        with self._lock:
            self._kept.append(request)
            delivered = self._deliver()
            if delivered:
                self._sent, self._sent_at = points, now
            elif not deltas:
                self._kept.pop()  # the next one tells it
        return MetricExportResult.SUCCESS if delivered else MetricExportResult.FAILURE

    def force_flush(self, *_: Any, **_kwargs: Any) -> bool:
        """Send what was kept."""
        with self._lock:
            return self._deliver()

    def shutdown(self, *_: Any, **_kwargs: Any) -> None:
        """Send what was kept, and close the connection."""
        self.force_flush()
        self._way.shutdown()

    def _deliver(self) -> bool:
        """Oldest first; whether all of it is done with."""
        while self._kept:
            body, points = self._kept[0]
            sent = self._way.send(body)
            if sent.delivered:
                self._watch.outage.delivered(_SIGNAL)
            else:
                self._watch.outage.failed(_SIGNAL, sent.error)
            if not sent.delivered and sent.again:
                self._shorten()
                return False
            self._kept.popleft()
            if lost := sent.rejected if sent.delivered else points:
                self._watch.lost(_SIGNAL, lost)
        return True

    def _shorten(self) -> None:
        while len(self._kept) > 1 and sum(len(body) for body, _ in self._kept) > KEPT_BYTES:
            self._watch.lost(_SIGNAL, self._kept.popleft()[1])


def _points(data: MetricsData) -> tuple[Any, ...]:
    """How often each histogram was recorded to, and the value of all else but what the process uses itself.

    That changes all the time, and is no news.
    """
    return tuple(
        point.count if hasattr(point, "count") else point.value
        for metric in metrics_of(data)
        if not metric.name.startswith(_ALWAYS_NEW)
        for point in metric.data.data_points
    )


def _has_deltas(data: MetricsData) -> bool:
    """Whether anything in it is told once only."""
    return any(
        getattr(metric.data, "aggregation_temporality", None) is AggregationTemporality.DELTA
        and len(metric.data.data_points) > 0
        for metric in metrics_of(data)
    )
