"""Whether a worker was told to stop, for its pool's processes: nothing else tells them before they end.

A process that took one message after the other would hold up its worker's stop for a spell.
"""

from __future__ import annotations

import mmap
from typing import Any

from celery import signals


class Stopping:
    """A byte of memory that a worker's main process shares with the processes that it forks."""

    def __init__(self) -> None:
        self._told = mmap.mmap(-1, 1)
        signals.worker_shutting_down.connect(self._tell, weak=False)

    def __call__(self) -> bool:
        """Whether it stops."""
        return self._told[0] != 0

    def _tell(self, **_: Any) -> None:
        self._told[0] = 1
