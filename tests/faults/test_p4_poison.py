"""P4: work that kills its worker three times becomes a dead letter; its neighbours are completed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.buildings import building, room
from tests.support.system import System
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


def test_a_dead_letter_can_be_replayed_as_a_job_of_its_own(faulty: System) -> None:
    """With the cause still there it fails again, under a letter of the new job; the old one is gone."""
    result = faulty.place(building([room("raises_air_return_model")]))
    (letter_id,) = result["rooms"][0]["dead_letters"]
    command = [str(Path(sys.executable).with_name("plenum")), "dead", "replay", letter_id]
    environment = {**os.environ, "PLENUM_REDIS_URL": faulty.info.redis_url}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=HANGS_S)
    assert done.returncode == 0, done.stderr
    again = faulty.fetch(done.stdout.strip())
    assert again["rooms"][0]["status"] == "failed"
    ids = {letter.id for letter in faulty.client.record.letters()}
    assert letter_id not in ids
    assert set(again["rooms"][0]["dead_letters"]) <= ids
