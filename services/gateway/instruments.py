"""What the gateway measures of its requests, and of what it was asked to predict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final

from opentelemetry.metrics import Meter

from plenum.ceiling.room.kinds import Kind
from plenum.telemetry import names
from plenum.telemetry.meters import counter, histogram
from plenum.telemetry.spans import SpanRef

from .store.ratings import Feedback, Rating

_LATENCY_S: Final = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
_LAG_S: Final = [1, 5, 15, 60, 300, 900, 3600, 6 * 3600, 86_400, 7 * 86_400, 30 * 86_400]
_COUNTS: Final = [0, 1, 2, 4, 6, 9, 12, 16, 25, 36, 64, 100, 256]
_TILES: Final = [16, 36, 64, 100, 144, 256, 400, 900, 1600, 4096]


class GatewayInstruments:
    """Labels are routes, methods, statuses and kinds: none that a caller could make up."""

    def __init__(self, meter: Meter) -> None:
        self._requests = counter(meter, names.APP_REQUESTS)
        self._latency = histogram(meter, names.APP_LATENCY, _LATENCY_S)
        self._components = histogram(meter, names.PRED_COMPONENTS, _COUNTS)
        self._tiles = histogram(meter, names.PRED_TILES, _TILES)
        self._feedback = counter(meter, names.FEEDBACK)
        self._lag = histogram(meter, names.FEEDBACK_LAG, _LAG_S)
        self._edits = histogram(meter, names.FEEDBACK_EDIT, _COUNTS)

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
        before = Counter(cell["component"] for cell in asked["cells"])
        after = Counter(cell["component"] for cell in grid["cells"])
        for kind in Kind:
            self._components.record(
                max(0, after[kind.value] - before[kind.value]), {"component_type": kind.value}
            )
        self._tiles.record(len(grid["cells"]))
