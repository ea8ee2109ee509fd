"""`python -m benchmarks`: every way of running Plenum in one table, beside bare Celery, in one run."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from rich.console import Console

# Before numpy: it sets how many threads linear algebra may start, here as in the workers.
import plenum.worker  # noqa: F401 - first: linear algebra in one thread
from benchmarks import aims, costs, machine, rooms, shares, subjects
from benchmarks.bare import stock, tasks
from benchmarks.bare.workers import bare_workers
from benchmarks.blocks import measure
from benchmarks.report import Report, Section
from benchmarks.running import Running, running
from benchmarks.subjects import Subject
from benchmarks.table import Table
from plenum.pipeline.graph import installed_graph
from plenum.stack import graph

OFF = {"PLENUM_TELEMETRY": "false"}
SAMPLED = {"OTEL_TRACES_SAMPLER": "parentbased_traceidratio", "OTEL_TRACES_SAMPLER_ARG": "0.1"}
MANY_AT_ONCE = 500
"""One-room jobs that are sent before the first answer is waited for, where models do nothing."""
EMPTY = {"PLENUM_GRAPH": "benchmarks.empty_models:GRAPH"}


class Run:
    """One run of everything: what is asked for, what came of it so far."""

    def __init__(self, arguments: argparse.Namespace, report: Report, folder: Path) -> None:
        self.source: Path = arguments.building
        self.quick: bool = arguments.quick
        self.full: bool = arguments.full
        self.rounds = 1 if self.quick else 3
        self.report = report
        self.folder = folder
        self.table = Table(arguments.rooms)
        self.costs: list[Section] = []
        self.budget_s: float = 60 * arguments.minutes
        self.left_out = Section(
            "Left out, for lack of time", ("rooms", "configuration", "s"), note="--minutes N gives it more."
        )
        self._began = time.perf_counter()

    @property
    def elapsed_s(self) -> float:
        """Seconds since the beginning."""
        return time.perf_counter() - self._began

    def say(self, words: str) -> None:
        """How far it is, on stderr."""
        print(f"{self.elapsed_s:4.0f} s  {words}", file=sys.stderr, flush=True)

    def rounds_of(self, found: Sequence[Subject], make: rooms.Make, until_s: float) -> None:
        """Every subject in turn, round after round, so that what is compared are neighbours.

        The first round is run whatever it takes; further ones, and large buildings, where they are over
        before `until_s`.
        """
        small = self.table.small
        for number in range(self.rounds):
            began = self.elapsed_s
            for subject in found:
                self.say(f"round {number + 1} of {self.rounds}: {subject.name}")
                with subject.awake():
                    for size in small:
                        self._measure(subject, make, size)
            if self.elapsed_s + (self.elapsed_s - began) > until_s:
                break
        for size in self.table.sizes[len(small) :]:
            for subject in found:
                expected_s = size / self.table.blocks(small[-1], subject.name)[-1].rate
                if self.elapsed_s + expected_s > until_s:
                    self.left_out.rows.append((size, subject.name, round(expected_s)))
                    continue
                self.say(f"{size} rooms: {subject.name}, some {expected_s:.0f} s")
                with subject.awake():
                    self._measure(subject, make, size)

    def _measure(self, subject: Subject, make: rooms.Make, size: int) -> None:
        jobs = max(1, (3 if self.quick else 34 if size == 1 else 70) // size)
        settle = subject.name in (aims.ON, aims.OFF) and size == aims.many(self.table)
        at_once = MANY_AT_ONCE if make is rooms.small_rooms and not self.quick else jobs
        self.table.add(subject, measure(subject, make, size, jobs, at_once=at_once, settle=settle))

    def real_models(self) -> None:
        """Whole buildings through the product: telemetry, replicas, in process; what it costs."""
        two = {stage.name: 2 for stage in installed_graph().first()}
        with ExitStack() as up:
            stacks: list[Running] = []
            for name, env, scale in (
                (aims.OFF, OFF, {}),
                (aims.ON, {}, {}),
                ("telemetry sampled, 1 in 10", SAMPLED, {}),
                ("2 replicas of the light models", {}, two),
                (aims.POOL, {}, graph.pooled(machine.cores())),
            ):
                self.say(f"plenum up: {name}")
                folder = self.folder / str(len(stacks))
                stacks.append(up.enter_context(running(name, folder, full=self.full, env=env, scale=scale)))
            off, on, sampled, double, pool = stacks
            found = [
                subjects.of_stack(off),
                subjects.of_stack(on, beside=off.name),
                subjects.of_stack(sampled, beside=off.name),
                subjects.of_stack(double, beside=on.name),
                subjects.of_stack(pool, beside=on.name),
                subjects.in_process(beside=off.name),
            ]
            self.rounds_of(found, self._make, 0.7 * self.budget_s)
            self.say("Redis, memory, start-up")
            self.costs = [
                costs.redis(on, self.source, aims.many(self.table), 2 if self.quick else 10),
                costs.memory(on),
                costs.memory(pool),
                costs.starts([off, on, pool], graph.worker_names()[: 2 if self.quick else None], 1),
            ]

    def empty_models(self) -> None:
        """The pipeline's own time beside bare Celery's, which places nothing either."""
        with ExitStack() as up:
            self.say("plenum up: models that do nothing; bare workers, plain and instrumented")
            empty = up.enter_context(running(aims.EMPTY, self.folder / "empty", env={**OFF, **EMPTY}))
            told = up.enter_context(running(aims.TOLD, self.folder / "told", env=EMPTY))
            plain = up.enter_context(bare_workers(empty, self.folder / "bare.log"))
            instrumented = up.enter_context(bare_workers(empty, self.folder / "stock.log", stock=True))
            caller = stock.instrumented(empty.info.otlp_http)
            found = [
                subjects.bare(plain, tasks.canvas, aims.BARE),
                subjects.of_stack(empty, beside=aims.BARE, empty=True),
                subjects.of_stack(told, beside=empty.name, empty=True),
                subjects.bare(plain, tasks.canvas_with_ends, "bare Celery, 7 hops", aims.BARE),
                subjects.bare(instrumented, tasks.stock_canvas, "stock instrumentation", aims.BARE, caller),
            ]
            self.rounds_of(found, rooms.small_rooms, self.budget_s)

    def _make(self, size: int) -> dict[str, object]:
        return rooms.small_rooms() if size == 1 else rooms.building(self.source, size)

    def show(self) -> None:
        """The table, the aims, where the time went, the costs."""
        self.report.add(self.table.section())
        self.report.add(aims.section(self.table))
        if self.left_out.rows:
            self.report.add(self.left_out)
        for name in (aims.ON, aims.POOL):
            largest = self.table.largest(name, subjects.IN_PROCESS)
            block, alone = (self.table.blocks(largest, each)[-1] for each in (name, subjects.IN_PROCESS))
            self.report.add(shares.shares(name, block, alone))
        for section in self.costs:
            self.report.add(section)


def main() -> None:
    """Run everything, then print it."""
    arguments = _arguments()
    # Ended by a signal, the stacks come down too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    report = Report(
        {**machine.shape(), "building": arguments.building.name},
        Console(width=None if sys.stdout.isatty() else 190),
    )
    what = "one round: does it run, not how fast it is"
    if not arguments.quick:
        what = f"three rounds of neighbours, some {arguments.minutes:g} minutes and 6 GB of memory"
    sizes = ", ".join(map(str, arguments.rooms))
    report.console.print(f"Jobs of {sizes} rooms in eleven configurations, {what}.", highlight=False)
    report.head()
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="plenum-bench-") as folder:
        run = Run(arguments, report, Path(folder))
        run.real_models()
        run.empty_models()
    run.show()
    report.console.print(f"\n{time.perf_counter() - began:.0f} s in all")
    if arguments.json:
        report.save(arguments.json)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small numbers: does it run, not how fast it is")
    parser.add_argument(
        "--building",
        type=Path,
        default=_default_building(),
        help="any building Plenum reads (default: the laboratory building in PLENUM_TEST_DATA where it is "
        "set, else the shipped example repeated)",
    )
    parser.add_argument("--rooms", help="sizes of the jobs (default 1,10,100,1000; with --quick 1,3)")
    parser.add_argument(
        "--minutes", type=float, default=8.0, help="what would take longer is left out, and named (8)"
    )
    parser.add_argument("--full", action="store_true", help="telemetry to collector, Jaeger and Prometheus")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to FILE too")
    arguments = parser.parse_args()
    text = arguments.rooms or ("1,3" if arguments.quick else "1,10,100,1000")
    try:
        arguments.rooms = sorted({int(size) for size in text.split(",")})
    except ValueError:
        parser.error(f"--rooms {text}: give numbers with commas between them")
    if arguments.rooms[0] < 1:
        parser.error("--rooms: a building has at least one room")
    return arguments


def _default_building() -> Path:
    folder = os.environ.get("PLENUM_TEST_DATA")
    return Path(folder) / "lab_building.hbjson" if folder else rooms.EXAMPLE


if __name__ == "__main__":
    main()
