"""A collector that is away: told once when it goes and once when it is back, whatever is tried between."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import structlog

from plenum.telemetry import names


class Outage:
    """One process' view of what it sends to. Its signals share it: a collector is away for all of them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._since: dict[str, float] = {}
        """Signals that could not be delivered, and when that began; monotonic seconds."""
        self._began = 0.0
        self._dropped = 0

    def failed(self, signal: str, error: str) -> None:
        """A request could not be delivered."""
        with self._lock:
            first = not self._since
            if first:
                self._began, self._dropped = time.monotonic(), 0
            self._since.setdefault(signal, time.monotonic())
        if first:
            _log().warning(names.TELEMETRY_UNDELIVERED, signal=signal, error=error[:300])

    def dropped(self, items: int) -> None:
        """Something was given up meanwhile, or refused for good."""
        with self._lock:
            self._dropped += items

    def delivered(self, signal: str) -> None:
        """A request was delivered."""
        with self._lock:
            if self._since.pop(signal, None) is None or self._since:
                return
            away_s, dropped = round(time.monotonic() - self._began, 3), self._dropped
        _log().warning(names.TELEMETRY_DELIVERED, away_s=away_s, dropped=dropped)


@lru_cache(maxsize=1)
def outage() -> Outage:
    """This process' own, one for whatever it sends."""
    return Outage()


def _log() -> Any:
    """The service's logger; in a program of somebody else's the standard library's."""
    if structlog.is_configured():
        return structlog.get_logger()
    return structlog.wrap_logger(
        logging.getLogger(__name__), processors=[structlog.processors.KeyValueRenderer(key_order=["event"])]
    )


@dataclass(frozen=True)
class Watch:
    """Who is told of outages and losses."""

    outage: Outage
    count: Callable[[str, int], None]
    """Counts items of a signal that are lost."""

    def lost(self, signal: str, items: int) -> None:
        """Count them, and remember them for the outage's end."""
        self.outage.dropped(items)
        self.count(signal, items)
