"""P4: work that kills its worker three times becomes a dead letter; its neighbours are completed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from plenum.pipeline.record.redis.keys import JobKeys
from tests.faults.gates import Gates
from tests.support.buildings import building, room
from tests.support.system import System, raised_since, sums
from tests.support.waiting import HANGS_S


def test_a_room_that_kills_its_worker_is_given_up_alone(faulty: System) -> None:
    """Three workers die; then the room fails with its dead letter and the batch goes on."""
    result = faulty.place(building([room("fine"), room("kills_air_supply_model"), room("also_fine")]))
    status = {r["room_id"]: r["status"] for r in result["rooms"]}
    assert status == {"fine": "complete", "kills_air_supply_model": "failed", "also_fine": "complete"}
    (letter_id,) = result["rooms"][1]["dead_letters"]
    letter = next(x for x in faulty.client.record.letters() if x.id == letter_id)
    assert "3 times" in letter.reason
    assert letter.trace_id == result["trace_id"]
    assert letter.room.room_id == "kills_air_supply_model"


@pytest.mark.parametrize("stage", ["air_return_model", "smoke_detector_model"])
def test_a_room_that_a_model_fails_on_becomes_a_dead_letter_with_its_traceback(
    faulty: System, stage: str
) -> None:
    """An exception is that room's alone and is kept with where it came from."""
    result = faulty.place(building([room("fine"), room(f"raises_{stage}")]))
    assert [r["status"] for r in result["rooms"]] == ["complete", "failed"]
    (letter_id,) = result["rooms"][1]["dead_letters"]
    letter = next(x for x in faulty.client.record.letters() if x.id == letter_id)
    assert "was asked to fail" in letter.reason
    assert "_misbehave" in letter.traceback


def test_a_room_that_hangs_is_ended_by_its_own_limit(faulty: System) -> None:
    """The neighbours in its batch do not wait for more than the room's limit."""
    result = faulty.place(building([room("hangs_air_supply_model"), room("fine")]))
    assert [r["status"] for r in result["rooms"]] == ["failed", "complete"]
    assert "RoomTimeLimitError" in result["rooms"][0]["reasons"][0]


def plenum(running: System, *words: str) -> subprocess.CompletedProcess[str]:
    """The command against this stack."""
    command = [str(Path(sys.executable).with_name("plenum")), *words]
    environment = {**os.environ, "PLENUM_REDIS_URL": running.info.redis_url}
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=HANGS_S)


def test_a_dead_letter_is_replayed_in_its_jobs_place(faulty: System, gates: Gates) -> None:
    """The job's result comes anew under the same id, complete; all of it is counted once."""
    stage = "air_return_model"
    before = faulty.counters()
    result = faulty.place(building([room("fine"), room(f"ails_{stage}", 12)]))
    assert [r["status"] for r in result["rooms"]] == ["complete", "failed"]
    (letter_id,) = result["rooms"][1]["dead_letters"]
    shown = json.loads(plenum(faulty, "dead", "show", letter_id, "--json").stdout)
    assert (shown["attempts"], shown["trace_id"]) == (1, result["trace_id"])
    assert {"host", "written", "traceback", "room", "settings"} <= set(shown)
    gates.heal(stage)
    done = plenum(faulty, "dead", "replay", letter_id)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == result["job_id"]
    again = faulty.fetch(result["job_id"])
    assert (again["status"], again["trace_id"]) == ("complete", result["trace_id"])
    assert again["rooms"][0] == result["rooms"][0]
    assert raised_since(faulty, before) == sums([again])
    assert letter_id not in {letter.id for letter in faulty.client.record.letters()}


def test_a_dead_letter_without_its_job_becomes_a_job_of_its_own(faulty: System) -> None:
    """With the cause still there it fails again, under a letter of the new job; the old one is gone."""
    result = faulty.place(building([room("raises_air_return_model")]))
    (letter_id,) = result["rooms"][0]["dead_letters"]
    faulty.client.redis.delete(*JobKeys(result["job_id"]).all())
    done = plenum(faulty, "dead", "replay", letter_id)
    assert done.returncode == 0, done.stderr
    assert "its job is not kept any more" in done.stderr
    again = faulty.fetch(done.stdout.strip())
    assert again["rooms"][0]["status"] == "failed"
    ids = {letter.id for letter in faulty.client.record.letters()}
    assert letter_id not in ids
    assert set(again["rooms"][0]["dead_letters"]) <= ids


def test_a_dead_letter_is_dropped_for_good(faulty: System) -> None:
    """It cannot be replayed then."""
    result = faulty.place(building([room("raises_air_return_model")]))
    (letter_id,) = result["rooms"][0]["dead_letters"]
    assert plenum(faulty, "dead", "drop", letter_id).returncode == 0
    done = plenum(faulty, "dead", "replay", letter_id)
    assert (done.returncode, done.stdout) == (2, "")
    assert "no such letter" in done.stderr
