"""Where events come from: what is logged is published too."""

from __future__ import annotations

from typing import Any

from structlog.typing import EventDict, Processor

from plenum.events.bus import Bus
from plenum.telemetry.bound import add_ids


def publishing(bus: Bus) -> Processor:
    """structlog's processor that publishes each event with the fields and ids that it has by then."""

    def publish(_logger: Any, _method: str, event: EventDict) -> EventDict:
        bus.publish(str(event["event"]), {name: value for name, value in event.items() if name != "event"})
        return event

    return publish


class PublishedLog:
    """A logger whose events go to a bus as well, whatever it does with them itself."""

    def __init__(self, log: Any, bus: Bus, service: str) -> None:
        self._log, self._bus, self._service = log, bus, service

    def __getattr__(self, level: str) -> Any:
        """`info`, `error` and so on."""
        say = getattr(self._log, level)

        def said(event: str, **fields: Any) -> None:
            about = {"service": self._service, "level": level, **fields}
            self._bus.publish(event, add_ids(None, level, about))
            say(event, **fields)

        return said
