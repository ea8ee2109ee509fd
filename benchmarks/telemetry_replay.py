"""What a stage message's telemetry costs by itself: the same messages told again and again, on and off.

`python -m benchmarks.telemetry_replay` runs one-room jobs with empty models in this process, keeps what each
stage had to tell, and tells it to a receiver of its own. The difference of two stacks' whole time
(`benchmarks.telemetry_cost`) is blurred on a busy machine; the least of several rounds here is not.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import structlog
from rich.console import Console

import plenum.worker  # noqa: F401 - first: linear algebra in one thread
from benchmarks import machine, rooms
from benchmarks.empty_models import GRAPH
from benchmarks.report import Report, Section
from plenum.files.building.reader import read_building_json
from plenum.files.settings.options import ReadOptions
from plenum.pipeline.host import carrier
from plenum.pipeline.observe import events
from plenum.pipeline.observe.stage import Done, StageSpans
from plenum.pipeline.runner import PipelineRunner
from plenum.telemetry.logs import configure_logs
from plenum.telemetry.setup import Telemetry
from plenum.telemetry.spans import Attributes
from tests.support.receiver import receiver

JOBS = 40
MESSAGES = 800
ROUNDS = 25
NEVER_S = 3600.0
"""No thread exports by itself: each round ends with a flush, which does it here."""
Told = tuple[StageSpans, Done]


@dataclass
class Host:
    """As much of a stage's process as telling takes."""

    telemetry: Telemetry
    system: str = "redis"

    @property
    def carrier(self) -> Attributes:
        """As a worker's."""
        return carrier(self.system, "a_stage:0123456789ab:12345", "redis://127.0.0.1:6379/0")


def main() -> None:
    """Measure, print."""
    report = Report(machine.shape(), Console(width=None if sys.stdout.isatty() else 140))
    report.head()
    told = _told()
    with tempfile.TemporaryDirectory() as folder, receiver(Path(folder)) as to:
        os.environ.update(to.environment)
        off, on = (_least_us(told, enabled=enabled) for enabled in (False, True))
    report.add(
        Section(
            f"Telling a stage message, processor time in µs: least of {ROUNDS} rounds of {MESSAGES}",
            ("telemetry off", "on", "telemetry"),
            [(off, on, on - off)],
            note="Log lines are in both; spans, points and records built, encoded and sent in the second.",
        )
    )


def _told() -> list[Told]:
    """What the stages of some jobs had to tell."""
    told: list[Told] = []
    runner = PipelineRunner(GRAPH)
    building = read_building_json(rooms.small_rooms(), ReadOptions())
    with patch.object(StageSpans, "done", lambda spans, done: told.append((spans, done))):
        for _ in range(JOBS):
            runner.run_full_pipeline(building)
    return told


def _least_us(told: list[Told], *, enabled: bool) -> float:
    """Of a message, over the rounds after the first."""
    telemetry = Telemetry("replay", export_interval_s=NEVER_S, enabled=enabled)
    host = Host(telemetry)
    with Path(os.devnull).open("w") as nowhere, patch("sys.stderr", nowhere):
        configure_logs("json", lambda: telemetry)
        log = structlog.get_logger()
        spent = [_cpu_s(lambda: _tell(told, host, log)) for _ in range(ROUNDS + 1)]
    telemetry.shutdown()
    return min(spent[1:]) * 1e6 / MESSAGES


def _tell(told: list[Told], host: Host, log: Any) -> None:
    for number in range(MESSAGES):
        spans, done = told[number % len(told)]
        message = spans.message
        telling = copy(spans)
        telling.host = host  # type: ignore[assignment]  # as much of one as is asked
        with events.bound(message.job_id, spans.process, batch_id=message.batch_id, stage=message.stage):
            telling.done(done)
            events.stage_done(log, done.work.graph, done.work.stage, "committed", done.answers, 1.0)
        if number % 400 == 399:
            host.telemetry.flush()


def _cpu_s(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


if __name__ == "__main__":
    main()
