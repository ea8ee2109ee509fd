"""Dead letters: for rooms that failed, and for messages that are none of ours."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.room import Room
from plenum.ceiling.whole.typical import Typical
from plenum.pipeline.answers import Failure
from plenum.pipeline.batch import BatchRoom
from plenum.pipeline.job import Slot
from plenum.pipeline.record import letters
from plenum.pipeline.record.letters import MOST_BYTES, MOST_MESSAGE_BYTES, DeadLetter
from tests.support.answers import answer, failure
from tests.support.record_driver import Driver

MESSAGE = Driver.push(Slot("job", "b0", "left")).message
SETTINGS = Settings(overrides={"maintenance_factor": 0.7})
ROOM = Room("office", ("...",) * 2)


def letters_for(room: Room) -> tuple[Failure, DeadLetter]:
    """What becomes of a failure in this room, beside a room that was answered."""
    rooms = [BatchRoom(0, replace(ROOM, room_id="other")), BatchRoom(1, room)]
    answers = [answer("left", "other"), failure(room.room_id, traceback="in line 1")]
    marked, found = letters.for_rooms(MESSAGE, answers, rooms, SETTINGS)
    assert marked[0] is answers[0]
    (letter,) = found
    assert isinstance(marked[1], Failure)
    return marked[1], letter


def test_a_room_that_failed_has_a_letter_and_its_answer_names_it() -> None:
    """The traceback is in the letter alone: results are handed out."""
    failed, letter = letters_for(ROOM)
    assert letter.id == failed.dead_letter == "job.b0.left.office"
    assert (letter.job_id, letter.batch_id, letter.stage, letter.room_id) == ("job", "b0", "left", "office")
    assert (letter.reason, letter.traceback) == ("ValueError: no idea", "in line 1")
    assert letter.trace_id == "1" * 32
    assert failed.traceback == ""


def test_a_letters_room_is_a_building_that_can_be_placed_again() -> None:
    """Under the settings of its own."""
    _, letter = letters_for(ROOM)
    building = letter.building()
    assert building is not None
    assert (building.rooms, building.settings) == ((ROOM,), SETTINGS)


def test_a_letters_room_is_done_again_as_its_batch_had_it() -> None:
    """As the typical one of the rooms that are nearly like it, too."""
    entry = BatchRoom(3, ROOM, most_lights=4, typical=Typical(ROOM.rows, ROOM.outline, 2.8, 4))
    _, (letter,) = letters.for_rooms(MESSAGE, [failure("office")], [entry], SETTINGS)
    assert letter.batch_room() == entry


def test_a_room_that_is_too_long_is_cut_and_cannot_be_placed_again() -> None:
    """A hall does not fill the store; the letter still says that it failed."""
    hall = Room("hall", ("." * 300,) * 300)
    _, letter = letters_for(hall)
    assert isinstance(letter.room, str)
    assert len(letter.room) == MOST_BYTES
    assert letter.building() is None


def test_a_letter_survives_the_store() -> None:
    """Whole or cut, and with no more fields than it has."""
    for room in (ROOM, Room("hall", ("." * 300,) * 300)):
        _, letter = letters_for(room)
        assert msgspec.json.decode(msgspec.json.encode(letter), type=DeadLetter) == letter
    short = letters.for_message("left", 7, "why")
    assert set(msgspec.json.decode(msgspec.json.encode(short))) == {
        *("id", "stage", "reason", "message"),
        *("host", "written"),
    }


def test_the_same_message_twice_is_one_letter() -> None:
    """On the same queue; another message or another queue is another letter."""
    first = letters.for_message("left", {"a": 1}, "why")
    assert letters.for_message("left", {"a": 1}, "why again").id == first.id
    others = {letters.for_message(queue, raw, "why").id for queue, raw in (("left", 1), ("right", {"a": 1}))}
    assert len({first.id, *others}) == 3
    assert first.building() is None


@pytest.mark.parametrize("raw", ["x" * 10_000_000, b"\xff", {"a": object()}, "\ud800"])
def test_whatever_a_stranger_sends_makes_a_short_letter(raw: object) -> None:
    """Any size, any type, text that is none."""
    letter = letters.for_message("left", raw, "why")
    assert 0 < len(letter.message) <= MOST_MESSAGE_BYTES
    assert letter.id.startswith("message.left.")
    msgspec.json.encode(letter)


@pytest.mark.slow
def test_what_is_nested_too_deep_is_said_to_be() -> None:
    """JSON gives up on it; the letter does not."""
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    assert letters.for_message("left", deep, "why").message == "nested too deep to be shown"
