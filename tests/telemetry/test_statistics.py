"""`plenum stats` on a running stack says what the results say."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support import heard
from tests.support.buildings import building
from tests.support.system import System, system
from tests.support.waiting import HANGS_S, eventually
from tests.telemetry.matrix import LOG_EVENTS, STAGES

ROOT = Path(__file__).parents[2]


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
    # A process that another test ended took its times along.
    full.place(building(1))
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


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """A stack without Prometheus, whose workers have a hook."""
    folder = tmp_path_factory.mktemp("embedded")
    env = {
        "PLENUM_EXPORT_INTERVAL_S": "0.5",
        "PLENUM_HOOKS": "tests.support.heard:hears",
        "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
        heard.FOLDER: str(folder),
    }
    with system(folder, full=False, env=env) as running:
        yield running


def test_the_embedded_stack_tells_the_same_from_its_files(embedded: System) -> None:
    """Without Prometheus."""
    embedded.place(building(3))
    wanted = executions(embedded)
    assert eventually(lambda: rooms(embedded), lambda told: told == wanted) == wanted


def test_a_workers_hooks_hear_of_a_job(embedded: System) -> None:
    """By the setting alone, in each process, with the job's ids."""
    result = embedded.place(building(1))

    def names_of_events() -> set[str]:
        return {e["event"] for e in heard.events(embedded.info.state) if e.get("job_id") == result["job_id"]}

    assert eventually(names_of_events, lambda found: found >= set(LOG_EVENTS)) >= set(LOG_EVENTS)
