"""A hook that sums up what it hears: for the end of a program, or a report."""

from __future__ import annotations

import threading
from collections import Counter

from plenum.events.bus import Bus, Event
from plenum.telemetry import names


class Summary:
    """Counts of events, of rooms by model, of failures by error, of jobs by status."""

    def __init__(self, bus: Bus | None = None) -> None:
        """On a bus at once, if one is given."""
        self.events: Counter[str] = Counter()
        self.rooms: Counter[str] = Counter()
        self.failures: Counter[str] = Counter()
        self.jobs: Counter[str] = Counter()
        self.duration_ms = 0.0
        """Of all jobs that ended, together."""
        self._lock = threading.Lock()
        if bus:
            bus.subscribe(self)

    def __call__(self, event: Event) -> None:
        """Hear one."""
        fields = event.fields
        with self._lock:
            self.events[event.name] += 1
            if event.name == names.MODEL_EXECUTION_COMPLETE:
                self.rooms[fields["model"]] += fields["rooms"]
            elif event.name == names.ROOM_FAILED:
                self.failures[fields["error"]] += 1
            elif event.name == names.PIPELINE_COMPLETE:
                self.jobs[fields["status"]] += 1
                self.duration_ms += fields["total_duration_ms"]

    def text(self) -> str:
        """A line each."""
        with self._lock:
            told = {
                "jobs": self.jobs,
                "rooms": self.rooms,
                "failures": self.failures,
                "events": self.events,
            }
            lines = [
                f"{what:9} {name}: {n}" for what, found in told.items() for name, n in sorted(found.items())
            ]
            return "\n".join([*lines, f"{'time':9} {self.duration_ms / 1000:.3f} s"]) + "\n"
