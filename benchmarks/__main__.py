"""`python -m benchmarks`: tables that compare side by side, in one run."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console

from benchmarks import building_rates, costs, machine, one_room, rooms
from benchmarks.bare import tasks
from benchmarks.bare.workers import bare_workers
from benchmarks.report import Report
from benchmarks.running import running
from plenum.stack import graph

OFF = {"PLENUM_TELEMETRY": "false"}
EMPTY = {"PLENUM_GRAPH": "benchmarks.empty_models:GRAPH"}


def main() -> None:
    """Run everything, print each table when it is there."""
    arguments = _arguments()
    # Ended by a signal, the stacks come down too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    report = Report(
        {**machine.shape(), "building": arguments.building.name},
        Console(width=None if sys.stdout.isatty() else 150),
    )
    report.head()
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="plenum-bench-") as folder:
        if arguments.only != "one-room":
            _buildings(report, Path(folder), arguments)
        if arguments.only != "buildings":
            _one_room(report, Path(folder), arguments)
    report.console.print(f"\n{time.perf_counter() - began:.0f} s in all")
    if arguments.json:
        report.save(arguments.json)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=main.__doc__)
    parser.add_argument("--quick", action="store_true", help="small numbers: does it run, not how fast it is")
    parser.add_argument(
        "--building",
        type=Path,
        default=_default_building(),
        help="any building Plenum reads (default: the laboratory building in PLENUM_TEST_DATA where it is "
        "set, else the shipped example repeated)",
    )
    parser.add_argument("--rooms", help="sizes to cut or repeat it to (default 1,10,100; with --quick 2)")
    parser.add_argument("--full", action="store_true", help="telemetry to collector, Jaeger and Prometheus")
    parser.add_argument("--only", choices=("buildings", "one-room"), help="one half of it")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to FILE too")
    arguments = parser.parse_args()
    text = arguments.rooms or ("2" if arguments.quick else "1,10,100")
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


def _buildings(report: Report, folder: Path, arguments: argparse.Namespace) -> None:
    """Whole buildings through the real models."""
    quick, source, sizes = arguments.quick, arguments.building, arguments.rooms

    def times(size: int) -> int:
        """Fewer runs of what takes long."""
        return 1 if quick else 3 if size < 500 else 1

    with (
        running("telemetry on", folder / "on", full=arguments.full, env={}) as on,
        running("telemetry off", folder / "off", full=arguments.full, env=OFF) as off,
    ):
        section, last = building_rates.telemetry(on, off, source, sizes, times)
        report.add(section)
        report.add(building_rates.shares(on, last, source))
        report.add(building_rates.in_process(off, source, sizes, lambda size: max(1, times(size) - 1)))
        report.add(costs.redis(on, source, sizes[-1], 3 if quick else 20))
        report.add(costs.memory(on))
        report.add(costs.starts([on, off], graph.service_names()[: 2 if quick else None], 1 if quick else 3))


def _one_room(report: Report, folder: Path, arguments: argparse.Namespace) -> None:
    """The pipeline's own time, beside Celery's."""
    quick = arguments.quick
    jobs, times = (5, 1) if quick else (100, 3)
    with (
        running("empty models", folder / "empty", full=arguments.full, env={**OFF, **EMPTY}) as empty,
        bare_workers(empty, folder / "bare.log") as workers,
    ):
        five = one_room.bare(workers, tasks.canvas, "bare, 5 hops", jobs)
        seven = one_room.bare(workers, tasks.canvas_with_ends, "bare, 7 hops", jobs)
        ours = one_room.placing(empty, jobs)
        if quick:
            report.add(one_room.beside_bare([(ours, five)], times))
            return
        with (
            running("empty models, telemetry", folder / "told", full=arguments.full, env=EMPTY) as told,
            running("real models, telemetry", folder / "real", full=arguments.full, env={}) as real,
        ):
            telling, placing = one_room.placing(told, jobs), one_room.placing(real, jobs)
            pairs = [(ours, five), (ours, seven), (telling, five), (placing, five), (telling, ours)]
            report.add(one_room.beside_bare(pairs, times))
            report.add(one_room.throughput(empty, workers, 100, times))


if __name__ == "__main__":
    main()
