"""What is asked of the log records: the same question for the log store and for the embedded files."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

if TYPE_CHECKING:
    from plenum.cli.log_lines import Head, LogLine

LEVELS: Final = ("debug", "info", "warning", "error", "critical")
_UNITS: Final = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_FIELDS: Final = {"service": "service.name", "level": "severity_text", "event": "_msg"}
"""What the store calls what is no attribute."""
OF_HEADS: Final = frozenset(_FIELDS)
"""What is known of a record before its attributes are read."""


def _option(name: str, words: str) -> Any:
    return typer.Option(name, help=f"Log records {words}")


@dataclass(frozen=True)
class Question:
    """Which log records are meant; what is not given is not asked for."""

    job: Annotated[str | None, _option("--job", "of a job.")] = None
    trace: Annotated[str | None, _option("--trace", "of a trace, by its id in hex.")] = None
    room: Annotated[str | None, _option("--room", "that name a room.")] = None
    event: Annotated[str | None, _option("--event", "of an event, as room_failed.")] = None
    level: Annotated[str | None, _option("--level", f"this severe at least: {', '.join(LEVELS)}.")] = None
    service: Annotated[str | None, _option("--service", "of a service.")] = None
    since: Annotated[str | None, _option("--since", "from 90s, 15m, 2h, 7d ago on, or from a time.")] = None
    until: Annotated[str | None, _option("--until", "up to then, likewise.")] = None

    def is_asked(self) -> bool:
        """Whether anything is."""
        return any(getattr(self, field.name) is not None for field in fields(self))

    def about(self) -> str:
        """What an export must name to hold any of them, where that is known."""
        return self.trace or self.job or self.room or self.event or ""

    def wants(self, head: Head) -> bool:
        """Whether a record may be meant, by what is known before its attributes are read."""
        since, until = self._bounds_ns
        return (
            self.event in (None, head.event)
            and self.service in (None, head.service)
            and (self.level is None or head.severity.lower() in self._levels)
            and since <= head.at_ns <= until
        )

    @cached_property
    def _bounds_ns(self) -> tuple[float, float]:
        since, until = self._moments
        return (
            since.timestamp() * 1e9 if since else float("-inf"),
            until.timestamp() * 1e9 if until else float("inf"),
        )

    def by_head(self) -> bool:
        """Whether `wants` alone tells."""
        return self.job is None and self.trace is None and self.room is None

    def holds(self, line: LogLine) -> bool:
        """Whether a record is meant. Raises UsageError for a level or time that is none."""
        told = line.attributes
        return (
            self.job in (None, told.get("job_id"))
            and self.trace in (None, line.trace_id)
            and self.room in (None, told.get("room_id"))
            and self.event in (None, line.event)
            and self.service in (None, line.service)
            and (self.level is None or line.severity.lower() in self._levels)
            and self._in_time(line)
        )

    def _in_time(self, line: LogLine) -> bool:
        since, until = self._moments
        at = datetime.fromisoformat(line.time)
        return (since is None or at >= since) and (until is None or at <= until)

    # Read once, not for each of a million records: "15m ago" is one moment for all of them.
    @cached_property
    def _moments(self) -> tuple[datetime | None, datetime | None]:
        return moment(self.since), moment(self.until)

    @cached_property
    def _levels(self) -> tuple[str, ...]:
        if self.level not in LEVELS:
            from plenum.stack.errors import UsageError

            raise UsageError(f"--level {self.level}: one of {', '.join(LEVELS)}")
        return LEVELS[LEVELS.index(self.level) :]

    def logsql(self) -> str:
        """The same in VictoriaLogs' language. Raises UsageError as `holds` does."""
        exact = {
            "job_id": self.job,
            "trace_id": self.trace,
            "room_id": self.room,
            "event": self.event,
            "service": self.service,
        }
        terms = [
            f"{stored_field(name)}:={_quoted(value)}" for name, value in exact.items() if value is not None
        ]
        if self.level is not None:
            # OpenTelemetry writes them large, others small.
            spelt = [*(level.upper() for level in self._levels), *self._levels]
            terms.append(f"severity_text:in({','.join(map(_quoted, spelt))})")
        return " ".join(terms) or "*"

    def period(self) -> dict[str, str]:
        """The store's `start` and `end`."""
        ends = zip(("start", "end"), self._moments, strict=True)
        return {name: at.isoformat() for name, at in ends if at is not None}


def moment(text: str | None, now: datetime | None = None) -> datetime | None:
    """So long ago (90s, 15m, 2h, 7d), or a time in ISO 8601, UTC unless it says otherwise.

    Raises UsageError for what is neither.
    """
    if text is None:
        return None
    if ago := re.fullmatch(r"(\d+)([smhd])", text):
        return (now or datetime.now(UTC)) - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        from plenum.stack.errors import UsageError

        raise UsageError(f"{text}: give 90s, 15m, 2h, 7d, or a time as 2026-03-01T03:00") from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def field_of(line: LogLine, name: str) -> str:
    """A record's service, level, event or attribute, as text; empty where it has none."""
    found = {"service": line.service, "level": line.severity, "event": line.event, "trace_id": line.trace_id}
    return str(found.get(name, line.attributes.get(name, "")))


def field_of_head(head: Head, name: str) -> str:
    """The same of a record whose attributes are not read: one of OF_HEADS."""
    return str(getattr(head, {"level": "severity"}.get(name, name)))


def stored_field(name: str) -> str:
    """What the store calls it."""
    return _quoted(_FIELDS.get(name, name))


def _quoted(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)
