"""Reads a job's log records back from the files that the collector, or the sink in its place, writes."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from plenum.stack import otlp_files
from plenum.traces import attributes_of


@dataclass(frozen=True)
class LogLine:
    """One log record."""

    time: str
    """ISO 8601, UTC."""
    service: str
    severity: str
    event: str
    attributes: dict[str, Any]
    trace_id: str = ""
    """In hex, of a line that was written while a job was worked on."""

    def __str__(self) -> str:
        """For a person, without what is the same on each of a job's lines."""
        about = " ".join(f"{name}={value}" for name, value in self.attributes.items() if name != "job_id")
        return f"{self.time} {self.severity:5} {self.service:22} {self.event} {about}".rstrip()


class Head(NamedTuple):
    """What a record's line begins with: enough to leave most of a million out before the rest is read."""

    at_ns: int
    service: str
    severity: str
    event: str
    trace_id: bytes | str


Wanted = Callable[[Head], bool]
Rest = Callable[[], dict[str, Any]]
"""Reads a record's attributes."""


def of_job(folder: Path, job_id: str) -> list[LogLine]:
    """The job's records in a folder's log files, in the order of their time."""
    found = (line for line in of_folder(folder, job_id) if line.attributes.get("job_id") == job_id)
    return sorted(found, key=lambda line: line.time)


def of_folder(
    folder: Path,
    about: str = "",
    wanted: Wanted = lambda _head: True,
    ends: otlp_files.Ends | None = None,
) -> Iterator[LogLine]:
    """The records in a folder's log files that are wanted by their heads, as they stand there.

    `about`: only those of exports that have this text, a job's or trace's id. `ends`: how far the files were
    read before, which is moved on.
    """
    return (line_of(*record) for record in records(folder, about, ends) if wanted(record[0]))


def last_of_folder(
    folder: Path, about: str, wanted: Wanted, last: int, ends: otlp_files.Ends | None = None
) -> list[LogLine]:
    """So many of them, the latest, by time: only theirs are read to the end."""
    found = (record for record in records(folder, about, ends) if wanted(record[0]))
    latest = heapq.nlargest(last, found, key=lambda record: record[0].at_ns)
    return [line_of(*record) for record in reversed(latest)]


def line_of(head: Head, rest: Rest) -> LogLine:
    """A record, read to its end."""
    at = datetime.fromtimestamp(head.at_ns / 1e9, UTC).isoformat(timespec="microseconds")
    trace_id = head.trace_id if isinstance(head.trace_id, str) else head.trace_id.hex()
    return LogLine(at, head.service, head.severity, head.event, rest(), trace_id)


def records(
    folder: Path, about: str = "", ends: otlp_files.Ends | None = None
) -> Iterator[tuple[Head, Rest]]:
    """Each record's head, and how to read its attributes: of the collector's files, and of the sink's."""
    for export in otlp_files.lines(folder, "logs", about, ends):
        for part in export.get("resourceLogs", []):
            service = attributes_of(part["resource"].get("attributes", [])).get("service.name", "")
            for scope in part.get("scopeLogs", []):
                for record in scope.get("logRecords", []):
                    yield _head(service, record), partial(attributes_of, record.get("attributes", []))
    for request in otlp_files.requests(folder, "logs", about, ends):
        for resource in request.resource_logs:
            service = _plain(resource.resource.attributes).get("service.name", "")
            for told in resource.scope_logs:
                for one in told.log_records:
                    head = Head(
                        one.time_unix_nano, service, one.severity_text, one.body.string_value, one.trace_id
                    )
                    yield head, partial(_plain, one.attributes)


def _head(service: str, record: dict[str, Any]) -> Head:
    return Head(
        int(record["timeUnixNano"]),
        service,
        record.get("severityText", ""),
        str(record.get("body", {}).get("stringValue", "")),
        record.get("traceId", ""),
    )


def _plain(pairs: Iterable[Any]) -> dict[str, Any]:
    """Protobuf's pairs as a dictionary."""
    return {pair.key: getattr(pair.value, pair.value.WhichOneof("value") or "string_value") for pair in pairs}
