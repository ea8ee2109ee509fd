"""One stage on one batch: an answer for each room, in order, whatever becomes of the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from msgspec import UNSET

from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.room import Room
from plenum.files.completed.schema import SmallestChange
from plenum.pipeline.answers import Absence, Answer, Failure, Output, StageOutput
from plenum.pipeline.batch import BatchRoom
from plenum.pipeline.stage import rooms as stage_rooms
from plenum.pipeline.stage.rooms import answer_rooms, given_up
from plenum.pipeline.work import StageWork
from tests.support import toy_models
from tests.support.toy_models import GRAPH

ROOMS = [BatchRoom(n, Room(f"room_{n}", ("......",) * 5)) for n in range(3)]


def work(stage: str, **outputs: StageOutput) -> StageWork:
    """A stage with three rooms in its hands."""
    return StageWork(GRAPH, GRAPH[stage], "7", Settings(), ROOMS, outputs)


def committed(stage: str, **outputs: StageOutput) -> Output:
    """What it answers, as an output."""
    return Output(stage=stage, rooms=answer_rooms(work(stage, **outputs)))


def test_each_room_is_answered_in_the_batchs_order() -> None:
    """Results are put together by place."""
    answers = answer_rooms(work("left"))
    assert [answer.room_id for answer in answers] == ["room_0", "room_1", "room_2"]


def test_the_guard_is_around_each_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """Entered before the model begins and left after it, also where it raises."""
    heard: list[str] = []
    model = toy_models.left

    def placing(room: Room, brief: Any) -> Any:
        heard.append(f"places in {room.room_id}")
        if room.room_id == "room_1":
            raise ValueError
        return model(room, brief)

    @contextmanager
    def guard(room_id: str) -> Iterator[None]:
        heard.append(f"begins {room_id}")
        try:
            yield
        finally:
            heard.append(f"ends {room_id}")

    monkeypatch.setattr(toy_models, "left", placing)
    answers = answer_rooms(work("left"), guard)
    assert heard == [f"{what} room_{n}" for n in range(3) for what in ("begins", "places in", "ends")]
    assert [type(answer) for answer in answers] == [Answer, Failure, Answer]


def test_a_room_may_be_answered_for_otherwise() -> None:
    """Given up, say; no guard is entered for it."""
    entered: list[str] = []

    @contextmanager
    def guard(room_id: str) -> Iterator[None]:
        entered.append(room_id)
        yield

    answers = answer_rooms(work("left"), guard, {"room_1": lambda _: given_up("room_1", "killed its worker")})
    assert entered == ["room_0", "room_2"]
    assert str(answers[1]) == "WorkerKilled: killed its worker"


def test_what_ends_the_process_ends_the_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is no room's error."""

    def ending(_room: Room, _brief: Any) -> None:
        raise SystemExit

    monkeypatch.setattr(toy_models, "left", ending)
    with pytest.raises(SystemExit):
        answer_rooms(work("left"))


def test_a_stage_that_was_given_up_is_a_failure_in_every_room() -> None:
    """The selector goes on with those that answered."""
    absent = Absence(stage="left", reason="no answer within 30 s")
    chosen = answer_rooms(work("choose", left=absent, right=committed("right")))
    assert {getattr(answer, "selected_model", "") for answer in chosen} == {"right"}


def test_only_the_last_stage_says_what_would_complete_a_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """With all that was answered for the room, its own answer too."""
    told = SmallestChange(text="another luminaire", tried=1)
    seen: list[set[str]] = []

    def change(_work: StageWork, entry: BatchRoom, answers: Mapping[str, object]) -> SmallestChange | None:
        seen.append(set(answers))
        return told if entry.index == 1 else None

    monkeypatch.setattr(stage_rooms, "completing_change", change)
    lights = {"left": committed("left"), "right": committed("right")}
    chosen = committed("choose", **lights)
    assert seen == []
    answers = answer_rooms(work("end", choose=chosen))
    assert seen == [{"choose", "end"}] * 3
    assert [getattr(answer, "relaxation", None) for answer in answers] == [UNSET, told, UNSET]


def test_a_graph_of_one_stage_has_nothing_to_complete(monkeypatch: pytest.MonkeyPatch) -> None:
    """As when a worker warms up."""

    def change(*_: object) -> None:
        raise AssertionError("asked")

    monkeypatch.setattr(stage_rooms, "completing_change", change)
    alone = type(GRAPH)((replace(GRAPH["left"], after=()),))
    (answer,) = answer_rooms(StageWork(alone, alone.last, "", Settings(), ROOMS[:1], {}))
    assert isinstance(answer, Answer)
