"""P5: a model that fails on room after room is left out, tells so, and is taken back when it is well."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from plenum.pipeline.record.redis import keys
from plenum.telemetry import names
from tests.faults.conftest import environment
from tests.support.buildings import building, room
from tests.support.system import System, system
from tests.support.waiting import eventually


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """Two rooms are enough to find a model sick, one batch to find it well; nothing is tried by itself."""
    folder = tmp_path_factory.mktemp("strict")
    env = environment(folder / "gates") | {
        "PLENUM_BREAKER_FAILURES": "2",
        "PLENUM_BREAKER_SUCCESSES": "1",
        "PLENUM_BREAKER_OPEN_S": "3600",
        "PLENUM_JOIN_DEADLINE_S": "150",
    }
    with system(folder, full=False, env=env) as running:
        yield running


def fall_ill(running: System, stage: str, how: str) -> list[dict[str, Any]]:
    """The rooms of two jobs, unlike each other, on which the stage's model fails."""
    jobs = [running.client.submit(building([room(f"{how}_{stage}", 9 + n)])) for n in range(2)]
    return [running.fetch(job)["rooms"][0] for job in jobs]


def states(running: System, stage: str) -> list[str]:
    """What was told of its breaker, in the order of time: several processes tell, each when it exports."""
    told = [line for line in running.log_lines() if line["body"] == {"stringValue": names.BREAKER_CHANGED}]
    told.sort(key=lambda line: int(line["timeUnixNano"]))
    found = [{a["key"]: a["value"].get("stringValue") for a in line["attributes"]} for line in told]
    return [str(line["state"]) for line in found if line["model_name"] == stage]


def state(running: System, stage: str) -> str:
    """Of its breaker now."""
    found = running.client.record.breakers().get(stage)
    return found.state if found else "closed"


def let_its_time_be_over(running: System, stage: str) -> None:
    """By the breaker's own clock, so that no test waits for it."""
    raw: Any = running.client.redis.hget(keys.BREAKERS, stage)
    kept = json.loads(raw)
    running.client.redis.hset(keys.BREAKERS, stage, json.dumps({**kept, "until_ms": 0}))


@pytest.mark.parametrize(
    ("stage", "how"), [("light_model_b_sparse", "raises"), ("light_model_c_balanced", "kills")]
)
def test_a_sick_light_model_is_left_out_at_once_and_taken_back(strict: System, stage: str, how: str) -> None:
    """Whether it raises or ends its process; rooms go on without it and say why."""
    for failed in fall_ill(strict, stage, how):
        assert failed["status"] == "complete"
        assert stage in failed["degraded"][0]
    assert state(strict, stage) == "open"
    (without,) = strict.place(building([room("fine")]))["rooms"]
    assert without["status"] == "complete"
    assert [reason.startswith(f"{stage}: left out") for reason in without["degraded"]] == [True]
    assert "tried again in" in without["degraded"][0]
    let_its_time_be_over(strict, stage)
    (well,) = strict.place(building([room("fine")]))["rooms"]
    assert (well["degraded"], len(well["candidates"])) == ([], 3)
    assert state(strict, stage) == "closed"
    assert eventually(lambda: states(strict, stage) == ["open", "half_open", "closed"])


def test_a_sick_serial_stage_fails_fast_and_its_rooms_can_be_replayed(strict: System) -> None:
    """The others' work is not for nothing: each room is a letter, with the time of the next trial."""
    stage = "air_return_model"
    fall_ill(strict, stage, "raises")
    (failed,) = strict.place(building([room("fine")]))["rooms"]
    assert failed["status"] == "failed"
    assert failed["reasons"][0].startswith("BreakerOpen: left out")
    (letter_id,) = failed["dead_letters"]
    let_its_time_be_over(strict, stage)
    letter = next(found for found in strict.client.record.letters() if found.id == letter_id)
    assert letter.room.room_id == "fine"
    (well,) = strict.place(building([room("fine")]))["rooms"]
    assert well["status"] == "complete"
