"""What telemetry costs beside real models: latency and processor time, on beside off, and one event's share.

`python -m benchmarks.telemetry_overhead [--rounds N] [--jobs N] [--rooms N]` runs two stacks with the real
models that differ in telemetry alone, in turn: one-room jobs one after the other, then a building. Every
trace is kept, everything is exported. Rooms are unseen, and the same for both stacks. What a stack takes
that has nothing to do is a row of its own: a job is charged with it for as long as it ran, not for the
pauses around it. What a log event and a metric take by themselves is measured in this process.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any, Final

from rich.console import Console

import plenum.worker  # noqa: F401 - first: linear algebra in one thread
from benchmarks import machine, processes, rooms, telemetry_events
from benchmarks.report import Cell, Report, Section
from benchmarks.running import Running, running

EXPORT_S: Final = 2.0
"""The interval that a stack has unless it is told another."""
PAUSE_S: Final = EXPORT_S + 0.5
"""After it what went before is exported."""
IDLE_S: Final = 20.0
SINK: Final = frozenset(processes.TELEMETRY_PARTS)
"""What takes telemetry is a neighbour, not a service."""


@dataclass(frozen=True)
class Spent:
    """What some jobs took of one stack."""

    latency_ms: float
    """The median job's."""
    cpu_ms: float
    """Of all services, Redis too, a job, their exports included."""
    sink_ms: float
    """Of whatever takes telemetry, a job."""


Pair = tuple[Spent, Spent]
"""Telemetry off, on; in one round."""


class Measured:
    """A stack, and which rooms it was given."""

    def __init__(self, stack: Running) -> None:
        self.stack = stack
        self._numbers: Iterator[int] = count(1)
        with stack.awake():
            stack.place(rooms.small_rooms())
            time.sleep(PAUSE_S)
            before = self._cpu_s()
            time.sleep(IDLE_S)
            self.idle = tuple((b - a) / IDLE_S for a, b in zip(before, self._cpu_s(), strict=True))
        """Processor time with nothing to do, seconds a second: the services and Redis; the receiver."""

    def _cpu_s(self) -> tuple[float, float]:
        spent = processes.cpu_by_part(self.stack.processes())
        sink = sum(seconds for part, seconds in spent.items() if part in SINK)
        return sum(spent.values()) - sink, sink

    def spent(self, building: dict[str, Any], jobs: int) -> Spent:
        """What so many jobs of this building's size take, one after the other."""
        with self.stack.awake():
            time.sleep(PAUSE_S)  # what awoke it is exported by then
            before = self._cpu_s()
            walls = [self.stack.place(rooms.unseen(building, self._numbers)).wall for _ in range(jobs)]
            time.sleep(PAUSE_S)
            both = zip(before, self._cpu_s(), self.idle, strict=True)
            services, sink = ((b - a - PAUSE_S * idle) * 1000 / jobs for a, b, idle in both)
        return Spent(median(walls) * 1000, services, sink)


def main() -> None:
    """Measure, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.telemetry_overhead", description=main.__doc__)
    parser.add_argument("--jobs", type=int, default=40, help="one-room jobs a round")
    parser.add_argument("--rooms", type=int, default=100, help="of the building")
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to FILE too")
    arguments = parser.parse_args()
    report = Report(machine.shape(), Console(width=None if sys.stdout.isatty() else 140))
    report.head()
    report.add(telemetry_events.section())
    building = rooms.building(rooms.EXAMPLE, arguments.rooms)
    asked = {"one room": (rooms.small_rooms(), arguments.jobs), f"{arguments.rooms} rooms": (building, 1)}
    with tempfile.TemporaryDirectory(prefix="plenum-telemetry-") as folder, ExitStack() as up:
        off, on = (
            Measured(up.enter_context(running(name, Path(folder) / name, env=env)))
            for name, env in (
                ("off", {"PLENUM_TELEMETRY": "false"}),
                ("on", {"PLENUM_EXPORT_INTERVAL_S": str(EXPORT_S)}),
            )
        )
        found = {
            name: [_pair(off, on, one, jobs, number) for number in range(arguments.rounds)]
            for name, (one, jobs) in asked.items()
        }
    report.add(section(found, (off.idle, on.idle)))
    if arguments.json:
        report.save(arguments.json)


def _pair(off: Measured, on: Measured, building: dict[str, Any], jobs: int, number: int) -> Pair:
    """Each goes first as often as the other: a machine that grows busier favours neither."""
    first, second = (off, on) if number % 2 == 0 else (on, off)
    spent = {id(subject): subject.spent(building, jobs) for subject in (first, second)}
    return spent[id(off)], spent[id(on)]


def section(found: dict[str, list[Pair]], idle: tuple[tuple[float, ...], tuple[float, ...]]) -> Section:
    """By size: medians over the rounds, and of the rounds' own ratios; then what idleness costs."""
    (off, sink_off), (on, sink_on) = idle
    return Section(
        "Telemetry beside real models, every trace kept",
        ("what", "off", "on", "more, %", "rounds from, %", "to, %"),
        [
            *(row for size, pairs in found.items() for row in _rows(size, pairs)),
            (
                "nothing to do: processor time, ms a second",
                off * 1000,
                on * 1000,
                (on / off - 1) * 100,
                "",
                "",
            ),
            ("nothing to do: the embedded receiver's", sink_off * 1000, sink_on * 1000, "", "", ""),
        ],
        note="Latency is the median job's, ms; processor time that of all services and Redis, ms a job. "
        "The first percentage is the median of the rounds' own.",
    )


def _rows(size: str, pairs: list[Pair]) -> Iterator[tuple[Cell, ...]]:
    for what, of in (("latency", "latency_ms"), ("processor time", "cpu_ms")):
        off, on = ([getattr(pair[side], of) for pair in pairs] for side in (0, 1))
        more = sorted((b / a - 1) * 100 for a, b in zip(off, on, strict=True))
        yield f"{size}: {what}", median(off), median(on), median(more), more[0], more[-1]
    sink = median(on.sink_ms for _, on in pairs)
    yield f"{size}: the embedded receiver's processor time", 0.0, sink, "", "", ""


if __name__ == "__main__":
    main()
