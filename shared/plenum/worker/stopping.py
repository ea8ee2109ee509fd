"""Whether a worker was told to stop, for its pool's processes: nothing else tells them before they end.

A process that took one message after the other would hold up its worker's stop for a spell. What it is at
it may go on with for a moment; then it is interrupted and gives back what it holds, before whoever told the
worker to stop loses patience: containers give it 10 s.
"""

from __future__ import annotations

import mmap
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final

from billiard.process import active_children
from celery import signals

from plenum.pipeline.work import Guard, StoppedError

PATIENCE_S: Final = 5.0
"""For what is worked on when a worker is told to stop."""


class Stopping:
    """A byte of memory that a worker's main process shares with the processes that it forks."""

    def __init__(self) -> None:
        self._told = mmap.mmap(-1, 1)
        self._leaves = False
        """Whether this process is where it may be interrupted."""
        signals.worker_shutting_down.connect(self._tell, weak=False)
        signals.worker_process_init.connect(self._listen, weak=False)

    def __call__(self) -> bool:
        """Whether it stops."""
        return self._told[0] != 0

    def bounding(self, guard: Guard) -> Guard:
        """The same guard, within which a stop interrupts the work by StoppedError.

        That reaches Python code alone: a native call goes on until its process is killed.
        """

        @contextmanager
        def bounded(room_id: str) -> Iterator[None]:
            with guard(room_id):
                try:
                    self._leaves = True
                    yield
                finally:
                    self._leaves = False

        return bounded

    def _tell(self, **_: Any) -> None:
        self._told[0] = 1
        patience = threading.Timer(PATIENCE_S, self._interrupt)
        patience.daemon = True
        patience.start()

    def _interrupt(self) -> None:
        """What the pool's processes work on, where they can be interrupted."""
        for process in active_children():
            with suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGUSR2)

    def _listen(self, **_: Any) -> None:
        signal.signal(signal.SIGUSR2, self._leave)

    def _leave(self, *_: Any) -> None:
        if self._leaves:
            raise StoppedError("its worker stops")
