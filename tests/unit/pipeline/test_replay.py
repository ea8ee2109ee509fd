"""A dead letter's room takes its place in the job that it was given up in."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec import structs

from plenum.ceiling.asked.brief import Brief
from plenum.ceiling.room.layout import Layout
from plenum.ceiling.room.room import Room
from plenum.pipeline.record.letters import DeadLetter
from plenum.pipeline.replay import replay
from plenum.telemetry import names
from tests.support import toy_models
from tests.support.toy_pipeline import ToyPipeline


class Ailing:
    """A model's place in which it raises on `room_1` while it ails."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *stages: str) -> None:
        self.ails = True
        for name in stages:
            monkeypatch.setattr(toy_models, name, self._instead(getattr(toy_models, name)))

    def _instead(self, healthy: Any) -> Any:
        def model(room: Room, brief: Brief) -> Layout:
            if self.ails and room.room_id == "room_1":
                raise ArithmeticError("it ails")
            return healthy(room, brief)

        return model


@pytest.fixture
def toy() -> ToyPipeline:
    """With a job of three rooms under way."""
    pipeline = ToyPipeline()
    pipeline.accept(3)
    return pipeline


def letter(toy: ToyPipeline) -> DeadLetter:
    """The only one."""
    (found,) = toy.record.letters()
    return found


def again(toy: ToyPipeline) -> Any:
    """The job's result, after its room was replayed and every stage has worked on it."""
    assert replay(toy.record, letter(toy), "somebody", 100) == "replayed"
    toy.run_all()
    return toy.complete()


def test_the_result_has_the_room_in_its_place(toy: ToyPipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its neighbours are as they were; nothing of it is failed any more."""
    ailing = Ailing(monkeypatch, "end")
    toy.run_all()
    before = toy.complete()
    assert [room.status for room in before.rooms][1] == "failed"
    found = letter(toy)
    assert (found.attempts, found.index, found.trace_id) == (1, 1, before.trace_id)
    assert found.host
    assert found.written
    ailing.ails = False
    after = again(toy)
    assert [room.room_id for room in after.rooms] == ["room_0", "room_1", "room_2"]
    assert "failed" not in {room.status for room in after.rooms}
    assert after.rooms[0] == before.rooms[0]
    assert after.rooms[1].dead_letters == []
    assert (after.job_id, after.trace_id) == (before.job_id, before.trace_id)


def test_the_totals_say_all_that_was_done_for_the_job(
    toy: ToyPipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the light models did for the room the first time too: as the counters have it."""
    ailing = Ailing(monkeypatch, "end")
    toy.run_all()
    toy.complete()
    ailing.ails = False
    totals = again(toy).totals
    assert {name: n for name, n in toy.sums().items() if n} == {
        **{f"executions:{name}": n for name, n in totals.executions.items()},
        **{f"selected:{name}": n for name, n in totals.selected.items()},
        **{f"placed:{kind}": count.placed for kind, count in totals.counts.items() if count.placed},
    }
    assert (totals.executions["left"], totals.rooms) == (4, 3)


def test_a_job_has_one_span_and_one_duration_however_often_it_is_reopened(
    toy: ToyPipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The new batch's spans stand under it; its end is logged again."""
    ailing = Ailing(monkeypatch, "end")
    toy.run_all()
    toy.complete()
    ailing.ails = False
    again(toy)
    spans = [span.name for span in toy.coordinator.telemetry.spans]
    assert spans.count(names.PLACE_JOB) == 1
    assert spans.count(names.PLACE_BATCH) == 2
    assert toy.record.unreported() == {"job": toy.coordinator.owner}


def test_a_room_that_fails_again_has_a_letter_of_its_new_attempt(
    toy: ToyPipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The old one is gone, and the new one can be replayed as well."""
    ailing = Ailing(monkeypatch, "end")
    toy.run_all()
    toy.complete()
    assert again(toy).rooms[1].dead_letters == ["job.r0001.end.room_1"]
    ailing.ails = False
    assert "failed" not in {room.status for room in again(toy).rooms}


def test_a_room_that_was_completed_without_the_model_is_not_done_twice(
    toy: ToyPipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was placed in it was counted; with no candidate at all it had failed."""
    Ailing(monkeypatch, "left")
    toy.run_all()
    toy.complete()
    assert replay(toy.record, letter(toy), "somebody", 100) == "finished"
    other = ToyPipeline()
    other.accept(3)
    ailing = Ailing(monkeypatch, "left", "right")
    other.run_all()
    other.complete()
    first, second = other.record.letters()
    ailing.ails = False
    assert replay(other.record, first, "somebody", 100) == "replayed"
    assert replay(other.record, second, "somebody", 100) == "no_letter"


def test_a_room_whose_batch_is_not_through_is_left_where_it_is(
    toy: ToyPipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may still be completed; the letter waits."""
    Ailing(monkeypatch, "left")
    toy.run("left")
    assert replay(toy.record, letter(toy), "somebody", 100) == "open"
    assert letter(toy)


def test_a_letter_without_a_job_or_a_room_is_told_apart(toy: ToyPipeline) -> None:
    """Nobody has a place for it."""
    strange = DeadLetter(id="a", stage="left", reason="why", message="?")
    assert replay(toy.record, strange, "somebody", 100) == "no_room"


def letter_of_another(toy: ToyPipeline, monkeypatch: pytest.MonkeyPatch) -> DeadLetter:
    """A letter that was written for a room, as if the job `other`, which is taken in, had given it up."""
    Ailing(monkeypatch, "end")
    toy.run_all()
    toy.accept(1, "other")
    return structs.replace(letter(toy), job_id="other")


def test_a_letter_of_a_cancelled_job_is_told_so(toy: ToyPipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its owner wanted no more of it."""
    found = letter_of_another(toy, monkeypatch)
    toy.record.close("other", "cancelled", keep_s=100)
    assert replay(toy.record, found, "somebody", 100) == "cancelled"


def test_a_letter_of_an_overdue_job_is_told_so(toy: ToyPipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it had not done may still be in somebody's hands, and would end the replay too early."""
    found = letter_of_another(toy, monkeypatch)
    toy.record.close("other", "overdue", keep_s=100)
    toy.record.close("other", "done", keep_s=100)
    assert replay(toy.record, found, "somebody", 100) == "overdue"
