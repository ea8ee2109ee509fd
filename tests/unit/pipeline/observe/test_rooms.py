"""Which rooms of a batch are spans of their own, and what a failed one says."""

from __future__ import annotations

from plenum.pipeline.observe.rooms import MOST_FAILED, SLOWEST, RoomTimes, failed_rooms, room_spans
from plenum.telemetry import names
from plenum.telemetry.spans import SpanRef
from tests.support.answers import answer, failure

EXECUTE = SpanRef.new()


def told(*answers: object, took: tuple[int, ...] = ()) -> dict[str, tuple[int, int]]:
    """The rooms that are told, with their times; each took 10 ns unless told otherwise."""
    lengths = took or (10,) * len(answers)
    begun = [sum(lengths[:index]) for index in range(len(answers))]
    spans = room_spans("left", EXECUTE, answers, RoomTimes(begun, sum(lengths)))  # type: ignore[arg-type]  # answers, as a test names them
    return {str(span.attributes[names.ROOM_ID]): (span.start_ns, span.end_ns) for span in spans}


def test_of_several_rooms_the_slowest_are_told_with_their_times() -> None:
    """In the order in which they were worked on."""
    rooms = [answer("left", f"room_{n}") for n in range(5)]
    found = told(*rooms, took=(30, 5, 20, 7, 40))
    assert found == {"room_0": (0, 30), "room_2": (35, 55), "room_4": (62, 102)}
    assert len(found) == SLOWEST


def test_a_room_alone_is_told_where_it_failed() -> None:
    """Its batch's span has its time already."""
    assert told(answer("left", "alone")) == {}
    assert told(failure("alone")) == {"alone": (0, 10)}


def test_of_failed_rooms_there_is_a_bound() -> None:
    """A batch in which everything fails is told in its figures."""
    rooms = [failure(f"room_{n}") for n in range(MOST_FAILED + 30)]
    assert len(told(*rooms)) <= MOST_FAILED + SLOWEST


def test_rooms_that_were_not_tried_are_not_told() -> None:
    """Where the model was left out there are answers and no times."""
    assert room_spans("left", EXECUTE, [failure()], RoomTimes((), 0)) == []


def test_a_failed_rooms_span_leads_to_its_exception_and_its_letter() -> None:
    """And carries its traceback, from the letter where the answer has it no more."""
    marked = failure("office", dead_letter="the letter")
    (span,) = room_spans("left", EXECUTE, [marked], RoomTimes((0,), 10, {"office": "Traceback …"}))
    about = {names.ROOM_ID: "office", names.ERROR_TYPE: "ValueError", names.DEAD_LETTER_ID: "the letter"}
    assert (span.error, span.attributes) == ("ValueError: no idea", about)
    (event,) = span.events
    assert event.attributes == {
        names.EXCEPTION_TYPE: "ValueError",
        names.EXCEPTION_MESSAGE: "no idea",
        names.EXCEPTION_STACKTRACE: "Traceback …",
        **about,
    }


def test_a_batchs_error_is_its_most_frequent_one() -> None:
    """With how many rooms failed; nothing where none did."""
    rooms = [failure("a"), failure("b", error="KeyError"), failure("c", error="KeyError"), answer("left")]
    assert failed_rooms(rooms) == {names.FAILED_ROOMS: 3, names.ERROR_TYPE: "KeyError"}
    assert failed_rooms([answer("left")]) == {}
