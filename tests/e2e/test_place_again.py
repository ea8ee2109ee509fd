"""`--previous` against the running stack: the changed rooms are a job, the others are carried over."""

from __future__ import annotations

import asyncio
import copy
import json
from pathlib import Path
from typing import Any

from plenum.client import AsyncClient
from plenum.files.read import read_building
from plenum.pipeline.result.replacement import Replacement
from plenum.pipeline.runner import PipelineRunner
from plenum.telemetry import names
from tests.e2e.test_command_line import run, saved
from tests.support.buildings import building
from tests.support.system import System, essence
from tests.support.waiting import HANGS_S


def edited(source: dict[str, Any], result: dict[str, Any]) -> dict[str, Any]:
    """The building with the tile of the second room's first light made invalid."""
    changed = copy.deepcopy(source)
    rows = result["rooms"][1]["rows"]
    x, y = next((x, y) for y, row in enumerate(rows) for x, char in enumerate(row) if char == "L")
    grid = [list(row) for row in changed["rooms"][1]["rows"]]
    grid[y][x] = "#"
    changed["rooms"][1]["rows"] = ["".join(row) for row in grid]
    return changed


def in_process(source: dict[str, Any], previous: dict[str, Any]) -> dict[str, Any]:
    """The same without a broker."""
    replacement = Replacement(read_building(source), previous)
    while (asked := replacement.ask()) is not None:
        replacement.take(PipelineRunner().run_full_pipeline(asked))
    return json.loads(json.dumps(replacement.result()))  # type: ignore[no-any-return]  # JSON


def test_the_command_places_only_the_room_that_changed(full: System, tmp_path: Path) -> None:
    """The job holds that room alone; the result holds all, three of them byte by byte the earlier ones,
    and is what the pipeline in process makes of it."""
    source = building(4, "again")
    first = full.place(source)
    saved(tmp_path, json.dumps(first), "first.json")
    saved(tmp_path, edited(source, first))
    done = run(full, "place", "b.json", "--previous", "first.json", "-o", "second.json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    second = json.loads((tmp_path / "second.json").read_text())
    assert done.stderr.splitlines()[0] == f"job {second['job_id']}"
    assert f"3 rooms carried over from job {first['job_id']}" in done.stderr
    of_the_job = full.fetch(second["job_id"])
    assert [room["room_id"] for room in of_the_job["rooms"]] == ["room_1"]
    assert second["rooms"][1] == of_the_job["rooms"][0]
    for n in (0, 2, 3):
        assert json.dumps(second["rooms"][n]) == json.dumps(first["rooms"][n])
    assert essence(second) == essence(in_process(edited(source, first), first))
    assert run(full, "verify", "second.json", cwd=tmp_path).returncode == 0
    job = next(span for span in full.trace(second["trace_id"]) if span.name == names.PLACE_JOB)
    kept = second["rooms"][1]["kept"].values()
    assert job.attributes[names.PREVIOUS] == sum(k["previous"] for k in kept)
    assert job.attributes[names.KEPT] == sum(k["kept"] for k in kept)


def test_a_result_of_another_building_costs_no_job(full: System, tmp_path: Path) -> None:
    """Refused with exit code 2 before anything is submitted."""
    first = full.place(building(1, "one"))
    saved(tmp_path, json.dumps(first), "first.json")
    saved(tmp_path, building(1, "other"))
    done = run(full, "place", "b.json", "--previous", "first.json", cwd=tmp_path)
    assert done.returncode == 2
    assert "first.json, at /building_id: this is a result of building 'one'" in done.stderr
    assert "job " not in done.stderr


def test_both_clients_take_a_previous_result(full: System) -> None:
    """They answer the same; without a change there is nothing to submit."""
    source = building(3, "clients")
    first = full.place(source)
    changed = edited(source, first)
    plain = full.client.place(changed, HANGS_S, previous=first, idempotency_key="clients-again")

    async def work() -> tuple[dict[str, Any], dict[str, Any]]:
        async with AsyncClient(full.info.redis_url) as client:
            once = await client.place(changed, HANGS_S, previous=first, idempotency_key="clients-again")
            return once, await client.place(source, HANGS_S, previous=first)

    again, same = asyncio.run(work())
    full.fetch(plain["job_id"])
    assert again == plain
    assert same["job_id"] == first["job_id"]
    assert same["rooms"] == first["rooms"]
