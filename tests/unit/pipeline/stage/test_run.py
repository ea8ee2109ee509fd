"""One message's way through a stage: what is committed, what follows, what is left alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal, NoReturn

import pytest
from msgspec import structs

from plenum.pipeline.answers import Answer, Selection
from plenum.pipeline.graph import Graph
from plenum.pipeline.job import COORDINATOR, Slot
from plenum.pipeline.record.calls import Limits, Worker
from plenum.pipeline.stage.run import StageRun
from plenum.telemetry import names
from tests.support import toy_models
from tests.support.record_driver import begin
from tests.support.toy_models import GRAPH
from tests.support.toy_pipeline import ToyPipeline

SLOT = Slot("job", "b0000", "left")


@pytest.fixture
def toy() -> ToyPipeline:
    """With a job of two rooms in it."""
    pipeline = ToyPipeline()
    pipeline.accept(2)
    return pipeline


def waiting(toy: ToyPipeline, stage: str) -> int:
    """Messages on a stage's queue."""
    return toy.record.gauges([stage], []).queues[stage]


def refused(*_: object) -> NoReturn:
    """In the place of a model that must not be asked."""
    raise AssertionError("the model was asked")


def test_a_stages_answers_are_committed_room_by_room(toy: ToyPipeline) -> None:
    """Each says whose it is; the counters are raised with them."""
    toy.run("left")
    answers = toy.answers("left")
    assert list(answers) == ["room_1", "room_0"]
    answer = answers["room_0"]
    assert isinstance(answer, Answer)
    assert (answer.model_name, answer.model_version) == ("left", GRAPH["left"].version)
    assert len(answer.layout.terminals) == 1
    assert toy.sums() == {"executions:left": 2}
    assert toy.record.letters() == []


def test_what_follows_is_queued_when_all_that_it_waits_for_is_there(toy: ToyPipeline) -> None:
    """The selector after the second light model, then the series, then those who wait."""
    toy.run("left")
    assert waiting(toy, "choose") == 0
    toy.run("right")
    assert waiting(toy, "choose") == 1
    toy.run("choose")
    toy.run("end")
    assert toy.record.take_waiter() == "job waits for job"
    job = toy.record.job("job")
    assert job is not None
    assert job.status == "finishing"


def test_a_stage_sees_what_those_before_it_answered(toy: ToyPipeline) -> None:
    """The selector the candidates, the series what was chosen and placed."""
    toy.run_all()
    chosen = toy.answers("choose")["room_0"]
    assert isinstance(chosen, Selection)
    assert chosen.selected_model == "left"
    assert [candidate.model_name for candidate in chosen.candidates] == ["left", "right"]
    assert chosen.layout is not None
    detector = toy.answers("end")["room_0"].layout.terminals[0]
    assert detector.tile != chosen.layout.terminals[0].tile


def test_a_stage_that_runs_alone_is_followed_by_nothing(toy: ToyPipeline) -> None:
    """No stage is queued and no batch is ended."""
    for stage in GRAPH.stages[:-1]:
        toy.run(stage.name)
    toy.run("end", alone=True)
    assert toy.output("end")
    assert waiting(toy, COORDINATOR) == 0


@pytest.mark.parametrize(
    ("what", "reason"), [("cancelled", "cancelled"), ("overdue", "late"), ("gone", "gone")]
)
def test_a_message_of_an_ended_job_is_ignored(
    monkeypatch: pytest.MonkeyPatch, what: Literal["cancelled", "overdue", "gone"], reason: str
) -> None:
    """One event says why; no model is asked, nothing is kept."""
    monkeypatch.setattr(toy_models, "left", refused)
    toy = ToyPipeline()
    toy.accept()
    message = toy.message("left")
    if what == "gone":
        message = structs.replace(message, job_id="removed")
    else:
        toy.record.close("job", what, keep_s=100)
    toy.run("left", message)
    event = toy.of("left").event(names.MESSAGE_IGNORED)
    assert (event["reason"], event["log_level"]) == (reason, "info")
    assert toy.record.letters() == []
    assert toy.of("left").telemetry.spans == []


def test_a_doubled_message_finds_its_work_done(toy: ToyPipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second copy asks no model and counts nothing."""
    message = toy.message("left")
    toy.run("left", message)
    monkeypatch.setattr(toy_models, "left", refused)
    toy.run("left", message)
    assert toy.of("left").event(names.MESSAGE_IGNORED)["reason"] == "duplicate"
    assert toy.sums() == {"executions:left": 2}


def test_a_batch_in_other_living_hands_is_left_there(toy: ToyPipeline) -> None:
    """Also when this one is done with it."""
    toy.record.beat(Worker("left", "other", (1,)), 60_000)
    begin(toy.record, SLOT, "left:other:1")
    toy.run("left")
    assert toy.of("left").event(names.MESSAGE_IGNORED)["reason"] == "owned"
    assert toy.output("left") is None
    swept = toy.record.sweep(Limits(100, 100, settle_s=0))
    assert SLOT not in swept.resent


def test_a_job_that_ends_meanwhile_takes_the_work_no_more(
    toy: ToyPipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was done all the same, and is told so."""

    def cancelled_meanwhile(room: object, brief: object) -> object:
        toy.record.close("job", "cancelled", keep_s=100)
        return model(room, brief)  # type: ignore[arg-type]  # as it came

    model = toy_models.left
    monkeypatch.setattr(toy_models, "left", cancelled_meanwhile)
    toy.run("left")
    left = toy.of("left")
    assert left.event(names.MODEL_EXECUTION_COMPLETE)["outcome"] == "cancelled"
    assert left.telemetry.span("process left").attributes[names.OUTCOME] == "cancelled"
    assert toy.output("left") is None
    assert toy.sums() == {}


def test_a_batch_that_the_job_does_not_have_is_set_aside(toy: ToyPipeline) -> None:
    """Nobody would ever look for it otherwise."""
    toy.run("left", structs.replace(toy.message("left"), batch_id="b0007"))
    (letter,) = toy.record.letters()
    assert letter.reason == "job job has no batch b0007"


def test_a_message_before_its_time_is_set_aside_and_holds_nothing(toy: ToyPipeline) -> None:
    """What it waits for is not committed: the record never sent it. In its time the batch goes on."""
    early = structs.replace(toy.message("left"), stage="choose")
    toy.run("choose", early)
    (letter,) = toy.record.letters()
    assert letter.reason == "not due: job job waits for left, right"
    toy.record.beat(Worker("choose", "w", (1,)), 60_000)
    started = begin(toy.record, SLOT.at("choose"), "somebody else")
    assert getattr(started, "attempt", None) == 2


def test_a_record_of_another_version_is_set_aside(toy: ToyPipeline) -> None:
    """It cannot be worked on here, and must not end the worker."""
    toy.record._entries["job"].inputs["b0000"] = '[{"room_id": "r"}]'
    toy.run("left")
    (letter,) = toy.record.letters()
    assert letter.reason.startswith("job job was kept by another version: Object missing")


def test_the_jobs_own_graph_says_what_a_stage_reads() -> None:
    """It was planned with another light model than this worker knows."""
    left, right, choose, end = GRAPH.stages
    middle = replace(right, name="middle")
    planned = ToyPipeline(Graph((left, middle, replace(choose, after=("left", "middle")), end)))
    planned.accept()
    planned.run("left")
    planned.run("middle")
    StageRun(planned.of("choose"), GRAPH, GRAPH["choose"])(planned.message("choose"))
    chosen = planned.answers("choose")["room_0"]
    assert [candidate.model_name for candidate in chosen.candidates] == ["left", "middle"]
    assert waiting(planned, "end") == 1
