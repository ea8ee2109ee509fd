"""`plenum logs` on a million records: processor time of the command, s, on an embedded stack's files.

`python -m benchmarks.log_lines [--lines N] [--store URL]`; `--store`: the same from a VictoriaLogs, to which
they are sent first, at `URL/insert/opentelemetry/v1/logs`.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.util.instrumentation import InstrumentationScope

from plenum.stack import otlp_files
from plenum.stack.folder import StateFolder
from plenum.stack.info import StackInfo
from plenum.telemetry import names
from plenum.telemetry.delimited import delimited
from plenum.telemetry.otlp import Frame, LogData

A_REQUEST: Final = 2048
A_JOB: Final = 16
"""Records of a job of one batch: the fixed events, and one of each model."""
FAILED_EACH: Final = 1000
QUESTIONS: Final = (
    ("--job", f"job-{7:08d}"),
    ("--event", names.ROOM_FAILED),
    ("--level", "error", "--count-by", "event"),
    ("--since", "10m"),
    ("--summary",),
)


def record(number: int, at_ns: int) -> LogData:
    """The numbered record of a long day."""
    job = number // A_JOB
    failed = number % FAILED_EACH == 0
    about = {
        "event": names.ROOM_FAILED if failed else names.MODEL_EXECUTION_COMPLETE,
        "level": "error" if failed else "info",
        "job_id": f"job-{job:08d}",
        "batch_id": "b0000",
        "stage": "air_supply_model",
        "trace_id": f"{job + 1:032x}",
        "span_id": f"{number + 1:016x}",
    }
    more = {"room_id": f"room-{number}", "error": "ValueError", "message": "no"}
    well = {"confidence": 0.5, "rooms": 3, "components_placed": 12, "duration_ms": number % 97 / 10}
    return LogData(at_ns, {**about, **(more if failed else well)})


def requests(lines: int) -> Iterator[bytes]:
    """OTLP requests of so many records, the last written now, 1 ms apart."""
    frame = Frame(Resource.create({"service.name": "air_supply_model"}), InstrumentationScope(names.SCOPE))
    now = time.time_ns()
    for first in range(0, lines, A_REQUEST):
        numbers = range(first, min(first + A_REQUEST, lines))
        yield frame.records([record(n, now - (lines - n) * 1_000_000) for n in numbers])


def embedded(folder: Path, lines: int) -> None:
    """A state folder of an embedded stack with that many records."""
    info = StackInfo(folder, "bench", full=False, ports={"redis": 1, "otlp_http": 2}, services={})
    info.save(StateFolder.at(folder))
    info.telemetry_dir.mkdir()
    with (info.telemetry_dir / f"logs{otlp_files.SUFFIX}").open("wb") as file:
        for body in requests(lines):
            file.write(delimited(body))


def asked_s(folder: Path, question: tuple[str, ...]) -> tuple[float, int]:
    """Processor time of the command and how many lines it printed."""
    command = [sys.executable, "-m", "plenum", "logs", "--state", str(folder), *question]
    before = os.times()
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    after = os.times()
    took = (after.children_user - before.children_user) + (after.children_system - before.children_system)
    return took, len(done.stdout.splitlines())


def send(url: str, lines: int) -> None:
    """To a VictoriaLogs."""
    headers = {"Content-Type": "application/x-protobuf", "VL-Stream-Fields": "service.name"}
    for body in requests(lines):
        asked = urllib.request.Request(f"{url}/insert/opentelemetry/v1/logs", body, headers)  # noqa: S310 - the user's own address
        with urllib.request.urlopen(asked, timeout=60):  # noqa: S310 - likewise
            pass


def main() -> None:
    """Print a line a question."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.log_lines", description=__doc__)
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--store", help="address of a VictoriaLogs")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as kept:
        folder = Path(kept)
        if given.store:
            send(given.store, given.lines)
            port = int(given.store.rpartition(":")[2])
            info = StackInfo(folder, "bench", full=True, ports={"victorialogs": port}, services={})
            info.save(StateFolder.at(folder))
        else:
            embedded(folder, given.lines)
        for question in QUESTIONS:
            began = time.monotonic()
            took, printed = asked_s(folder, question)
            wall = time.monotonic() - began
            said = f"{' '.join(question):40} {took:7.2f} s processor {wall:7.2f} s"
            print(f"{said} {printed:6} lines", flush=True)


if __name__ == "__main__":
    main()
