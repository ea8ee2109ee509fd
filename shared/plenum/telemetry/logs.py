"""Log lines: coloured for a person, JSON for machines, and the same events as OTLP log records.

`trace_id`, `span_id` and `job_id` come from structlog's context variables, which the pipeline binds
around a job's work; so every line written meanwhile carries them, a library's included.
"""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable
from typing import Any

import structlog
from opentelemetry._logs import LogRecord, SeverityNumber
from structlog.typing import EventDict, Processor

from plenum.telemetry.setup import Telemetry
from plenum.telemetry.spans import SpanRef

_SEVERITY = {
    "debug": SeverityNumber.DEBUG,
    "info": SeverityNumber.INFO,
    "warning": SeverityNumber.WARN,
    "error": SeverityNumber.ERROR,
    "critical": SeverityNumber.FATAL,
}
_QUIET = ("celery.app.trace", "celery.worker.strategy", "opentelemetry", "urllib3", "kombu")


def configure_logs(
    log_format: str, telemetry: Callable[[], Telemetry | None], level: int = logging.INFO
) -> None:
    """Set up structlog and the standard library's root logger for this process, on stderr.

    `log_format`: `console`, `json`, or `auto` (console on a terminal). `telemetry` is asked at each
    event, since providers exist only after a fork.
    """
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="timestamp"),
        structlog.processors.format_exc_info,
        _otlp(telemetry),
    ]
    console = log_format == "console" or (log_format == "auto" and sys.stderr.isatty())
    renderer: Processor = (
        structlog.dev.ConsoleRenderer() if console else structlog.processors.JSONRenderer(default=str)
    )
    # Straight to the stream: a way through the standard library's logger would double an event's price.
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
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
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        _otlp(telemetry),
        _drop,
    ]
    return structlog.wrap_logger(
        None, processors=processors, wrapper_class=structlog.make_filtering_bound_logger(logging.INFO)
    )


def _drop(_logger: Any, _method: str, _event: EventDict) -> EventDict:
    raise structlog.DropEvent


def _otlp(telemetry: Callable[[], Telemetry | None]) -> Processor:
    """The processor that sends each event to the collector too, flat and typed."""

    def send(_logger: Any, _method: str, event: EventDict) -> EventDict:
        emitter = telemetry()
        if emitter is None or not emitter.enabled or emitter.logger is None:
            return event
        logger = emitter.logger
        fields = {k: v for k, v in event.items() if not k.startswith("_") and k != "timestamp"}
        now_ns = time.time_ns()
        emitter.later(lambda: logger.emit(_record(now_ns, fields)))
        return event

    return send


def _record(now_ns: int, fields: dict[str, Any]) -> LogRecord:
    """An event as OTLP has it."""
    level = str(fields.pop("level", "info"))
    trace, span = fields.pop("trace_id", None), fields.pop("span_id", None)
    context = SpanRef(int(trace, 16), int(span, 16)).current() if trace and span else None
    name = str(fields.pop("event", ""))
    return LogRecord(
        timestamp=now_ns,
        context=context,
        severity_number=_SEVERITY.get(level, SeverityNumber.INFO),
        severity_text=level.upper(),
        body=name,
        event_name=name if name.isidentifier() else None,
        attributes={k: v if isinstance(v, str | bool | int | float) else str(v) for k, v in fields.items()},
    )
