"""A worker's turns: what is taken, committed and given back, when several batches are in its hands."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NoReturn

import pytest

from plenum.ceiling.room.layout import Layout
from plenum.ceiling.room.room import Room
from plenum.pipeline.job import Slot
from plenum.pipeline.messages import written
from plenum.pipeline.record.calls import Arrival, Limits, Takes, Turn, Turned
from plenum.pipeline.stage import turn as module
from plenum.pipeline.stage.pace import Pace
from plenum.pipeline.stage.run import StageRun, Worked
from plenum.pipeline.stage.turn import Turns
from plenum.pipeline.work import StoppedError
from plenum.telemetry import names
from tests.support import toy_models
from tests.support.toy_models import GRAPH
from tests.support.toy_pipeline import ToyPipeline
from tests.support.waiting import HANGS_S

BATCHES = 4


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody lingers, and a turn takes all."""
    monkeypatch.setattr(module, "LINGER_S", 0)
    monkeypatch.setattr(Pace, "takes", lambda _self: Takes(64, 1_000_000))


@pytest.fixture
def toy() -> ToyPipeline:
    """With some jobs of one room."""
    pipeline = ToyPipeline()
    for n in range(BATCHES):
        pipeline.accept(1, f"job{n}")
    return pipeline


def turns(toy: ToyPipeline, *stages: str, stopping: bool = False) -> Turns:
    """A worker's, of these stages."""
    runs = {name: StageRun(toy.of(name), GRAPH, GRAPH[name]) for name in stages}
    return Turns(toy.of(stages[0]), runs, lambda: stopping)


def committed(toy: ToyPipeline, stage: str) -> list[str]:
    """The jobs for which a stage is done."""
    return [f"job{n}" for n in range(BATCHES) if toy.output(stage, f"job{n}")]


def asked(monkeypatch: pytest.MonkeyPatch, toy: ToyPipeline) -> list[Turn]:
    """Every turn that the record is asked for."""
    found: list[Turn] = []
    turn = toy.record.turn

    def hears(one: Turn) -> Turned:
        found.append(one)
        return turn(one)

    monkeypatch.setattr(toy.record, "turn", hears)
    return found


@pytest.fixture
def misbehaves(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[int, Any]]:
    """What the left model does when it is asked for the n-th time: raises it, or calls it."""
    model, times, how = toy_models.left, iter(range(99)), dict[int, Any]()

    def left(room: Room, brief: Any) -> Layout:
        what = how.get(next(times))
        if isinstance(what, BaseException):
            raise what
        if what:
            what()
        return model(room, brief)

    monkeypatch.setattr(toy_models, "left", left)
    return how


def test_a_spell_works_on_all_that_waits(toy: ToyPipeline) -> None:
    """Each batch is committed and followed by its successors."""
    for stage in GRAPH.stages:
        turns(toy, stage.name).spell()
        assert committed(toy, stage.name) == ["job0", "job1", "job2", "job3"]
    assert toy.sums()["executions:end"] == BATCHES


def test_one_step_commits_a_turn_and_takes_the_next(
    toy: ToyPipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Four batches take two steps: the second finds nothing more."""
    monkeypatch.setattr(module, "COMMIT_S", HANGS_S)
    found = asked(monkeypatch, toy)
    turns(toy, "left").spell()
    assert [(len(turn.commits), turn.takes is not None) for turn in found] == [(0, True), (BATCHES, True)]


def test_what_is_done_is_committed_though_the_rest_of_its_turn_is_not(
    toy: ToyPipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its successors need not wait."""
    monkeypatch.setattr(module, "COMMIT_S", -1)
    found = asked(monkeypatch, toy)
    turns(toy, "left").spell()
    assert [len(turn.commits) for turn in found] == [0, 1, 1, 1, 1]


def test_one_worker_may_serve_several_stages(toy: ToyPipeline) -> None:
    """Those that it names first are served first; each batch is told by its own stage's host."""
    turns(toy, "end", "choose", "right", "left").spell()
    assert committed(toy, "end") == ["job0", "job1", "job2", "job3"]
    assert toy.of("choose").event_count(names.MODEL_SELECTED) == BATCHES


def test_each_batch_of_a_turn_tells_how_long_it_waited_and_when_it_was_begun(toy: ToyPipeline) -> None:
    """One after the other: what waits in a turn waits as on its queue."""
    turns(toy, "left").spell()
    spans = toy.of("left").telemetry.spans
    waits = [span for span in spans if span.name == "wait left"]
    processes = [span for span in spans if span.name == "process left"]
    assert [span.end_ns for span in waits] == [span.start_ns for span in processes]
    starts = [span.start_ns for span in processes]
    assert starts == sorted(starts)
    executed = [span.end_ns for span in spans if span.name == "execute left"]
    assert all(before <= after for before, after in zip(executed, starts[1:], strict=False))
    # When a message was sent is told in whole microseconds, by a clock that is set while it runs.
    assert max(span.start_ns for span in waits) <= min(starts) + 1_000_000


def test_a_spell_begins_with_what_its_host_was_given(toy: ToyPipeline) -> None:
    """Then it takes what waits."""
    arrival = toy.record.await_message(["left"], 0)
    assert arrival is not None
    turns(toy, "left").spell([arrival])
    assert committed(toy, "left") == ["job0", "job1", "job2", "job3"]


def test_a_worker_lingers_for_the_next_message(toy: ToyPipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes while it waits is worked on in the same spell."""
    monkeypatch.setattr(module, "LINGER_S", HANGS_S)
    lingers = threading.Event()
    await_message = toy.record.await_message

    def waits(stages: Any, wait_s: float) -> Arrival | None:
        if lingers.is_set():
            return None
        lingers.set()
        return await_message(stages, wait_s)

    monkeypatch.setattr(toy.record, "await_message", waits)
    worker = threading.Thread(target=turns(toy, "left").spell)
    worker.start()
    assert lingers.wait(HANGS_S)
    toy.accept(1, "later")
    worker.join(HANGS_S)
    assert toy.output("left", "later")


def test_a_spell_ends_though_messages_wait(toy: ToyPipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its host must have it back from time to time; what it was given is done."""
    monkeypatch.setattr(module, "SPELL_S", -1)
    turns(toy, "left").spell([Arrival(Slot("job1", "b0000", "left"))])
    assert committed(toy, "left") == ["job1"]


def test_a_worker_that_is_told_to_stop_takes_nothing_more(toy: ToyPipeline) -> None:
    """What is in its hands is done and committed."""
    turns(toy, "left", stopping=True).spell([Arrival(Slot("job1", "b0000", "left"))])
    assert committed(toy, "left") == ["job1"]


def test_a_room_that_fails_stays_by_itself(toy: ToyPipeline, misbehaves: dict[int, Any]) -> None:
    """The other batches of its turn are committed as ever; it is a dead letter."""
    misbehaves[1] = ValueError("no idea")
    turns(toy, "left").spell()
    assert committed(toy, "left") == ["job0", "job1", "job2", "job3"]
    assert len(toy.record.letters()) == 1
    assert toy.sums() == {"executions:left": BATCHES - 1}


def test_what_ends_the_process_takes_with_it_what_is_not_done(
    toy: ToyPipeline, misbehaves: dict[int, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was done before is committed; the rest is given back, and sent again at once."""
    monkeypatch.setattr(module, "COMMIT_S", HANGS_S)
    misbehaves[2] = KeyboardInterrupt("now")
    worker = turns(toy, "left")
    with pytest.raises(KeyboardInterrupt):
        worker.spell()
    done = committed(toy, "left")
    assert len(done) == 2
    assert not any(
        toy.record.alive(attempts.owner)
        for entry in toy.record._entries.values()
        for attempts in entry.attempts.values()
    )
    worker.spell([Arrival(Slot(name, "b0000", "left")) for name in ("job0", "job1", "job2", "job3")])
    assert committed(toy, "left") == ["job0", "job1", "job2", "job3"]


def test_a_stop_amid_a_room_gives_back_what_is_not_done_and_counts_no_attempt(
    toy: ToyPipeline, misbehaves: dict[int, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was done is committed; the rest is next to be taken, in its order. The task does not fail."""
    monkeypatch.setattr(module, "COMMIT_S", HANGS_S)
    misbehaves[1] = StoppedError("now")
    stopping: list[bool] = []
    runs = {"left": StageRun(toy.of("left"), GRAPH, GRAPH["left"])}
    taking = toy.record.turn
    monkeypatch.setattr(toy.record, "turn", lambda turn: (taking(turn), stopping.append(True))[0])
    Turns(toy.of("left"), runs, lambda: len(stopping) > 1).spell()
    assert committed(toy, "left") == ["job0"]
    slots = [Slot(f"job{n}", "b0000", "left") for n in range(1, BATCHES)]
    assert [slot for slot, _ in toy.record._queues["left"]] == slots
    assert {toy.record._entries[s.job_id].attempts[s.batch, s.stage].number for s in slots} == {0}


def test_a_worker_that_stops_gives_back_what_it_has_not_come_to(toy: ToyPipeline) -> None:
    """It finishes the batch that it works on; others do the rest meanwhile."""
    asked = 0

    def is_stopping() -> bool:
        nonlocal asked
        asked += 1
        return asked > 1

    runs = {"left": StageRun(toy.of("left"), GRAPH, GRAPH["left"])}
    Turns(toy.of("left"), runs, is_stopping).spell()
    assert committed(toy, "left") == ["job0"]
    assert toy.record.gauges(["left"], []).queues == {"left": BATCHES - 1}


def test_a_search_for_reserves_that_fails_gives_back_the_whole_turn(
    toy: ToyPipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody would look for it otherwise; from then on each batch is tried without company."""

    def fails(*_: object) -> NoReturn:
        raise ArithmeticError

    with monkeypatch.context() as broken:
        broken.setattr(module, "TurnReserves", fails)
        with pytest.raises(ArithmeticError):
            turns(toy, "left").spell()
    swept = toy.record.sweep(Limits(100, 100, settle_s=0))
    assert sum(slot.stage == "left" for slot in swept.resent) == BATCHES
    found = asked(monkeypatch, toy)
    turns(toy, "left").spell()
    assert committed(toy, "left") == ["job0", "job1", "job2", "job3"]
    assert max(len(turn.commits) for turn in found) == 1


def test_a_record_that_is_away_is_raised_to_the_host_and_told_of_every_batch(
    toy: ToyPipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    """None of them was committed as far as anybody knows: they are done again."""
    monkeypatch.setattr(module, "COMMIT_S", HANGS_S)
    toy.take_record_away(monkeypatch)
    with pytest.raises(ConnectionError):
        turns(toy, "left").spell()
    spans = [span for span in toy.of("left").telemetry.spans if span.name == "process left"]
    assert [span.error for span in spans] == ["the record is away"] * BATCHES


def test_a_turn_that_turns_out_long_gives_back_what_it_has_not_come_to(
    toy: ToyPipeline, misbehaves: dict[int, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Others may have time for it: it is the next to be taken, by whoever is free, and was not tried yet."""
    monkeypatch.setattr(module, "SLOW_S", -1)
    learnt: list[int] = []
    monkeypatch.setattr(Pace, "learn", lambda _self, messages, *_more: learnt.append(messages))
    turns(toy, "left").spell()
    assert committed(toy, "left") == ["job0", "job1", "job2", "job3"]
    attempts = [entry.attempts["b0000", "left"].number for entry in toy.record._entries.values()]
    assert attempts == learnt == [1] * BATCHES


def test_what_is_not_to_be_worked_on_is_told_beside_the_others(toy: ToyPipeline) -> None:
    """A job that was cancelled meanwhile is left alone; its neighbours are done."""
    toy.record.close("job1", "cancelled", keep_s=100)
    turns(toy, "left").spell()
    assert committed(toy, "left") == ["job0", "job2", "job3"]
    event = toy.of("left").event(names.MESSAGE_IGNORED)
    assert (event["reason"], event["job_id"]) == ("cancelled", "job1")
    assert "trace_id" in event


@pytest.mark.parametrize("raw", [None, 7, {"args": [1, 2]}, {"job_id": "job"}, "text"])
def test_what_is_no_message_is_set_aside(toy: ToyPipeline, raw: object) -> None:
    """As a dead letter that says what it was, and an event with the letter's id."""
    turns(toy, "left").receive("left", raw)
    (letter,) = toy.record.letters()
    assert letter.stage == "left"
    assert "plenum.msg/2" in letter.reason
    assert toy.of("left").event(names.MESSAGE_IGNORED)["dead_letter"] == letter.id


def test_a_message_for_another_stage_is_set_aside(toy: ToyPipeline) -> None:
    """It would be committed under the wrong name."""
    turns(toy, "left").receive("left", written(Slot("job0", "b0000", "right")))
    (letter,) = toy.record.letters()
    assert letter.reason == "a message for 'right' on the queue of left"
    assert toy.sums() == {}


def test_a_good_message_that_came_over_a_queue_is_worked_on(toy: ToyPipeline) -> None:
    """In this form and in the one of the version before, as Celery hands them over."""
    root = "00-" + "1" * 32 + "-" + "2" * 16 + "-01"
    first = {"job_id": "job0", "batch_id": "b0000", "stage": "left", "deadline_at": 2e9}
    worker = turns(toy, "left", stopping=True)
    worker.receive("left", {"v": "plenum.msg/1", **first, "traceparent": root, "root": root})
    worker.receive("left", written(Slot("job1", "b0000", "left")))
    assert committed(toy, "left") == ["job0", "job1"]


def test_what_is_told_of_a_batch_is_told_by_its_stage(
    toy: ToyPipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where one process works for several and commits them together."""
    monkeypatch.setattr(module, "COMMIT_S", HANGS_S)
    now, told = [""], []
    works = StageRun.work

    def work(self: StageRun, *args: Any) -> Worked | None:
        worked = works(self, *args)
        return worked and replace(worked, told=lambda _done: told.append((now[-1], self.stage.name)))

    monkeypatch.setattr(StageRun, "work", work)
    runs = {name: StageRun(toy.of(name), GRAPH, GRAPH[name]) for name in ("left", "right")}
    Turns(toy.of("left"), runs, becomes=now.append).spell()
    assert len(told) == 2 * BATCHES
    assert all(who == stage for who, stage in told)
