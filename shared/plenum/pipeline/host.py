"""What the pipeline asks of the process it runs in: a worker of the stack, or a program by itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

from plenum.pipeline.record.port import Record
from plenum.settings import Settings
from plenum.telemetry.delivery import Flushed
from plenum.telemetry.instruments import Instruments
from plenum.telemetry.later import Emission
from plenum.telemetry.spans import SpanData


class Telemetry(Protocol):
    """Where spans and figures go."""

    enabled: bool

    @property
    def instruments(self) -> Instruments:
        """What figures are recorded with, where telemetry is enabled."""
        ...

    def emit(self, spans: Iterable[SpanData]) -> None:
        """Send spans, parents before their children."""
        ...

    def later(self, emission: Emission) -> None:
        """Have something emitted and recorded after the work."""
        ...

    def flush(self) -> Flushed:
        """Send what waits, now, and say what came of the spans since the last time."""
        ...


class Host(Protocol):
    """A service's process, or the part of a process that does a service's work."""

    @property
    def service(self) -> str:
        """The service's name."""
        ...

    @property
    def system(self) -> str:
        """What carries the messages, as the conventions' `messaging.system`."""
        ...

    @property
    def owner(self) -> str:
        """Who holds what this process works on."""
        ...

    @property
    def config(self) -> Settings:
        """Limits and intervals."""
        ...

    @property
    def record(self) -> Record:
        """Where all jobs are kept."""
        ...

    @property
    def telemetry(self) -> Telemetry:
        """Of this service."""
        ...

    @property
    def log(self) -> Any:
        """A structlog logger for the service's events."""
        ...
