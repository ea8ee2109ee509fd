"""What the benchmarks leave out for lack of time, they name."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from rich.console import Console

from benchmarks import rooms
from benchmarks.__main__ import Run
from benchmarks.report import Report
from benchmarks.subjects import Subject, Wait


def test_large_buildings_for_which_there_is_no_time_are_left_out_by_name(tmp_path: Path) -> None:
    """What it would take is reckoned from the rate of the smaller ones."""
    placed: list[int] = []

    def send(building: dict[str, Any]) -> Wait:
        placed.append(len(building["rooms"]))
        return lambda: None

    asked = argparse.Namespace(building=rooms.EXAMPLE, quick=True, full=False, rooms=[1, 600], minutes=8.0)
    run = Run(asked, Report({}, Console(quiet=True)), tmp_path)
    run.rounds_of([Subject("it", send)], rooms.small_rooms, until_s=0)
    assert [row[:2] for row in run.left_out.rows] == [(600, "it")]
    assert set(placed) == {1}
    run.rounds_of([Subject("it", send)], rooms.small_rooms, until_s=1e9)
    assert len(run.left_out.rows) == 1
    assert placed.count(600) == 1
