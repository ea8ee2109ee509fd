"""The `plenum` command against the running stack."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.support.buildings import building
from tests.support.system import System
from tests.support.waiting import HANGS_S, eventually
from tests.telemetry.matrix import SPANS_A_BATCH, SPANS_A_JOB, STAGES

PLENUM = str(Path(sys.executable).with_name("plenum"))


def run(system: System, *args: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """The command in another folder, told of the stack by its state folder."""
    environment = {**os.environ, "PLENUM_STATE": str(system.info.state), "COLUMNS": "120", "NO_COLOR": "1"}
    environment.pop("PLENUM_REDIS_URL", None)
    return subprocess.run(
        [PLENUM, *args], cwd=cwd, env=environment, capture_output=True, text=True, timeout=HANGS_S
    )


def saved(folder: Path, data: Any, name: str = "b.json") -> Path:
    """A file with this content."""
    path = folder / name
    path.write_text(data if isinstance(data, str) else json.dumps(data))
    return path


def test_place_writes_the_result_and_the_drawings_and_prints_the_job_first(
    full: System, tmp_path: Path
) -> None:
    """The job's id comes first, so that an interrupted user can go on from it."""
    saved(tmp_path, building(3))
    done = run(full, "place", "b.json", "-o", "out.json", "--drawings", "plans", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    completed = json.loads((tmp_path / "out.json").read_text())
    full.results.append(completed)
    assert done.stderr.splitlines()[0] == f"job {completed['job_id']}"
    assert completed["status"] == "complete"
    drawings = {at.name for at in (tmp_path / "plans").glob("*.svg")}
    assert {"building.svg", "storey_01.svg"} < drawings
    assert len(drawings) == 2 + 3
    assert done.stdout == ""


def test_place_prints_json_for_machines_on_stdout_alone(full: System, tmp_path: Path) -> None:
    """Talk is on stderr."""
    saved(tmp_path, building(1))
    done = run(full, "place", "b.json", "--json", cwd=tmp_path)
    completed = json.loads(done.stdout)
    full.results.append(completed)
    assert completed["totals"]["rooms"] == 1


def test_the_same_building_in_process_has_the_same_ceilings(full: System, tmp_path: Path) -> None:
    """--local needs no broker and gives the same rows."""
    saved(tmp_path, building(3))
    over = json.loads(run(full, "place", "b.json", "--json", cwd=tmp_path).stdout)
    full.results.append(over)
    local = json.loads(run(full, "place", "b.json", "--json", "--local", cwd=tmp_path).stdout)
    assert [room["rows"] for room in local["rooms"]] == [room["rows"] for room in over["rooms"]]
    assert local["totals"] == over["totals"]


def test_wrong_input_ends_with_code_2_naming_file_place_and_cure(full: System, tmp_path: Path) -> None:
    """And nothing is enqueued."""
    before = set(full.client.redis.scan_iter("plenum:job:*"))
    bad = building(1)
    bad["rooms"][0]["ceiling_height_m"] = -1
    saved(tmp_path, bad)
    done = run(full, "place", "b.json", cwd=tmp_path)
    assert done.returncode == 2
    told = " ".join(done.stderr.split())
    assert "b.json" in told
    assert "/rooms/0/ceiling_height_m" in told
    assert set(full.client.redis.scan_iter("plenum:job:*")) <= before


def test_without_a_running_plenum_the_cure_is_named(tmp_path: Path) -> None:
    """One sentence, no traceback."""
    saved(tmp_path, building(1))
    environment = {**os.environ, "PLENUM_REDIS_URL": "redis://127.0.0.1:1/0"}
    done = subprocess.run(
        [PLENUM, "place", "b.json"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=HANGS_S,
    )
    assert done.returncode == 1
    assert "plenum up" in done.stderr
    assert "Traceback" not in done.stderr


def test_submit_result_trace_and_status_work_together(full: System, tmp_path: Path) -> None:
    """A job can be followed from another terminal by its id."""
    saved(tmp_path, building(2))
    job = run(full, "submit", "b.json", cwd=tmp_path).stdout.strip()
    watched = run(full, "job", "watch", job, "--json", cwd=tmp_path)
    assert watched.returncode == 0
    assert {json.loads(line)["job_id"] for line in watched.stdout.splitlines()} == {job}
    result = run(full, "job", "result", job, cwd=tmp_path)
    completed = json.loads(result.stdout)
    full.results.append(completed)
    assert completed["job_id"] == job
    listed = json.loads(run(full, "job", "list", "--json", cwd=tmp_path).stdout)
    assert job in {entry["job_id"] for entry in listed}
    # The command waits 10 s for spans that are on their way; a busy machine may take longer.
    full.trace(completed["trace_id"], len(STAGES) * len(SPANS_A_BATCH) + len(SPANS_A_JOB))
    trace = run(full, "job", "trace", job, cwd=tmp_path)
    assert trace.returncode == 0, trace.stderr
    assert "place job" in trace.stdout
    assert "1 root, 0 orphans" in " ".join(trace.stdout.split())
    shape = json.loads(run(full, "job", "trace", job, "--json", cwd=tmp_path).stdout)
    assert (shape["roots"], shape["orphans"], shape["doubled"]) == (1, [], 0)
    assert {span["name"] for span in shape["spans"]} >= {"place job", "process selector"}
    status = json.loads(run(full, "status", "--json", cwd=tmp_path).stdout)
    assert status["addresses"]["jaeger_query"] == full.info.jaeger_query


def test_a_jobs_log_is_what_every_service_said_of_it(full: System, tmp_path: Path) -> None:
    """In the order of time, from start to end."""
    saved(tmp_path, building(1))
    completed = json.loads(run(full, "place", "b.json", "--json", cwd=tmp_path).stdout)
    full.results.append(completed)

    def look() -> list[dict[str, Any]]:
        done = run(full, "job", "logs", completed["job_id"], "--json", cwd=tmp_path)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def whole(seen: list[dict[str, Any]]) -> bool:
        told = {line["event"] for line in seen}
        return told >= {"pipeline_start", "pipeline_complete"} and "selector" in {x["service"] for x in seen}

    # Each service exports at its own pace.
    lines = eventually(look, whole)
    assert whole(lines)
    assert lines[0]["event"] == "pipeline_start"


def test_each_parts_log_has_an_end(full: System, tmp_path: Path) -> None:
    """One part's lines as they stand, all parts' with their names before them."""
    one = run(full, "logs", "selector-1", "--lines", "2", cwd=tmp_path)
    assert one.returncode == 0, one.stderr
    assert len(one.stdout.splitlines()) == 2
    every = run(full, "logs", "--lines", "1", cwd=tmp_path).stdout
    assert any(line.startswith("selector-1: ") for line in every.splitlines())
    unknown = run(full, "logs", "selektor", cwd=tmp_path)
    assert unknown.returncode == 2
    assert "selektor" in unknown.stderr


def test_schemas_are_printed_as_json(full: System, tmp_path: Path) -> None:
    """Both ends of the contract."""
    for which in ("building", "completed", "grid"):
        assert "$defs" in json.loads(run(full, "schema", which, cwd=tmp_path).stdout) or which == "grid"
