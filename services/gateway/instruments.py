"""What the gateway measures of its requests, and of what it was asked to predict."""

from __future__ import annotations

import collections
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from opentelemetry.metrics import Counter, Histogram, Meter

from plenum.ceiling.room.kinds import Kind
from plenum.telemetry import names
from plenum.telemetry.schema import METRICS
from plenum.telemetry.spans import SpanRef

from .store.ratings import Feedback, Rating

_LATENCY_S: Final = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
_LAG_S: Final = [1, 5, 15, 60, 300, 900, 3600, 6 * 3600, 86_400, 7 * 86_400, 30 * 86_400]
_COUNTS: Final = [0, 1, 2, 4, 6, 9, 12, 16, 25, 36, 64, 100, 256]
_TILES: Final = [16, 36, 64, 100, 144, 256, 400, 900, 1600, 4096]


class GatewayInstruments:
    """Labels are routes, methods, statuses and kinds: none that a caller could make up."""

    def __init__(self, meter: Meter) -> None:
        self._requests = _counter(meter, names.APP_REQUESTS)
        self._latency = _histogram(meter, names.APP_LATENCY, _LATENCY_S)
        self._components = _histogram(meter, names.PRED_COMPONENTS, _COUNTS)
        self._tiles = _histogram(meter, names.PRED_TILES, _TILES)
        self._feedback = _counter(meter, names.FEEDBACK)
        self._lag = _histogram(meter, names.FEEDBACK_LAG, _LAG_S)
        self._edits = _histogram(meter, names.FEEDBACK_EDIT, _COUNTS)

    def rated(self, feedback: Feedback, ratings: Iterable[Rating]) -> None:
        """Somebody gave feedback on a room."""
        self._lag.record(feedback.lag_s)
        for rating in ratings:
            label = {"model_name": rating.model_name}
            self._feedback.add(1, {**label, "verdict": feedback.verdict})
            if rating.edit_distance is not None:
                self._edits.record(rating.edit_distance, label)

    def requested(self, route: str, method: str, status: int, took_s: float, span: SpanRef) -> None:
        """One request was answered."""
        self._requests.add(1, {"route": route, "method": method, "status": str(status)})
        self._latency.record(took_s, {"route": route, "method": method}, context=span.current())

    def predicted(self, asked: Mapping[str, Any], grid: Mapping[str, Any]) -> None:
        """One grid was predicted: what it has now that it did not have."""
        before = collections.Counter(cell["component"] for cell in asked["cells"])
        after = collections.Counter(cell["component"] for cell in grid["cells"])
        for kind in Kind:
            self._components.record(
                max(0, after[kind.value] - before[kind.value]), {"component_type": kind.value}
            )
        self._tiles.record(len(grid["cells"]))


def _counter(meter: Meter, name: str) -> Counter:
    metric = METRICS[name]
    return meter.create_counter(name, metric.unit, metric.meaning)


def _histogram(meter: Meter, name: str, buckets: Sequence[float]) -> Histogram:
    metric = METRICS[name]
    return meter.create_histogram(
        name, metric.unit, metric.meaning, explicit_bucket_boundaries_advisory=buckets
    )
