"""The bound on a model's time for one room, and the note of which room is being tried."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from plenum.pipeline.work import Guard
from plenum.worker.allowance import Allowance


class RoomTimeLimitError(Exception):
    """A model took longer for one room than it may."""


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
