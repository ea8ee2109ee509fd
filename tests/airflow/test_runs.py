"""DAG runs for real: Airflow's processes beside Plenum's, and what goes wrong between."""

from __future__ import annotations

import json
import os
import signal
import time
from datetime import datetime
from pathlib import Path
from typing import Final

import pytest

from docs.diagrams.trace import trace_picture
from plenum import traces
from tests.airflow.conftest import ROOT, Both
from tests.support.seen import See
from tests.support.waiting import eventually

pytestmark = pytest.mark.airflow
RUN_S: Final = 400.0
"""A run that has not ended by then hangs."""
LIGHTS, AIR, SMOKE = "run_parallel_light_models", "run_air_supply_placement", "run_smoke_detector_placement"
GRID: Final = json.loads((ROOT / "examples" / "grid.json").read_text())


def test_a_green_run_leaves_the_job_and_the_final_grid(both: Both, see: See) -> None:
    """Three tasks that follow one job; nothing of theirs holds a worker while they wait."""
    assert both.airflow.ended("green", RUN_S) == "success"
    job_ids = {both.airflow.xcom("green", task, "job_id") for task in (LIGHTS, AIR, SMOKE)}
    assert len(job_ids) == 1
    grid = both.airflow.xcom("green", SMOKE)
    assert (grid["grid_id"], len(grid["cells"])) == (GRID["grid_id"], len(GRID["cells"]))
    assert {"light", "air_supply", "smoke_detector"} <= {cell["component"] for cell in grid["cells"]}
    job = both.plenum.client.record.job(job_ids.pop())
    assert job is not None
    assert job.submitted_by == "airflow"
    run = both.airflow.run("green")
    began, ended = (datetime.fromisoformat(run[at]) for at in ("queued_at", "end_date"))
    see("a green run, beside three others", f"{(ended - began).total_seconds():.0f} s after it was asked for")


def test_each_task_logs_its_own_stages(both: Both) -> None:
    """The job's events are in the log of the task that waits for them."""
    assert both.airflow.ended("green", RUN_S) == "success"
    of_lights, of_smoke = both.airflow.log("green", LIGHTS), both.airflow.log("green", SMOKE)
    assert "light_model_a_dense, batch" in of_lights
    assert "× light" in of_lights
    assert "smoke_detector_model, batch" in of_smoke
    assert "light_model_a_dense" not in of_smoke


def test_the_jobs_trace_is_inside_the_runs(both: Both, see: See, tmp_path: Path) -> None:
    """The job's span stands under a task's, in the trace that Airflow began."""
    assert both.airflow.ended("green", RUN_S) == "success"
    job = both.plenum.client.record.job(both.airflow.xcom("green", LIGHTS))
    assert job is not None

    def whole() -> list[traces.Seen]:
        return traces.from_files(both.plenum.info.telemetry_dir, job.root.split("-")[1])

    def sender(seen: list[traces.Seen]) -> traces.Seen | None:
        above = {span.parent_id for span in seen if span.name == "place job"}
        return next((span for span in seen if span.span_id in above), None)

    spans = eventually(whole, sender)
    task = sender(spans)
    assert task is not None
    assert task.service == "airflow"
    services = len({span.service for span in spans})
    see("trace", f"{len(spans)} spans, {services} services, the job under {task.name!r}")
    picture = tmp_path / "dag_trace.svg"
    picture.write_text(trace_picture(spans), encoding="utf-8")
    see("its picture", str(picture))


@pytest.mark.parametrize(
    ("run_id", "said"),
    [("no-such-file", "/nowhere/grid.json cannot be read"), ("no-building", "InvalidBuilding: /cells")],
)
def test_what_is_wrong_fails_at_once_and_says_so(both: Both, run_id: str, said: str) -> None:
    """No second try: it could not end otherwise."""
    assert both.airflow.ended(run_id, RUN_S) == "failed"
    lights = both.airflow.tasks(run_id)[LIGHTS]
    assert (lights["state"], lights["try_number"]) == ("failed", 1)
    assert said in both.airflow.log(run_id, LIGHTS)


def test_a_failed_room_fails_the_last_task_which_keeps_the_building(both: Both) -> None:
    """The tasks before it did what they were for; what there is can be looked at."""
    assert both.airflow.ended("failed-room", RUN_S) == "failed"
    states = {name: task["state"] for name, task in both.airflow.tasks("failed-room").items()}
    assert states == {LIGHTS: "success", AIR: "success", SMOKE: "failed"}
    assert "raises_air_supply_model failed" in both.airflow.log("failed-room", SMOKE)
    assert both.airflow.xcom("failed-room", SMOKE, "incomplete")["status"] == "failed"


def test_a_cleared_run_finds_its_job_again(both: Both, see: See) -> None:
    """The run's id is the idempotency key: nothing is placed twice."""
    assert both.airflow.ended("green", RUN_S) == "success"
    before, jobs = both.airflow.xcom("green", LIGHTS), len(both.plenum.client.jobs())
    both.airflow.clear("green")
    assert both.airflow.wait_for(lambda: both.airflow.state("green") != "success", RUN_S)
    assert both.airflow.ended("green", RUN_S) == "success"
    assert both.airflow.xcom("green", LIGHTS) == before
    of_smoke = both.airflow.log("green", SMOKE, both.airflow.tasks("green")[SMOKE]["try_number"])
    assert "there is nothing to wait for" in of_smoke
    assert "smoke_detector_model, batch" in of_smoke
    assert len(both.plenum.client.jobs()) == jobs
    see("a run cleared and run again", "the same job, nothing placed twice")


def test_redis_away_meanwhile_is_waited_for(both: Both, see: See) -> None:
    """While Redis stands still a deferred task waits; the run ends as if nothing had been."""
    with both.gates.closed("air_supply_model"):
        both.airflow.trigger("redis-away")
        both.gates.waiting("air_supply_model")
        both.airflow.wait_for(lambda: both.airflow.tasks("redis-away")[AIR]["state"] == "deferred", RUN_S)
        redis = both.plenum.pid("redis")
        os.kill(redis, signal.SIGSTOP)
        time.sleep(12)  # longer than a call's own patience, whose reaction is what is looked at
        os.kill(redis, signal.SIGCONT)
    assert both.airflow.ended("redis-away", RUN_S) == "success"
    assert both.airflow.tasks("redis-away")[AIR]["try_number"] == 1
    assert "Redis answers again" in both.airflow.log("redis-away", AIR)
    see("Redis still for 12 s while a task waits", "green at the first try")


def test_plenum_down_is_said_and_tried_again(both: Both, see: See) -> None:
    """The first try fails with the address, the second one finds Plenum up and is green."""
    both.between.silence(True)
    try:
        both.airflow.trigger("plenum-down")
        both.airflow.wait_for(
            lambda: both.airflow.tasks("plenum-down").get(LIGHTS, {}).get("state") == "up_for_retry", RUN_S
        )
    finally:
        both.between.silence(False)
    assert both.airflow.ended("plenum-down", RUN_S) == "success"
    assert f"Plenum's Redis at 127.0.0.1:{both.between.port}" in both.airflow.log("plenum-down", LIGHTS, 1)
    see("Plenum down when a run starts", "first try fails and says so, second green")
