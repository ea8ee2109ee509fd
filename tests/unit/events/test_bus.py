"""Who hears of an event, in which order, and what becomes of a handler that fails."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from structlog.testing import capture_logs

from plenum.events.bus import Bus, Event


def noting(heard: list[str], name: str) -> Callable[[Event], None]:
    """A handler that notes its name and the event's."""
    return lambda event: heard.append(f"{name} {event.name}")


def test_handlers_hear_their_event_by_priority() -> None:
    """Higher first, equals as they came; one without an event hears all."""
    bus, heard = Bus(), list[str]()
    bus.subscribe(noting(heard, "last"), priority=-1)
    bus.subscribe(noting(heard, "first"), "room_failed", priority=5)
    bus.subscribe(noting(heard, "second"), "room_failed")
    bus.subscribe(noting(heard, "third"), "room_failed")
    bus.publish("room_failed", {})
    bus.publish("pipeline_start", {})
    assert heard == [
        "first room_failed",
        "second room_failed",
        "third room_failed",
        "last room_failed",
        "last pipeline_start",
    ]


def test_an_error_stays_with_its_handler_and_is_logged_once() -> None:
    """The others hear the event; whoever published goes on; after a success the next error is news again."""
    bus, heard, broken = Bus(), list[str](), [True, True, False, True]

    def fails(_event: Event) -> None:
        if broken.pop(0):
            raise ValueError("no")

    failing = bus.subscribe(fails, priority=1)
    bus.subscribe(noting(heard, "other"))
    with capture_logs() as lines:
        for _ in range(4):
            bus.publish("pipeline_start", {})
    assert len(heard) == 4
    assert [line["event"] for line in lines] == ["hook_failed", "hook_failed"]
    assert failing.failures == 1


def test_what_is_said_of_a_hook_is_no_event_for_hooks() -> None:
    """Or one that always fails would never come to an end."""
    bus, heard = Bus(), list[str]()
    bus.subscribe(noting(heard, "all"))
    bus.publish("hook_failed", {})
    assert heard == []


def test_async_handlers_run_aside_and_their_errors_are_theirs() -> None:
    """Whoever publishes does not wait for them."""
    bus, heard = Bus(), list[str]()

    async def slow(event: Event) -> None:
        await asyncio.sleep(0.01)
        heard.append(event.name)

    async def fails(_event: Event) -> None:
        raise ValueError("no")

    bus.subscribe(slow)
    failing = bus.subscribe(fails)
    bus.publish("pipeline_start", {})
    assert bus.drain(60)
    assert heard == ["pipeline_start"]
    assert failing.failures == 1


def test_a_handler_that_never_ends_is_waited_for_no_longer_than_is_said() -> None:
    """And the bus says that it did not end."""
    bus = Bus()

    async def hangs(_event: Event) -> None:
        await asyncio.Event().wait()

    bus.subscribe(hangs)
    bus.publish("pipeline_start", {})
    assert not bus.drain(0.01)


def test_a_subscription_and_the_bus_are_switched_off_and_on() -> None:
    """What was published meanwhile is not heard later."""
    bus, heard = Bus(), list[str]()
    one = bus.subscribe(noting(heard, "one"))
    one.enabled = False
    bus.publish("a", {})
    one.enabled = True
    bus.enabled = False
    bus.publish("b", {})
    bus.enabled = True
    bus.publish("c", {})
    assert heard == ["one c"]


@pytest.mark.parametrize("cleared", [True, False])
def test_who_was_taken_off_hears_nothing(cleared: bool) -> None:
    """One by one, or all at once."""
    bus, heard = Bus(), list[str]()
    one = bus.subscribe(noting(heard, "one"))
    bus.subscribe(noting(heard, "other"))
    if cleared:
        bus.clear()
    else:
        bus.unsubscribe(one)
        bus.unsubscribe(one)
    bus.publish("a", {})
    assert heard == ([] if cleared else ["other a"])
