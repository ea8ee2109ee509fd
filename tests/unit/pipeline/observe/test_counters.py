"""What commits add to the counters is what the completed building's totals say."""

from __future__ import annotations

from typing import Any

import pytest

from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.room import Room
from plenum.pipeline.answers import Absence, Output, RoomAnswer
from plenum.pipeline.observe.counters import counters, placed
from tests.support import toy_models
from tests.support.answers import answer, failure, layout, selection
from tests.support.toy_models import GRAPH
from tests.support.toy_pipeline import ToyPipeline


def counted(stage: str, *answers: RoomAnswer, choose: tuple[RoomAnswer, ...] = ()) -> dict[str, int]:
    """What these answers add."""
    outputs = {"choose": Output(stage="choose", rooms=choose)}
    return counters(GRAPH, GRAPH[stage], outputs, answers)


def test_each_room_that_a_model_answered_is_an_execution() -> None:
    """One that it failed on is an error of its type, and a dead letter where one was written."""
    both = counted("left", answer("left"), answer("left"), failure())
    assert both == {"executions:left": 2, "errors:left|ValueError": 1}
    kept = counted("left", failure(dead_letter="a letter"))
    assert kept == {"errors:left|ValueError": 1, "letters:left|ValueError": 1}
    assert counted("left", failure(error="BreakerOpen")) == {}


def test_each_room_that_was_won_is_a_selection() -> None:
    """By the winner's name; a room without one is nobody's."""
    nobody = selection(selected_model=None, layout=None)
    won = counted("choose", selection(), selection(selected_model="right"), nobody, selection())
    assert won == {"selected:left": 2, "selected:right": 1}


def test_what_was_placed_counts_with_the_last_stage() -> None:
    """All kinds of the room at once: only then is it sure that they are handed out."""
    lights = selection(layout=layout(Kind.LIGHT, (0, 0), (1, 0)))
    assert counted("end", answer("end"), choose=(lights,)) == {
        "executions:end": 1,
        "placed:light": 2,
        "placed:smoke_detector": 1,
    }


@pytest.mark.parametrize(
    ("end", "choose"),
    [
        (failure(), selection()),
        (answer("end"), failure()),
        (answer("end"), selection(selected_model=None, layout=None)),
    ],
)
def test_a_room_that_failed_at_any_stage_counts_nothing_placed(end: RoomAnswer, choose: RoomAnswer) -> None:
    """Its result shows nothing either."""
    assert {name for name in counted("end", end, choose=(choose,)) if name.startswith("placed")} == set()


def test_a_stage_of_the_series_that_was_given_up_counts_nothing_placed() -> None:
    """As a failure in every room."""
    absent = {"choose": Absence(stage="choose", reason="gone")}
    assert counters(GRAPH, GRAPH["end"], absent, [answer("end")]) == {"executions:end": 1}


def test_what_one_stage_placed_is_the_sum_of_its_layouts() -> None:
    """Failures and empty layouts add nothing."""
    two = answer("left", layout=layout(Kind.LIGHT, (0, 0), (1, 0)))
    assert placed([two, failure(), selection(layout=None), two]) == 4


def test_the_counters_of_a_job_equal_its_results_totals(monkeypatch: pytest.MonkeyPatch) -> None:
    """Executions, rooms won and components placed; one room failed in the series, one light model once."""
    _fails_in(monkeypatch, "end", "room_2")
    _fails_in(monkeypatch, "left", "room_0")
    toy = ToyPipeline()
    toy.accept(4)
    toy.run_all()
    totals = toy.complete().totals
    wanted = {
        **{f"executions:{name}": n for name, n in totals.executions.items()},
        **{f"selected:{name}": n for name, n in totals.selected.items()},
        **{f"placed:{kind}": count.placed for kind, count in totals.counts.items() if count.placed},
    }
    assert toy.sums() == wanted
    assert wanted["executions:left"] == wanted["executions:end"] == 3


def _fails_in(monkeypatch: pytest.MonkeyPatch, name: str, room_id: str) -> None:
    """Let a model raise in one room."""
    model = getattr(toy_models, name)

    def placing(room: Room, brief: Any) -> Any:
        if room.room_id == room_id:
            raise ValueError
        return model(room, brief)

    monkeypatch.setattr(toy_models, name, placing)
