"""A stage's run when something goes wrong: with a room, with the process, with the infrastructure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from plenum.ceiling.room.layout import Layout
from plenum.ceiling.room.room import Room
from plenum.pipeline.answers import Answer, Failure, RoomAnswer
from plenum.pipeline.job import Slot
from plenum.pipeline.record.calls import Limits, Started
from plenum.pipeline.stage.doubts import MOST_ATTEMPTS, MOST_DEATHS, Begins
from plenum.pipeline.work import Guard
from plenum.telemetry import names
from tests.support import toy_models
from tests.support.record_driver import begin
from tests.support.toy_pipeline import ToyPipeline

SLOT = Slot("job", "b0000", "left")


@pytest.fixture
def toy() -> ToyPipeline:
    """With a job of three rooms in it."""
    pipeline = ToyPipeline()
    pipeline.accept(3)
    return pipeline


@pytest.fixture
def fails(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, BaseException], None]:
    """Lets the left model raise this in that room."""
    model = toy_models.left

    def set_up(room_id: str, error: BaseException) -> None:
        def failing(room: Room, brief: Any) -> Layout:
            if room.room_id == room_id:
                raise error
            return model(room, brief)

        monkeypatch.setattr(toy_models, "left", failing)

    return set_up


def attempts(toy: ToyPipeline, *suspects: str) -> None:
    """So many attempts that died, each at one room."""
    for number, room_id in enumerate(suspects):
        assert isinstance(begin(toy.record, SLOT, f"dead {number}"), Started)
        if room_id:
            toy.record.suspect(SLOT, room_id)


def test_a_model_that_raises_fails_its_room_alone(toy: ToyPipeline, fails: Any) -> None:
    """The others are answered, and the batch goes on."""
    fails("room_1", ValueError("no idea"))
    toy.run("left")
    answers = toy.answers("left")
    failed = answers.pop("room_1")
    assert isinstance(failed, Failure)
    assert (failed.error, failed.message, failed.traceback) == ("ValueError", "no idea", "")
    assert all(isinstance(answer, Answer) for answer in answers.values())
    assert toy.sums() == {"executions:left": 2}
    toy.run("right")
    assert toy.message("choose")


def test_a_room_that_failed_is_a_dead_letter_with_all_to_try_it_again(toy: ToyPipeline, fails: Any) -> None:
    """The room, its settings, the traceback; its answer names the letter."""
    fails("room_1", ValueError("no idea"))
    toy.run("left")
    (letter,) = toy.record.letters()
    assert toy.answers("left")["room_1"].dead_letter == letter.id == "job.b0000.left.room_1"
    assert (letter.reason, letter.room_id, letter.stage) == ("ValueError: no idea", "room_1", "left")
    assert "no idea" in letter.traceback
    building = letter.building()
    assert building is not None
    assert building.rooms[0].rows == ("." * 10,) * 8


def test_a_room_that_failed_is_told(toy: ToyPipeline, fails: Any) -> None:
    """An event a room, their number and the failure on the batch's spans; the run itself is committed."""
    fails("room_1", ValueError("no idea"))
    toy.run("left")
    left = toy.of("left")
    event = left.event(names.ROOM_FAILED)
    assert (event["room_id"], event["error"], event["log_level"]) == ("room_1", "ValueError", "error")
    for name in ("process left", "execute left"):
        span = left.telemetry.span(name)
        assert (span.attributes[names.ROOMS], span.attributes[names.FAILED_ROOMS]) == (3, 1)
        assert span.error == "1 of 3 rooms"


def test_a_guard_that_loses_patience_fails_its_room_alone(toy: ToyPipeline) -> None:
    """As a model does that raises."""

    class EnoughError(Exception):
        pass

    @contextmanager
    def guard(room_id: str) -> Iterator[None]:
        if room_id == "room_2":
            raise EnoughError("20 s")
        yield

    toy.run("left", guarding=lambda _begins: guard)
    failed = {i for i, answer in toy.answers("left").items() if isinstance(answer, Failure)}
    assert failed == {"room_2"}


def test_what_ends_the_process_gives_the_batch_back_and_tells_of_it(toy: ToyPipeline, fails: Any) -> None:
    """A failed span; nothing is committed, and the sweep sends the batch again at once."""
    fails("room_1", KeyboardInterrupt("now"))
    with pytest.raises(KeyboardInterrupt):
        toy.run("left")
    wait, process = toy.of("left").telemetry.spans
    assert (wait.name, process.name) == ("wait left", "process left")
    assert process.error == "now"
    assert process.attributes[names.ERROR_TYPE] == "KeyboardInterrupt"
    assert process.attributes[names.OUTCOME] == "error"
    assert toy.output("left") is None
    swept = toy.record.sweep(Limits(100, 100, settle_s=0))
    assert swept.resent == (SLOT,)
    started = begin(toy.record, SLOT, "the next")
    assert isinstance(started, Started)
    assert started.deaths == {}


def test_infrastructure_that_fails_is_raised_to_the_host(
    toy: ToyPipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A record that is away is no room's error: the batch is done again."""
    toy.take_record_away(monkeypatch)
    with pytest.raises(ConnectionError):
        toy.run("left")
    assert toy.of("left").telemetry.span("process left").error == "the record is away"
    assert toy.record.letters() == []


@pytest.mark.parametrize(("before", "noted"), [((), []), (("",), ["room_1", "room_0", "room_2"])])
def test_rooms_are_noted_one_by_one_from_the_second_attempt_on(
    toy: ToyPipeline, before: tuple[str, ...], noted: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first attempt saves itself the notes: most batches need only one."""
    heard: list[str] = []
    monkeypatch.setattr(toy.record, "suspect", lambda _slot, room_id, _mark: heard.append(room_id))

    def guarding(begins: Begins | None) -> Guard:
        @contextmanager
        def guard(room_id: str) -> Iterator[None]:
            if begins:
                begins(room_id)
            yield

        return guard

    attempts(toy, *before)
    toy.run("left", guarding=guarding)
    assert sorted(heard) == sorted(noted)


@pytest.mark.parametrize("deaths", [MOST_DEATHS - 2, MOST_DEATHS - 1])
def test_a_room_that_killed_three_workers_is_not_tried_again(toy: ToyPipeline, deaths: int) -> None:
    """The first death is nobody's yet: a room that is named twice has killed three."""
    attempts(toy, "", *["room_1"] * deaths)
    toy.run("left")
    answers = toy.answers("left")
    given_up = {i for i, answer in answers.items() if isinstance(answer, Failure)}
    assert given_up == ({"room_1"} if deaths == MOST_DEATHS - 1 else set())
    if given_up:
        assert str(answers["room_1"]) == "WorkerKilled: killed its worker 3 times"
        assert [letter.room_id for letter in toy.record.letters()] == ["room_1"]


@pytest.mark.parametrize("before", [MOST_ATTEMPTS - 1, MOST_ATTEMPTS])
def test_a_batch_that_never_ends_is_given_up_whole(toy: ToyPipeline, before: int) -> None:
    """The twelfth attempt is the last one that tries."""
    attempts(toy, *[""] * before)
    toy.run("left")
    failed = [answer for answer in toy.answers("left").values() if isinstance(answer, Failure)]
    if before < MOST_ATTEMPTS:
        assert failed == []
        return
    assert len(failed) == 3
    assert {str(f) for f in failed} == {"WorkerKilled: its batch was begun 12 times and never ended"}
    assert len(toy.record.letters()) == 3


@pytest.mark.parametrize("before", [MOST_ATTEMPTS, 2 * MOST_ATTEMPTS])
def test_of_a_batch_that_never_ends_the_suspects_are_given_up_first(toy: ToyPipeline, before: int) -> None:
    """Its other rooms have as many attempts again."""
    attempts(toy, "room_1", *[""] * (before - 1))
    toy.run("left")
    failed = {i for i, answer in toy.answers("left").items() if isinstance(answer, Failure)}
    assert failed == ({"room_1"} if before == MOST_ATTEMPTS else {"room_0", "room_1", "room_2"})


def test_a_room_at_which_workers_died_is_tried_alone_and_blamed_only_if_that_fails(toy: ToyPipeline) -> None:
    """Whoever tries it is told which room, how to, and what for; it is noted first, as any other."""
    heard: list[tuple[str, str]] = []

    def trial(room_id: str, answer: Callable[[], RoomAnswer], blame: str) -> RoomAnswer:
        heard.append((room_id, blame))
        return answer()

    attempts(toy, "", *["room_1"] * (MOST_DEATHS - 1))
    toy.run("left", trial=trial)
    assert heard == [("room_1", "killed its worker 3 times")]
    assert not [answer for answer in toy.answers("left").values() if isinstance(answer, Failure)]
    assert toy.record._entries[SLOT.job_id].attempts[SLOT.batch, SLOT.stage].room == "room_1"
