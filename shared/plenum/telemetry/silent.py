"""Telemetry of a program that exports nothing: not even the exporters' library is loaded."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NoReturn

import structlog
from structlog.typing import EventDict

from plenum.telemetry.delivery import Flushed
from plenum.telemetry.instruments import Instruments
from plenum.telemetry.later import Emission
from plenum.telemetry.spans import SpanData


class Silent:
    """Takes what a service's telemetry takes, and drops it."""

    enabled = False

    @property
    def instruments(self) -> Instruments:
        """None: whoever records asks first whether telemetry is enabled. Raises RuntimeError."""
        raise RuntimeError("telemetry is not enabled: there is nothing to record with")

    def emit(self, spans: Iterable[SpanData]) -> None:
        """Dropped."""

    def later(self, emission: Emission) -> None:
        """Dropped."""

    def flush(self) -> Flushed:
        """Nothing waits."""
        return Flushed.DELIVERED


def _drop(_logger: Any, _method: str, _event: EventDict) -> NoReturn:
    raise structlog.DropEvent


def silent_log() -> Any:
    """A logger whose events go nowhere."""
    return structlog.wrap_logger(None, processors=[_drop], wrapper_class=structlog.BoundLogger).bind()
