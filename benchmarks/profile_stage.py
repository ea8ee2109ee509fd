"""Where a message's processor time goes: every stage's worker under a profiler, with empty models.

`python -m benchmarks.profile_stage [--jobs N] [--no-telemetry]` sends one-room jobs through solo workers
whose profiler's clock stands still while they wait, and prints what packages, functions of ours and
background threads cost. A profiler makes calls dearer, so trust shares rather than milliseconds.
"""

from __future__ import annotations

import argparse
import os
import pstats
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from rich.console import Console

from benchmarks import machine, rooms
from benchmarks.profiled_worker import read_threads
from benchmarks.report import Report, Section
from benchmarks.running import EXPORT_S, ROOT
from plenum import stack
from plenum.client import Client
from plenum.pipeline.job import COORDINATOR
from plenum.stack.graph import service_names

OURS = ("pipeline", "worker", "telemetry")
Stats = dict[tuple[str, int, str], tuple[int, int, float, float, object]]


def main() -> None:
    """Profile, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.profile_stage", description=main.__doc__)
    parser.add_argument("--jobs", type=int, default=200)
    parser.add_argument("--no-telemetry", action="store_true")
    arguments = parser.parse_args()
    report = Report(machine.shape(), Console(width=None if sys.stdout.isatty() else 140))
    report.head()
    with tempfile.TemporaryDirectory(prefix="plenum-profile-") as folder:
        stats, threads = _profile(Path(folder), arguments.jobs, telemetry=not arguments.no_telemetry)
    report.add(_packages(stats, arguments.jobs))
    report.add(_functions(stats, arguments.jobs))
    report.add(_threads(threads, arguments.jobs))


def _profile(folder: Path, jobs: int, *, telemetry: bool) -> tuple[Stats, Counter[str]]:
    """All stages' profiles added up, and the processor seconds of their other threads."""
    env = {
        "PLENUM_GRAPH": "benchmarks.empty_models:GRAPH",
        "PLENUM_TELEMETRY": str(telemetry).lower(),
        "PLENUM_EXPORT_INTERVAL_S": str(EXPORT_S),
        "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
    }
    stages = [name for name in service_names() if name != COORDINATOR]
    workers: list[subprocess.Popen[bytes]] = []
    info = stack.up(folder / "state", full=False, services=[COORDINATOR], env=env)
    try:
        for name in stages:
            command = [sys.executable, "-m", "benchmarks.profiled_worker", name, str(folder)]
            workers.append(
                subprocess.Popen(
                    command,
                    env={**os.environ, **env, **info.environment()},
                    cwd="/",
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
            )
        client = Client(info.redis_url)
        for _ in range(jobs):
            client.result(client.submit(rooms.small_rooms()), 60)
    finally:
        for worker in workers:
            worker.terminate()
        for worker in workers:
            worker.wait(60)
        stack.down(folder / "state")
    merged = pstats.Stats(*(str(folder / f"{name}.prof") for name in stages))
    threads: Counter[str] = Counter()
    for name in stages:
        threads.update(read_threads(folder / f"{name}.threads"))
    found: Stats = merged.stats  # type: ignore[attr-defined]  # pstats' own attribute, not in its stubs
    return found, threads


def _packages(stats: Stats, jobs: int) -> Section:
    """Time in functions of each package itself, what they call excluded."""
    spent: Counter[str] = Counter()
    for (file, _, name), (_, _, own, _, _) in stats.items():
        spent[_package(file, name)] += own  # type: ignore[assignment]  # a Counter of seconds
    whole = sum(spent.values())
    return Section(
        f"By package, the functions themselves: {jobs} jobs of one room, 7 stages, main threads",
        ("package", "ms a job", "share"),
        [(name, 1000 * own / jobs, f"{own / whole:.1%}") for name, own in spent.most_common(18)],
    )


def _functions(stats: Stats, jobs: int) -> Section:
    """Our functions by the time spent in them and in what they call."""
    rows = []
    whole = sum(own for _, _, own, _, _ in stats.values())
    for (file, line, name), (_, calls, own, within, _) in stats.items():
        package = _package(file, name)
        if package.startswith("plenum") or package in ("redis", "kombu", "celery"):
            where = "/".join(Path(file).parts[-2:])
            rows.append((f"{where}:{line} {name}", round(calls / jobs, 1), own, within))
    rows.sort(key=lambda row: -row[3])
    return Section(
        "By function, what it calls included",
        ("function", "calls a job", "own ms a job", "ms a job", "share"),
        [
            (name, calls, 1000 * own / jobs, 1000 * within / jobs, f"{within / whole:.1%}")
            for name, calls, own, within in rows[:60]
        ],
    )


def _threads(threads: Counter[str], jobs: int) -> Section:
    """Processor time by thread, all workers together."""
    return Section(
        "By thread, as the kernel counts it, start included",
        ("thread", "ms a job"),
        [(name, 1000 * spent / jobs) for name, spent in threads.most_common()],
    )


def _package(file: str, name: str) -> str:
    if file == "~":
        return f"built-in {name.strip('<>')}" if "method" not in name else "built-in methods"
    parts = Path(file).parts
    if "plenum" in parts:
        at = parts.index("plenum")
        inner = parts[at + 1]
        return f"plenum.{inner}" if inner in OURS else "plenum, other"
    if "site-packages" in parts:
        return parts[parts.index("site-packages") + 1].removesuffix(".py")
    return "standard library"


if __name__ == "__main__":
    main()
