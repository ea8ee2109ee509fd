"""When this worker's consumer last heard from Redis: who beats and does not consume holds up its queue.

The consumer is a loop in the main process' main thread, the heartbeat another thread with a connection of its
own; the first may be lost, or stuck, while the second goes on.
"""

from __future__ import annotations

import time


class Hearing:
    """Told by the transport, asked by the heartbeat."""

    def __init__(self) -> None:
        self._at_s = time.monotonic()

    def heard(self) -> None:
        """A poll was answered, or there is none for there is work in hand."""
        self._at_s = time.monotonic()

    def silent_s(self) -> float:
        """For how long nothing was heard, in s."""
        return time.monotonic() - self._at_s


hearing = Hearing()
"""This process' consumer's."""
