"""What telemetry costs under load: processor time a stage message and a job, on beside off.

`python -m benchmarks.telemetry_cost [--jobs N] [--rounds N]` sends one-room jobs, all at once, through two
stacks with empty models that differ in telemetry alone, in turn, and reads what the kernel accounted to
each process until the last export was over. Processor time, not wall time: a busy machine blurs it less.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from rich.console import Console

from benchmarks import machine, processes, rooms
from benchmarks.report import Report, Section
from benchmarks.running import Running, running
from plenum.pipeline.graph import installed_graph
from plenum.pipeline.job import COORDINATOR

EXPORT_S = 2.0
"""The interval that a stack has unless it is told another."""
SINK = "otlp-sink"
EMPTY = {"PLENUM_GRAPH": "benchmarks.empty_models:GRAPH", "PLENUM_EXPORT_INTERVAL_S": str(EXPORT_S)}


def main() -> None:
    """Measure, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.telemetry_cost", description=main.__doc__)
    parser.add_argument("--jobs", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to FILE too")
    arguments = parser.parse_args()
    report = Report(machine.shape(), Console(width=None if sys.stdout.isatty() else 140))
    report.head()
    with tempfile.TemporaryDirectory(prefix="plenum-telemetry-") as folder, ExitStack() as up:
        off = up.enter_context(
            running("off", Path(folder) / "off", env={**EMPTY, "PLENUM_TELEMETRY": "false"})
        )
        on = up.enter_context(running("on", Path(folder) / "on", env=EMPTY))
        pairs = []
        for number in range(arguments.rounds):
            # Each goes first as often as the other: a machine that grows busier favours neither.
            first, second = (off, on) if number % 2 == 0 else (on, off)
            spent = {stack.name: _spent(stack, arguments.jobs) for stack in (first, second)}
            pairs.append((spent["off"], spent["on"]))
    report.add(section(pairs, arguments.jobs))
    if arguments.json:
        report.save(arguments.json)


def _spent(stack: Running, jobs: int) -> Counter[str]:
    """Processor seconds by part for so many one-room jobs, their telemetry delivered."""
    with stack.awake():
        time.sleep(EXPORT_S + 0.5)
        before = processes.cpu_by_part(stack.processes())
        sent = [stack.send_place(rooms.small_rooms()) for _ in range(jobs)]
        for result in sent:
            result.get(timeout=300)
        time.sleep(EXPORT_S + 0.5)
        after = processes.cpu_by_part(stack.processes())
    after.subtract(before)
    return after


def section(pairs: list[tuple[Counter[str], Counter[str]]], jobs: int) -> Section:
    """The medians over the rounds of what was spent without and with telemetry, in ms."""
    stages = [stage.name for stage in installed_graph().stages]

    def row(name: str, parts: list[str], times: int) -> tuple[str, float, float, float]:
        off, on = (
            [sum(pair[side][part] for part in parts) * 1000 / times for pair in pairs] for side in (0, 1)
        )
        more = [b - a for a, b in zip(off, on, strict=True)]
        return (name, median(off), median(on), median(more))

    return Section(
        f"Telemetry, processor time: {jobs} one-room jobs at once, empty models",
        ("what", "off, ms", "on, ms", "telemetry, ms"),
        [
            row("a stage, a message", stages, jobs * len(stages)),
            row("the coordinator, a job", [COORDINATOR], jobs),
            row("the embedded receiver, a job", [SINK], jobs),
        ],
        note="Medians of the rounds; the last column is the median of the rounds' own differences.",
    )


if __name__ == "__main__":
    main()
