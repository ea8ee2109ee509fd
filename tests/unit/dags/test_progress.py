"""How far a job is, as one task sees it: which events are its own, and when its last stage is through."""

from __future__ import annotations

from typing import Any

from dags.plenum_job.progress import Progress

ROOMS: list[dict[str, str]] = [{"room_id": "a"}, {"room_id": "b"}]


def step(stage: str, batch: str, *rooms: str, error: str = "") -> dict[str, Any]:
    """A stage's commit: a light in each room."""
    placed = {"model_name": stage, "kind": "" if error else "light", "tiles": [[0, 0]], "error": error}
    return {"stage": stage, "batch": batch, "rooms": [{"room_id": room, **placed} for room in rooms]}


def job(status: str) -> dict[str, Any]:
    """How it stands."""
    return {"job_id": "j", "status": status, "done": 1, "total": 14, "trace_id": "f" * 32}


def test_a_stage_is_through_when_it_has_committed_every_room() -> None:
    """Not before the rooms are known, and not by an earlier stage's commits."""
    progress = Progress(["light_model_*", "selector"])
    progress.take("step", step("selector", "0", "a"))
    assert not progress.reached
    progress.take("rooms", ROOMS)
    progress.take("step", step("light_model_a_dense", "1", "b"))
    assert not progress.reached
    progress.take("step", step("selector", "1", "b"))
    assert progress.reached


def test_a_stage_that_was_given_up_does_not_count() -> None:
    """Its commit names no rooms: the job's end is what tells."""
    progress = Progress(["selector"])
    progress.take("rooms", ROOMS)
    progress.take("step", step("selector", "0"))
    assert not progress.reached


def test_only_a_tasks_own_stages_are_told_and_once() -> None:
    """A stream that is read anew begins at the job's beginning."""
    progress = Progress(["air_supply_model"])
    told = [progress.take("step", step(stage, "0", "a")) for stage in ("selector", *["air_supply_model"] * 2)]
    assert told == [None, "air_supply_model, batch 0, 1 rooms: 1 × light", None]


def test_a_rooms_error_is_told() -> None:
    """With the room."""
    line = Progress(["selector"]).take("step", step("selector", "0", "a", error="nobody answered"))
    assert line == "selector, batch 0, 1 rooms: nothing placed; a: nobody answered"


def test_a_job_is_told_when_its_status_changes() -> None:
    """With its trace."""
    progress = Progress(["selector"])
    told = [progress.take("job", job(status)) for status in ("running", "running", "done")]
    assert told[0] == f"job j is running, 1 of 14 steps, trace {'f' * 32}"
    assert told[1] is None
    assert progress.status == "done"
    assert progress.ended


def test_redis_away_is_told_in_the_gateways_words() -> None:
    """They say what is missing."""
    assert Progress(["selector"]).take("away", {"detail": "Redis does not answer"}) == "Redis does not answer"
