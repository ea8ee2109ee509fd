"""What is emitted after the work: by a thread, a few times a second, not in the way of the next stage.

Spans, points and log records cost as much to build as to send. Built one message at a time they would
make every message dearer; built many at a time they are cheaper too.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from typing import Final

from plenum.telemetry import names

Emission = Callable[[], object]
"""Builds and emits something: spans, points, a log record. It holds all it says: times, ids, outcomes."""
MOST: Final = 1024
"""Emissions that wait at most; past it they are made by who brings them, so that none is lost."""


class Later:
    """Emissions in a line, and the thread that makes them, in order."""

    def __init__(self, every_s: float) -> None:
        self._line: deque[Emission] = deque()
        self._every_s = every_s
        self._emitting = threading.RLock()
        self._stop = threading.Event()
        threading.Thread(target=self._run, name="plenum-telemetry", daemon=True).start()

    def add(self, emission: Emission) -> None:
        """Have this emitted soon."""
        self._line.append(emission)
        if self._stop.is_set() or len(self._line) > MOST:
            self.emit()

    def emit(self) -> None:
        """Emit everything that waits, now."""
        with self._emitting:
            while self._line:
                try:
                    self._line.popleft()()
                except Exception:
                    logging.getLogger(__name__).exception(names.TELEMETRY_FAILED)

    def close(self) -> None:
        """Emit what waits; what comes later is emitted at once."""
        self._stop.set()
        self.emit()

    def _run(self) -> None:
        while not self._stop.wait(self._every_s):
            self.emit()
