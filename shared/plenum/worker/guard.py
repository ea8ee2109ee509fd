"""The bound on a model's time for one room, and the note of which room is being tried."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

from plenum.pipeline.work import Guard

_SLICES: Final = 10
"""Of a limit at least; a room may overrun it by one."""
_SLICE_S: Final = 1.0
"""And no longer than this."""


class RoomTimeLimitError(Exception):
    """A model took longer for one room than it may."""


class Allowance:
    """What is left of a limit, taken off slice by slice.

    A slice that lasted far longer than it should was a pause: the process or its machine stood still, and
    no work was done. A native call keeps slices from ending too, but uses the processor meanwhile.
    """

    def __init__(self, limit_s: float) -> None:
        self.left_s = limit_s
        self.slice_s = min(_SLICE_S, limit_s / _SLICES)
        self._wall_s, self._processor_s = time.monotonic(), time.process_time()

    def take(self) -> bool:
        """A slice has ended; whether anything is left."""
        wall_s, processor_s = time.monotonic(), time.process_time()
        passed_s = min(wall_s - self._wall_s, 2 * self.slice_s)
        self.left_s -= max(passed_s, processor_s - self._processor_s)
        self._wall_s, self._processor_s = wall_s, processor_s
        return self.left_s > 0


def room_guard(limit_s: float, begins: Callable[[str], None] | None = None) -> Guard:
    """A guard that ends a room's work after `limit_s`, and first reports the room where asked to.

    The alarm reaches Python code alone; a native call that hangs is ended with its process by the
    batch's limit, and the room is found out at the next attempt.
    """

    @contextmanager
    def guard(room_id: str) -> Iterator[None]:
        if begins:
            begins(room_id)
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        allowance = Allowance(limit_s)

        def ring(_signal: int, _frame: FrameType | None) -> None:
            if not allowance.take():
                raise RoomTimeLimitError(f"no answer for {room_id} within {limit_s:g} s")

        before = signal.signal(signal.SIGALRM, ring)
        signal.setitimer(signal.ITIMER_REAL, allowance.slice_s, allowance.slice_s)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)

    return guard
