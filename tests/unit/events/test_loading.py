"""Hooks by setting: found, or the setting is wrong; heard through structlog."""

from __future__ import annotations

import io
from typing import Any

import pytest
import structlog

from plenum.events.bus import Bus, Event
from plenum.events.loading import bus_of
from plenum.events.log import PublishedLog, publishing
from plenum.settings import WrongSettingError
from plenum.telemetry.bound import bound

HEARD: list[Event] = []


def hears(bus: Bus) -> None:
    """What a setting may name."""
    bus.subscribe(HEARD.append)


def test_the_named_functions_are_called_with_one_bus() -> None:
    """Each of them; none is no bus at all."""
    HEARD.clear()
    assert bus_of("") is None
    bus = bus_of(f"{__name__}:hears, {__name__}:hears")
    assert bus
    bus.publish("pipeline_start", {})
    assert len(HEARD) == 2


@pytest.mark.parametrize("wrong", ["no.such.module:hears", f"{__name__}:nothing", __name__, ":"])
def test_a_hook_that_is_not_there_is_a_wrong_setting(wrong: str) -> None:
    """With the words of the cure."""
    with pytest.raises(WrongSettingError, match="module:function"):
        bus_of(wrong)


def test_what_is_logged_is_published() -> None:
    """As it is before it is written, and written all the same."""
    bus, heard, out = Bus(), list[Event](), io.StringIO()
    bus.subscribe(heard.append)
    log = structlog.wrap_logger(
        structlog.WriteLogger(out), processors=[publishing(bus), structlog.processors.JSONRenderer()]
    )
    log.info("pipeline_start", rooms=3)
    assert heard == [Event("pipeline_start", {"rooms": 3})]
    assert "pipeline_start" in out.getvalue()


def test_a_published_log_says_what_it_is_told_with_the_jobs_ids() -> None:
    """To the bus and to the log that it wraps."""
    bus, heard, said = Bus(), list[Event](), list[Any]()
    bus.subscribe(heard.append)

    class Log:
        def error(self, event: str, **fields: Any) -> None:
            said.append((event, fields))

    with bound({"job_id": "j"}):
        PublishedLog(Log(), bus, "selector").error("room_failed", room_id="r")
    assert said == [("room_failed", {"room_id": "r"})]
    (event,) = heard
    assert event.fields == {"job_id": "j", "service": "selector", "level": "error", "room_id": "r"}
