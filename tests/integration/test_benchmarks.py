"""The benchmarks run and count right; how fast anything is, no test says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, Any]]]:
    """The rows of a quick run's tables by title, on the shipped example."""
    file = tmp_path_factory.mktemp("bench") / "figures.json"
    environment = {k: v for k, v in os.environ.items() if k != "PLENUM_TEST_DATA"}
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--quick", "--json", str(file)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=280,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return {section["title"]: section["rows"] for section in json.loads(file.read_text())["sections"]}


def _rows(tables: dict[str, list[dict[str, Any]]], title: str) -> list[dict[str, Any]]:
    return next(rows for name, rows in tables.items() if name.startswith(title))


def test_each_pair_is_compared_by_a_ratio(tables: dict[str, list[dict[str, Any]]]) -> None:
    """Telemetry on and off, Celery and in process, one room and bare Celery: all have a ratio."""
    assert [row["on ÷ off"] > 0 for row in _rows(tables, "Telemetry on beside off")] == [True]
    assert [row["Celery ÷ in process"] > 0 for row in _rows(tables, "Over Celery")] == [True]
    assert [row["p50 ÷ p50"] > 0 for row in _rows(tables, "One room")] == [True]


def test_the_shares_of_the_cores_time_make_a_whole(tables: dict[str, list[dict[str, Any]]]) -> None:
    """Every part's processor time and what is idle add up to wall × cores."""
    title = next(name for name in tables if name.startswith("Where the cores' time went"))
    shares = [float(row["share"].rstrip("%")) for row in tables[title] if "own clocks" not in row["part"]]
    assert sum(shares) == pytest.approx(100, abs=1)


def test_a_job_runs_as_many_scripts_as_it_has_steps(tables: dict[str, list[dict[str, Any]]]) -> None:
    """One script accepts, seven stages start and commit, one ends: 16 at least, whatever a batch holds."""
    for row in _rows(tables, "Redis"):
        assert row["scripts among them"] >= 16
        assert row["in all"] > row["scripts among them"]


def test_the_stack_leaves_no_process_behind(tables: dict[str, list[dict[str, Any]]]) -> None:
    """All that a run started, its stacks and the bare workers, is gone with it."""
    assert tables
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        assert b"plenum-bench-" not in command
        assert b"benchmarks.bare.tasks" not in command
