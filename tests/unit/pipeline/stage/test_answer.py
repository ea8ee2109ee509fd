"""A stage's answer for one room: placed or chosen, and an exception as an answer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from msgspec import UNSET

from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.layout import Layout
from plenum.ceiling.room.room import Room
from plenum.files.completed.schema import KeptFields
from plenum.pipeline.answers import Answer, Failure, RoomAnswer, Selection
from plenum.pipeline.batch import BatchRoom
from plenum.pipeline.stage.answer import answer_room, failure
from plenum.pipeline.work import StageWork
from tests.support import toy_models
from tests.support.toy_models import GRAPH

ENTRY = BatchRoom(0, Room("office", ("......",) * 5))


def asked(stage: str, entry: BatchRoom = ENTRY, **before: RoomAnswer) -> Answer | Selection:
    """What a stage answers for the office."""
    work = StageWork(GRAPH, GRAPH[stage], "7+build", Settings(), [entry], {})
    return answer_room(work, entry, before)


def placed(stage: str, entry: BatchRoom = ENTRY) -> Answer:
    """A light model's answer."""
    answer = asked(stage, entry)
    assert isinstance(answer, Answer)
    return answer


def test_a_models_layout_is_its_answer_with_its_name_and_version() -> None:
    """A room that had no earlier layout keeps nothing."""
    answer = placed("left")
    assert (answer.room_id, answer.model_name, answer.model_version) == ("office", "left", "7+build")
    assert answer.layout.kind is Kind.LIGHT
    assert answer.execution_time >= 0
    assert answer.kept is UNSET
    assert answer.candidate().counts == {Kind.LIGHT: 1}


def test_an_answer_is_only_as_good_as_its_hard_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """No detector where one is asked for: checked here, whatever the model thinks."""
    monkeypatch.setattr(toy_models, "end", lambda _room, _brief: Layout(Kind.DETECTOR))
    work = StageWork(GRAPH, replace(GRAPH["end"], rules=("SMK",)), "", Settings(), [ENTRY], {})
    answer = answer_room(work, ENTRY, {"choose": asked("choose", left=placed("left"))})
    assert isinstance(answer, Answer)
    broken = {e.rule for e in answer.evidence if e.hard and not e.passed}
    assert broken
    assert (answer.valid, answer.confidence) == (False, 0.0)


def test_the_series_places_on_the_ceiling_as_it_was_left() -> None:
    """What was chosen before is on the grid already; what failed before is not."""
    left = placed("left")
    chosen = asked("choose", left=left)
    taken = left.layout.terminals[0].tile
    assert [t.tile for t in asked("end", choose=chosen).layout.terminals] != [taken]  # type: ignore[union-attr]  # a layout
    failed = Failure(room_id="office", error="ValueError", message="")
    assert [t.tile for t in asked("end", choose=failed).layout.terminals] == [taken]  # type: ignore[union-attr]  # likewise


def test_the_selector_hands_on_the_winners_own_answer() -> None:
    """Its layout and evidence; and everybody's scores."""
    left, right = placed("left"), placed("right")
    chosen = asked("choose", right=right, left=left)
    assert isinstance(chosen, Selection)
    assert (chosen.selected_model, chosen.reason) == ("left", "the fewest")
    assert (chosen.layout, chosen.evidence) == (left.layout, left.evidence)
    assert chosen.candidates == (left.candidate(), right.candidate())


def test_a_candidate_that_failed_does_not_compete() -> None:
    """The others do; where none is left nobody is chosen."""
    failed = Failure(room_id="office", error="ValueError", message="no idea")
    chosen = asked("choose", left=failed, right=placed("right"))
    assert isinstance(chosen, Selection)
    assert chosen.selected_model == "right"
    nobody = asked("choose", left=failed, right=failed)
    assert isinstance(nobody, Selection)
    assert (nobody.selected_model, nobody.layout, nobody.candidates) == (None, None, ())
    assert nobody.reason == "nobody answered"


def test_a_room_with_an_earlier_layout_says_how_much_of_it_stays() -> None:
    """Of the answer's own kind; the selection says the winner's."""
    entry = BatchRoom(0, ENTRY.room, previous_rows=("L....L", *["......"] * 4))
    answer = placed("left", entry)
    assert answer.kept == KeptFields(previous=2, kept=1)
    chosen = asked("choose", entry, left=answer)
    assert isinstance(chosen, Selection)
    assert chosen.kept == answer.kept


def test_what_a_model_raises_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks for a room's answer decides what becomes of it."""

    def failing(_room: Room, _brief: Any) -> None:
        raise ValueError("no idea")

    monkeypatch.setattr(toy_models, "left", failing)
    with pytest.raises(ValueError, match="no idea"):
        asked("left")


def test_an_exception_as_an_answer_is_bounded() -> None:
    """A model that raises a book does not fill the record: the end of the traceback is kept."""
    with pytest.raises(RuntimeError) as caught:
        raise RuntimeError("x" * 10_000)
    found = failure("office", caught.value)
    assert (found.room_id, found.error) == ("office", "RuntimeError")
    assert found.message == "x" * 500
    assert len(found.traceback) == 4000
    assert found.traceback.endswith("x\n")
