"""`plenum stats` on a running stack says what the results say."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.support.buildings import building
from tests.support.system import System, sums, system
from tests.support.waiting import HANGS_S, eventually
from tests.telemetry.matrix import STAGES


def stats(running: System, *options: str) -> str:
    """What the command prints."""
    command = [sys.executable, "-m", "plenum", "stats", "--state", str(running.info.state), *options]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=HANGS_S).stdout


def rooms(running: System) -> dict[str, int]:
    """Executions by stage, as the command tells them."""
    told = json.loads(stats(running, "--format", "json"))["stages"]
    return {stage["name"]: stage["rooms"] for stage in told if stage["rooms"]}


def executions(running: System) -> dict[str, int]:
    """The same as the record counts them."""
    counted = running.counters().items()
    return {name.removeprefix("executions:"): n for name, n in counted if name.startswith("executions:")}


def test_each_stage_is_told_by_prometheus_figures(full: System, lab: dict[str, Any], tmp_path: Path) -> None:
    """Rooms, times, memory and look-ups; in every form."""
    assert eventually(lambda: rooms(full), lambda told: told == executions(full)) == executions(full)
    written = stats(full, "--save", str(tmp_path)).split()
    assert {Path(path).suffix for path in written} == {".txt", ".prom", ".json", ".parquet"}
    stages = {
        stage["name"]: stage for stage in json.loads((tmp_path / "statistics.json").read_text())["stages"]
    }
    assert set(stages) == set(STAGES)
    for stage in stages.values():
        assert stage["mean_s"] > 0
        assert stage["memory_bytes"] > 1_000_000
        assert stage["cpu_s"] > 0
    assert sum(stage["cache_hits"] for stage in stages.values()) > 0
    report = (tmp_path / "statistics.txt").read_text()
    assert all(name in report for name in STAGES)


def test_the_embedded_stack_tells_the_same_from_its_files(tmp_path: Path) -> None:
    """Without Prometheus."""
    with system(tmp_path, full=False, env={"PLENUM_EXPORT_INTERVAL_S": "0.5"}) as running:
        result = running.place(building(3))
        wanted = {
            name.removeprefix("executions:"): n
            for name, n in sums([result]).items()
            if name.startswith("executions:")
        }
        assert eventually(lambda: rooms(running), lambda told: told == wanted) == wanted
