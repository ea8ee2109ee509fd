"""P5: fan-in never hangs: the selector goes on with the candidates it has, and says so where it has none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from plenum.pipeline.record.redis import keys
from tests.faults.conftest import environment
from tests.support.buildings import building, room
from tests.support.system import System, assert_one_tree, raised_since, sums, system
from tests.support.waiting import eventually

LIGHTS = ("light_model_a_dense", "light_model_b_sparse", "light_model_c_balanced")
NOBODY = "no light model answered"


@pytest.fixture(scope="module")
def impatient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """A join deadline that is soon over, for models without a worker; nothing is killed in this stack."""
    folder = tmp_path_factory.mktemp("impatient")
    env = environment(folder / "gates") | {"PLENUM_JOIN_DEADLINE_S": "6"}
    with system(folder, full=False, env=env) as running:
        yield running


@contextmanager
def _without(running: System, *services: str) -> Iterator[None]:
    """No worker of these services within the block."""
    running.scale_each(dict.fromkeys(services, 0))
    try:
        yield
    finally:
        running.scale_each(dict.fromkeys(services, 1))


def test_a_light_model_that_raises_is_left_out_and_the_room_says_so(faulty: System) -> None:
    """Two candidates are enough; the third's error is named."""
    result = faulty.place(building([room("raises_light_model_a_dense"), room("fine")]))
    degraded, fine = result["rooms"]
    assert degraded["status"] == "complete"
    assert "ArithmeticError" in degraded["degraded"][0]
    assert {c["model_name"] for c in degraded["candidates"]} == set(LIGHTS[1:])
    assert fine["degraded"] == []


def test_a_light_model_that_hangs_on_a_room_is_left_out_there(faulty: System) -> None:
    """The room's limit ends it; its neighbour keeps all three candidates."""
    result = faulty.place(building([room("hangs_light_model_b_sparse"), room("fine")]))
    assert [r["status"] for r in result["rooms"]] == ["complete", "complete"]
    assert [len(r["candidates"]) for r in result["rooms"]] == [2, 3]


def test_each_room_may_lose_another_light_model(faulty: System) -> None:
    """In one batch or in several: each is completed by the other two."""
    result = faulty.place(building([room(f"raises_{name}") for name in LIGHTS] + [room("fine")]))
    assert [r["status"] for r in result["rooms"]] == ["complete"] * 4
    left_out = [set(LIGHTS) - {c["model_name"] for c in r["candidates"]} for r in result["rooms"]]
    assert left_out == [{LIGHTS[0]}, {LIGHTS[1]}, {LIGHTS[2]}, set()]


def test_a_room_that_no_light_model_answers_fails_alone(faulty: System) -> None:
    """All three raise: nothing to select, nothing placed; the neighbour in its batch is completed."""
    result = faulty.place(building([room("raises_lights"), room("fine")]))
    alone, fine = result["rooms"]
    assert (alone["status"], alone["reasons"]) == ("failed", [NOBODY])
    assert len(alone["degraded"]) == len(LIGHTS)
    assert all("ArithmeticError" in reason for reason in alone["degraded"])
    assert (alone["candidates"], alone["selected_model"]) == ([], None)
    assert alone["rows"] == room("raises_lights")["rows"]
    assert (fine["status"], fine["degraded"]) == ("complete", [])
    assert result["status"] == "incomplete"


def test_a_light_model_without_a_worker_is_given_up_after_the_join_deadline(impatient: System) -> None:
    """Nobody consumes its queue: the job completes without it, and again with it once it is back."""
    with _without(impatient, LIGHTS[2]):
        result = impatient.place(building(3))
    assert result["status"] == "complete"
    assert all(f"{LIGHTS[2]}: no answer" in r["degraded"][0] for r in result["rooms"])
    again = impatient.place(building(3))
    assert all(r["degraded"] == [] and len(r["candidates"]) == 3 for r in again["rooms"])


def test_a_job_without_any_light_model_ends_and_every_room_says_why(impatient: System) -> None:
    """No worker of any of the three: the fan-in still ends, in rooms that failed and a job that did."""
    before = impatient.counters()
    with _without(impatient, *LIGHTS):
        result = impatient.place(building(3))
    assert result["status"] == "failed"
    assert [(r["status"], r["reasons"]) for r in result["rooms"]] == [("failed", [NOBODY])] * 3
    for each in result["rooms"]:
        assert sorted(reason.partition(":")[0] for reason in each["degraded"]) == sorted(LIGHTS)
        assert (each["candidates"], each["selected_model"]) == ([], None)
    assert raised_since(impatient, before) == sums([result])
    assert_one_tree(impatient.trace(result["trace_id"]))


def test_a_job_past_its_deadline_ends_and_says_what_was_missing(faulty: System) -> None:
    """A stage of the series without a worker holds a job no longer than its deadline, which is moved here."""
    redis = faulty.client.redis
    with _without(faulty, "air_return_model"):
        job = faulty.client.submit(building(2), deadline_s=3000)
        assert eventually(lambda: redis.llen("air_return_model")) == 1
        assert redis.zadd(keys.DEADLINES, {job: 0}, xx=True, ch=True) == 1
        result = faulty.fetch(job)
    assert result["status"] == "failed"
    assert all("air_return_model" in r["reasons"][0] for r in result["rooms"])
