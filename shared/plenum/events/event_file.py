"""A hook that writes events to a file of its own, a JSON line each, which rotates by size."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path

from plenum.events.bus import Bus, Event

MOST_BYTES = 10_000_000
KEPT = 3


class EventFile:
    """One process' file: two would rotate each other's."""

    def __init__(self, bus: Bus, path: Path, *, most_bytes: int = MOST_BYTES, kept: int = KEPT) -> None:
        """`kept`: how many older files stay beside it, as PATH.1 and so on."""
        self._file = RotatingFileHandler(
            path, maxBytes=most_bytes, backupCount=kept, encoding="utf-8", delay=True
        )
        bus.subscribe(self)

    def __call__(self, event: Event) -> None:
        """A line."""
        told = {"timestamp": datetime.now(UTC).isoformat(), "event": event.name, **event.fields}
        line = json.dumps(told, default=str, ensure_ascii=False)
        self._file.handle(logging.LogRecord("plenum", logging.INFO, "", 0, line, None, None))

    def close(self) -> None:
        """No more lines."""
        self._file.close()
