"""What answers say of a model, and a whole pipeline while one of its models is sick."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from plenum.ceiling.asked.brief import Brief
from plenum.ceiling.room.layout import Layout
from plenum.ceiling.room.room import Room
from plenum.files.read import read_building
from plenum.pipeline.answers import Absence, Failure
from plenum.pipeline.batch import BatchRoom
from plenum.pipeline.job import Slot
from plenum.pipeline.record.breaker import Evidence
from plenum.pipeline.stage import trust
from plenum.telemetry import names
from tests.support import toy_models
from tests.support.toy_pipeline import ToyPipeline

SLOT = Slot("job", "b0", "left")
ROOMS = [BatchRoom(n, Room(f"room_{n}", ("." * (n + 1),))) for n in range(2)]


class Sick:
    """A model's place in which a test makes it fail, and heals it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
        self.is_sick = True
        self.asked = 0
        healthy = getattr(toy_models, name)

        def model(room: Room, brief: Brief) -> Layout:
            self.asked += 1
            if self.is_sick:
                raise ArithmeticError("no weights")
            return healthy(room, brief)

        monkeypatch.setattr(toy_models, name, model)


class Clinic(ToyPipeline):
    """Two failures open a breaker for a minute, one batch closes it; the clock is the test's."""

    def __init__(self) -> None:
        super().__init__(breaker_failures=2, breaker_successes=1, breaker_open_s=60)
        self.now_ms = 1e12
        self.record._clock = lambda: self.now_ms
        self._jobs: Iterator[int] = iter(range(1, 100))

    def job(self) -> Any:
        """One more job of one room, which is like no other; what came of it."""
        number = next(self._jobs)
        room = {"room_id": "room", "tile_m": 0.6, "ceiling_height_m": 2.8, "rows": ["." * (number + 3)] * 4}
        source = {"schema": "plenum.building/1", "building_id": "b", "rooms": [room]}
        self.accept(read_building(source), f"job{number}")
        self.run_all()
        return self.complete(f"job{number}").rooms[0]


@pytest.fixture
def clinic() -> Clinic:
    """With no job in it."""
    return Clinic()


def test_one_answer_in_a_batch_speaks_for_the_model() -> None:
    """Whatever failed beside it failed by itself."""
    failure = Failure(room_id="room_0", error="ValueError", message="no")
    assert trust.evidence(SLOT, ROOMS[:1], [failure]) == Evidence(
        "left", "job", (trust.mark(ROOMS[0]),), "ValueError: no"
    )
    answers: list[Any] = [failure, object()]
    assert trust.evidence(SLOT, ROOMS, answers) == Evidence("left")


def test_a_room_given_up_for_its_deaths_says_nothing_new() -> None:
    """Each death was counted when it was found."""
    killed = Failure(room_id="room_0", error=trust.KILLED, message="3 times")
    assert trust.evidence(SLOT, ROOMS[:1], [killed]) is None


def test_rooms_of_one_content_have_one_mark() -> None:
    """Whatever they are called."""
    rooms = [BatchRoom(0, Room(name, ("...",), name=name)) for name in ("a", "b")]
    assert trust.mark(rooms[0]) == trust.mark(rooms[1]) != trust.mark(BatchRoom(0, Room("a", ("..",))))


def test_a_sick_light_model_is_left_out_and_the_room_says_why(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not asked; there is no dead letter for what others stand in for, and no word of others' rooms."""
    sick = Sick(monkeypatch, "left")
    clinic.job()
    clinic.job()
    asked, letters = sick.asked, len(clinic.record.letters())
    room = clinic.job()
    assert room.selected_model == "right"
    (degraded,) = room.degraded
    assert degraded == ("left: left out, it failed room after room (ArithmeticError); tried again in 60 s")
    assert (sick.asked, len(clinic.record.letters())) == (asked, letters)
    assert isinstance(clinic.output("left", "job3"), Absence)
    assert clinic.of("left").event(names.CANDIDATE_GIVEN_UP)["reason"] in degraded
    spans = [span.name for span in clinic.of("left").telemetry.spans]
    assert (spans.count("process left"), spans.count("execute left")) == (3, 2)


def test_a_sick_serial_stage_fails_fast_with_a_time_to_retry(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The room's letter is kept, to be replayed when the stage is well."""
    sick = Sick(monkeypatch, "end")
    for _ in range(2):
        assert clinic.job().status == "failed"
    asked = sick.asked
    clinic.now_ms += 20_000
    room = clinic.job()
    assert room.status == "failed"
    assert "BreakerOpen" in room.reasons[0]
    assert "tried again in 40 s" in room.reasons[0]
    assert sick.asked == asked
    assert room.dead_letters[0] in {letter.id for letter in clinic.record.letters()}


def test_a_model_that_is_well_again_is_taken_back(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    """After its time it is tried; each change is an event with its reason."""
    sick = Sick(monkeypatch, "left")
    clinic.job()
    clinic.job()
    clinic.now_ms += 60_000
    assert clinic.job().degraded[0].startswith("left: ArithmeticError"), "a trial that failed"
    clinic.now_ms += 60_000
    sick.is_sick = False
    for _ in range(2):
        assert clinic.job().degraded == []
    told = [event for event in clinic.of("left").events if event["event"] == names.BREAKER_CHANGED]
    assert [event["state"] for event in told] == ["open", "half_open", "open", "half_open", "closed"]
    assert {event["model_name"] for event in told} == {"left"}
    assert clinic.record.breakers() == {}


def test_what_is_said_twice_in_a_row_is_told_once() -> None:
    """A healthy turn's batches say one thing together."""
    well, ill = Evidence("left"), Evidence("left", "job", ("a",), "why")
    assert trust.several([well, well, None, ill, well]) == [well, ill, well]
