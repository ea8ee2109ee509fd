"""A host whose telemetry and log a test can look into; its record is in memory."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import structlog
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from structlog.testing import LogCapture

from plenum.pipeline.record.calls import owner
from plenum.pipeline.record.memory.record import MemoryRecord
from plenum.settings import Settings
from plenum.telemetry import names
from plenum.telemetry.bound import add_ids
from plenum.telemetry.delivery import Flushed
from plenum.telemetry.instruments import Instruments
from plenum.telemetry.later import Emission
from plenum.telemetry.spans import Attributes, SpanData


class RecordedTelemetry:
    """Keeps what is emitted; what is to be told later is told when somebody looks."""

    enabled = True

    def __init__(self) -> None:
        self._reader = InMemoryMetricReader()
        self._meters = MeterProvider([self._reader], shutdown_on_exit=False)
        self.instruments = Instruments(self._meters.get_meter("test"))
        self.flushed = 0
        self.flushes = Flushed.DELIVERED
        """What comes of what is flushed."""
        self._spans: list[SpanData] = []
        self._line: list[Emission] = []

    def emit(self, spans: Iterable[SpanData]) -> None:
        """As a service's telemetry does."""
        self._spans += spans

    def later(self, emission: Emission) -> None:
        """Likewise."""
        self._line.append(emission)

    def flush(self) -> Flushed:
        """Likewise."""
        self.flushed += 1
        while self._line:
            self._line.pop(0)()
        return self.flushes

    @property
    def spans(self) -> list[SpanData]:
        """Everything that was emitted, in order."""
        self.flush()
        return self._spans

    def span(self, name: str) -> SpanData:
        """The only span of that name."""
        (found,) = (span for span in self.spans if span.name == name)
        return found

    def figures(self) -> dict[tuple[str, ...], Any]:
        """Each metric by name and label values: a histogram's count, a gauge's value."""
        self.flush()
        data = self._reader.get_metrics_data()
        return {
            (metric.name, *point.attributes.values()): getattr(point, "count", None)
            or getattr(point, "value", None)
            for resource in (data.resource_metrics if data else ())
            for scope in resource.scope_metrics
            for metric in scope.metrics
            for point in metric.data.data_points
        }


@dataclass
class RecordedHost:
    """One service's part of a test."""

    service: str
    record: MemoryRecord = field(default_factory=MemoryRecord)
    config: Settings = field(default_factory=lambda: Settings(keep_s=100))
    telemetry: RecordedTelemetry = field(default_factory=RecordedTelemetry)
    system: str = "toy"
    pid: int = 1
    _events: LogCapture = field(default_factory=LogCapture)

    @property
    def owner(self) -> str:
        """As whom it holds batches."""
        return owner(self.service, "w", self.pid)

    @property
    def carrier(self) -> Attributes:
        """A toy's."""
        return {names.MESSAGING_SYSTEM: self.system}

    @property
    def log(self) -> Any:
        """Keeps every event with what is bound around it."""
        processors = [add_ids, self._events]
        return structlog.wrap_logger(None, processors=processors, wrapper_class=structlog.BoundLogger)

    @property
    def events(self) -> list[dict[str, Any]]:
        """What was logged."""
        return [dict(entry) for entry in self._events.entries]

    def event_count(self, name: str) -> int:
        """How often an event of that name was logged."""
        return sum(entry["event"] == name for entry in self.events)

    def event(self, name: str) -> dict[str, Any]:
        """The only event of that name."""
        (found,) = (entry for entry in self.events if entry["event"] == name)
        return found
