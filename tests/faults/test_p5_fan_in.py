"""P5: fan-in never hangs: the selector goes on with the candidates it has."""

from __future__ import annotations

from plenum import stack
from tests.support.buildings import building, room
from tests.support.system import System


def test_a_light_model_that_raises_is_left_out_and_the_room_says_so(faulty: System) -> None:
    """Two candidates are enough; the third's error is named."""
    result = faulty.place(building([room("raises_light_model_a_dense"), room("fine")]))
    degraded, fine = result["rooms"]
    assert degraded["status"] == "complete"
    assert "ArithmeticError" in degraded["degraded"][0]
    assert {c["model_name"] for c in degraded["candidates"]} == {
        "light_model_b_sparse",
        "light_model_c_balanced",
    }
    assert fine["degraded"] == []


def test_a_light_model_that_hangs_on_a_room_is_left_out_there(faulty: System) -> None:
    """The room's limit ends it; its neighbour keeps all three candidates."""
    result = faulty.place(building([room("hangs_light_model_b_sparse"), room("fine")]))
    assert [r["status"] for r in result["rooms"]] == ["complete", "complete"]
    assert [len(r["candidates"]) for r in result["rooms"]] == [2, 3]


def test_a_light_model_without_a_worker_is_given_up_after_the_join_deadline(faulty: System) -> None:
    """Nobody consumes its queue: the job completes without it, and again with it once it is back."""
    stack.scale(faulty.info.state, "light_model_c_balanced", 0)
    try:
        result = faulty.place(building(3), timeout_s=60)
    finally:
        stack.scale(faulty.info.state, "light_model_c_balanced", 1)
    assert result["status"] == "complete"
    assert all("light_model_c_balanced: no answer" in r["degraded"][0] for r in result["rooms"])
    again = faulty.place(building(3))
    assert all(r["degraded"] == [] and len(r["candidates"]) == 3 for r in again["rooms"])


def test_a_room_that_no_light_model_answers_fails_alone(faulty: System) -> None:
    """Without any candidate there is nothing to select; the neighbour is completed."""
    names = ["light_model_a_dense", "light_model_b_sparse", "light_model_c_balanced"]
    rooms = [room(f"raises_{name}") for name in names] + [room("fine")]
    result = faulty.place(building(rooms))
    assert [r["status"] for r in result["rooms"]] == ["complete"] * 4


def test_a_job_past_its_deadline_ends_and_says_what_was_missing(faulty: System) -> None:
    """A stage of the series without a worker holds a job no longer than its deadline."""
    stack.scale(faulty.info.state, "air_return_model", 0)
    try:
        result = faulty.place(building(2), timeout_s=60, deadline_s=3)
    finally:
        stack.scale(faulty.info.state, "air_return_model", 1)
    assert result["status"] == "failed"
    assert all("air_return_model" in r["reasons"][0] for r in result["rooms"])
