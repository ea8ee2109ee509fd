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
SIZES = (1, 3)
CONFIGURATIONS = (
    "telemetry off",
    "telemetry on",
    "telemetry sampled, 1 in 10",
    "2 replicas of the light models",
    "a pool for all stages",
    "in process (--local)",
    "bare Celery",
    "empty models",
    "empty models, telemetry",
    "bare Celery, 7 hops",
    "stock instrumentation",
)
pytestmark = [pytest.mark.timeout(1800), pytest.mark.long]
"""Seven stacks are started; on a machine that is busy with other things that takes minutes."""
Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the run's stacks live: no other run's processes carry it in their names."""
    return tmp_path_factory.mktemp("bench")


@pytest.fixture(scope="module")
def tables(folder: Path) -> dict[str, Rows]:
    """The rows of a quick run's tables by title, on the shipped example."""
    file = folder / "figures.json"
    environment = {k: v for k, v in os.environ.items() if k != "PLENUM_TEST_DATA"}
    environment["TMPDIR"] = str(folder)
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--quick", "--json", str(file)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=1700,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("Jobs of 1, 3 rooms in eleven configurations")
    return {section["title"]: section["rows"] for section in json.loads(file.read_text())["sections"]}


def _rows(tables: dict[str, Rows], title: str) -> Rows:
    return next(rows for name, rows in tables.items() if name.startswith(title))


def test_the_table_has_a_row_for_every_configuration_and_size(tables: dict[str, Rows]) -> None:
    """Each with its rates and latencies, and Redis' figures where there is a Redis."""
    rows = _rows(tables, "Every way of running it")
    assert [(row["rooms"], row["configuration"]) for row in rows] == [
        (size, name) for size in SIZES for name in CONFIGURATIONS
    ]
    for row in rows:
        assert min(row["rooms/s"], row["jobs/s"], row["p50 ms"]) > 0
        if row["configuration"] != "in process (--local)":
            assert min(row["commands a room"], row["KiB a room"]) > 0


def test_each_row_is_compared_with_its_neighbour_by_a_ratio(tables: dict[str, Rows]) -> None:
    """All but the two that the others are compared with."""
    for row in _rows(tables, "Every way of running it"):
        alone = row["configuration"] in ("telemetry off", "bare Celery")
        assert (row["beside"] == "–") == alone
        assert alone or min(row["rate ÷"], row["p50 ÷"]) > 0


def test_every_aim_is_printed_with_how_far_it_is(tables: dict[str, Rows]) -> None:
    """Bare Celery's latency and rate, telemetry's cost in processor time and rate, the models' share."""
    rows = _rows(tables, "Aims")
    silent, told = ["≤ 0.4", "≥ 5", "≥ 15"], ["≤ 0.5", "≥ 3", "≥ 10"]
    assert [row["wanted"] for row in rows] == [*silent, *told, "≤ 1.02", "≥ 0.98", "≥ 0.85"]
    for row in rows:
        sign, limit = row["wanted"].split()
        reached = row["measured"] <= float(limit) if sign == "≤" else row["measured"] >= float(limit)
        assert (row["how far"] == "reached") == reached


def test_the_shares_of_the_cores_time_make_a_whole(tables: dict[str, Rows]) -> None:
    """Every part's processor time and what is idle add up to wall × cores."""
    titles = [name for name in tables if name.startswith("Where the cores' time went")]
    assert len(titles) == 2
    for title in titles:
        assert sum(float(row["share"].rstrip("%")) for row in tables[title]) == pytest.approx(100, abs=1)


def test_a_job_runs_as_many_scripts_as_it_has_steps(tables: dict[str, Rows]) -> None:
    """One script accepts, seven stages start and commit, one ends: 16 at least, whatever a batch holds."""
    for row in _rows(tables, "Redis"):
        assert row["scripts among them"] >= 16
        assert row["in all"] > row["scripts among them"]


def test_memory_and_starts_are_told_for_every_part(tables: dict[str, Rows]) -> None:
    """Each process of the stack, three starts, and imports beside bare Celery's."""
    parts = {row["part"] for row in _rows(tables, "Memory")}
    assert {"redis", "coordinator", "selector", "light_model_a_dense", "all"} <= parts
    starts = [row["what"] for row in _rows(tables, "Start-up")]
    assert len([what for what in starts if what.startswith("plenum up to healthy")]) == 3
    assert "import benchmarks.bare.tasks" in starts


def test_the_stack_leaves_no_process_behind(tables: dict[str, Rows], folder: Path) -> None:
    """All that a run started, its stacks and the bare workers, is gone with it."""
    assert tables
    for process in Path("/proc").glob("[0-9]*"):
        try:
            of_it = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
        except OSError:
            continue
        assert str(folder).encode() not in of_it
