"""What looks at a worker's events, by its settings."""

from __future__ import annotations

from typing import Any

import pytest
import structlog

from plenum.events.bus import Bus, Event
from plenum.settings import Settings, WrongSettingError
from plenum.worker.taps import taps

HEARD: list[Event] = []


def hears(bus: Bus) -> None:
    """A hook."""
    bus.subscribe(HEARD.append)


def test_nothing_looks_where_nothing_is_set() -> None:
    """A line costs no more than before."""
    assert taps(Settings()) == []


def test_hooks_hear_what_sampling_leaves_out() -> None:
    """Or a summary would be wrong."""
    HEARD.clear()
    config = Settings(hooks=f"{__name__}:hears", log_sampling="model_selected=0")
    written: list[Any] = []

    def end(_logger: Any, _method: str, event: Any) -> Any:
        written.append(event)
        raise structlog.DropEvent

    log = structlog.wrap_logger(None, processors=[*taps(config), end])
    log.info("model_selected")
    log.info("pipeline_complete")
    assert [event.name for event in HEARD] == ["model_selected", "pipeline_complete"]
    assert [event["event"] for event in written] == ["pipeline_complete"]


@pytest.mark.parametrize("wrong", [{"hooks": "no.such:hook"}, {"log_sampling": "model_selected=2"}])
def test_a_wrong_setting_is_named(wrong: dict[str, str]) -> None:
    """Before the worker begins."""
    with pytest.raises(WrongSettingError, match=f"PLENUM_{next(iter(wrong)).upper()}="):
        taps(Settings(**wrong))
