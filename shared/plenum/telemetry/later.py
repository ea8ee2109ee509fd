"""What is told after the work: by a thread, a few times a second, not in the way of the next stage.

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

Tell = Callable[[], object]
MOST: Final = 1024
"""Tellings that wait at most; past it they are told by who brings them, so that none is lost."""


class Later:
    """A line of tellings and the thread that tells them, in order."""

    def __init__(self, every_s: float) -> None:
        self._line: deque[Tell] = deque()
        self._every_s = every_s
        self._telling = threading.RLock()
        self._stop = threading.Event()
        threading.Thread(target=self._run, name="plenum-telling", daemon=True).start()

    def add(self, tell: Tell) -> None:
        """Have this told soon. It must hold all it says: times, ids, outcomes."""
        self._line.append(tell)
        if self._stop.is_set() or len(self._line) > MOST:
            self.tell()

    def tell(self) -> None:
        """Tell everything that waits, now."""
        with self._telling:
            while self._line:
                try:
                    self._line.popleft()()
                except Exception:
                    logging.getLogger(__name__).exception(names.TELEMETRY_FAILED)

    def close(self) -> None:
        """Tell what waits; what comes later is told at once."""
        self._stop.set()
        self.tell()

    def _run(self) -> None:
        while not self._stop.wait(self._every_s):
            self.tell()
