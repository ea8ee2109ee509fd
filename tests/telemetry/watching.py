"""What is looked at while a stack is broken on purpose: failed spans, faults, figures and events."""

from __future__ import annotations

from typing import Any

from plenum import traces
from plenum.stack import otlp_files
from tests.support.system import System
from tests.support.waiting import eventually


def faults(running: System) -> set[str]:
    """What Prometheus holds for wrong now, each with its labels."""
    return set(running.prometheus("plenum:fault"))


def failed_spans(system: System, trace_id: str, *wanted: str) -> dict[str, traces.Seen]:
    """A trace's failed spans by name, once these are among them: each process exports in its own time."""

    def look() -> dict[str, traces.Seen]:
        return {span.name: span for span in system.trace(trace_id) if span.error}

    found = eventually(look, lambda failed: set(wanted) <= failed.keys())
    assert set(wanted) <= found.keys()
    return found


def figure(system: System, series: str) -> float:
    """A counter's sum over the series of this selector; 0 where there is none yet."""
    return sum(system.prometheus(f"sum({series})").values())


def settled(system: System, series: str, field: str) -> float:
    """A counter's figure once it tells all that the record has counted under names that begin so."""

    def counted() -> int:
        return sum(count for name, count in system.counters().items() if name.startswith(field))

    found = eventually(lambda: figure(system, series), lambda now: now == counted())
    assert found == counted()
    return found


def records(system: System, event: str, trace_id: str = "") -> list[dict[str, Any]]:
    """The log records of an event, each with its `service`; of one trace where that is given."""
    found = []
    for export in otlp_files.exports(system.info.telemetry_dir, "logs"):
        for part in export.get("resourceLogs", []):
            service = traces.attributes_of(part["resource"]["attributes"])["service.name"]
            for scope in part.get("scopeLogs", []):
                found += [{**record, "service": service} for record in scope.get("logRecords", [])]
    return [
        record
        for record in found
        if record["body"]["stringValue"] == event and trace_id in ("", record.get("traceId"))
    ]
