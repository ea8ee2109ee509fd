"""Reads a job's log records back from the files that the collector, or the sink in its place, writes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

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


def of_job(folder: Path, job_id: str) -> list[LogLine]:
    """The job's records in a folder's log files, in the order of their time."""
    found = (line for line in of_folder(folder, job_id) if line.attributes.get("job_id") == job_id)
    return sorted(found, key=lambda line: line.time)


def of_folder(folder: Path, about: str = "") -> Iterator[LogLine]:
    """All records in a folder's log files, as they stand there.

    `about`: only those of exports that name this job or trace.
    """
    for export in otlp_files.exports(folder, "logs", about):
        yield from _lines(export)


def _lines(export: dict[str, Any]) -> Iterator[LogLine]:
    for part in export.get("resourceLogs", []):
        service = attributes_of(part["resource"].get("attributes", [])).get("service.name", "")
        for scope in part.get("scopeLogs", []):
            for record in scope.get("logRecords", []):
                at = datetime.fromtimestamp(int(record["timeUnixNano"]) / 1e9, UTC)
                yield LogLine(
                    at.isoformat(timespec="microseconds"),
                    service,
                    record.get("severityText", ""),
                    str(record.get("body", {}).get("stringValue", "")),
                    attributes_of(record.get("attributes", [])),
                    record.get("traceId", ""),
                )
