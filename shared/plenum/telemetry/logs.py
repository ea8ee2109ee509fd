"""Log lines: coloured for a person, JSON for machines, and the same events as OTLP log records.

`trace_id`, `span_id` and `job_id` are bound around a job's work (`bound.py`), so every line written
meanwhile carries them, a library's included.
"""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

from plenum.printable import printable
from plenum.telemetry.bound import add_ids
from plenum.telemetry.otlp import LogData
from plenum.telemetry.setup import Telemetry

_QUIET = ("celery.app.trace", "celery.worker.strategy", "opentelemetry", "urllib3", "kombu")


def configure_logs(
    log_format: str,
    telemetry: Callable[[], Telemetry | None],
    level: int = logging.INFO,
    taps: Sequence[Processor] = (),
) -> None:
    """Set up structlog and the standard library's root logger for this process, on stderr.

    `log_format`: `console`, `json`, or `auto` (console on a terminal). `telemetry` is asked at each
    event, since providers exist only after a fork. `taps`: what else looks at each of our own events, before
    it is written or sent; one that raises structlog.DropEvent ends it.
    """
    shared: list[Processor] = [
        add_ids,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="timestamp"),
        structlog.processors.format_exc_info,
        _otlp(telemetry),
    ]
    console = log_format == "console" or (log_format == "auto" and sys.stderr.isatty())
    renderers: list[Processor] = (
        [_harmless, structlog.dev.ConsoleRenderer()]
        if console
        else [structlog.processors.JSONRenderer(default=str)]
    )
    # Straight to the stream: a way through the standard library's logger would double an event's price.
    structlog.configure(
        processors=[*shared[:2], *taps, *shared[2:], *renderers],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *renderers],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def exported_log(telemetry: Callable[[], Telemetry | None]) -> Any:
    """A logger whose events go to the collector alone and are printed nowhere."""
    processors: list[Processor] = [
        add_ids,
        structlog.stdlib.add_log_level,
        _otlp(telemetry),
        _drop,
    ]
    return structlog.wrap_logger(
        None, processors=processors, wrapper_class=structlog.make_filtering_bound_logger(logging.INFO)
    )


def _harmless(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """For a person's terminal: an event may quote what anybody sent. JSON has escapes of its own."""
    for name, value in event.items():
        if isinstance(value, str):
            event[name] = printable(value, keep="\n\t" if name == "exception" else "")
    return event


def _drop(_logger: Any, _method: str, _event: EventDict) -> EventDict:
    raise structlog.DropEvent


def _otlp(telemetry: Callable[[], Telemetry | None]) -> Processor:
    """The processor that sends each event to the collector too, flat and typed."""

    def send(_logger: Any, _method: str, event: EventDict) -> EventDict:
        emitter = telemetry()
        if emitter is not None and emitter.enabled:
            fields = {k: v for k, v in event.items() if k[:1] != "_" and k != "timestamp"}
            emitter.log(LogData(time.time_ns(), fields))
        return event

    return send
