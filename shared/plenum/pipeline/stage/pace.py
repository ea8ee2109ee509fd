"""How much a turn takes: what its stage has lately done in a moment, and no more than a script can hold."""

from __future__ import annotations

import time
from typing import Final

from plenum.pipeline.record.calls import Takes

TURN_S: Final = 0.02
"""Work that a turn takes at once. Longer turns save little, and keep it from a replica that is idle."""
MOST_MESSAGES: Final = 64
"""Redis' Lua unpacks some 8,000 values: a turn stays far below that."""
MOST_SIZE: Final = 1_000_000
"""Bytes of input that a script hands out at once."""
_WEIGHT: Final = 0.3
"""Of the latest turn in the running means."""


BUSY: Final = 4
"""Up to so many times longer than it works, a thread is taken to wait for a processor: that is no reason to
take less at once, but more. A model that waits longer waits for something else."""


class Clock:
    """Seconds since it was made, for the thread that made it."""

    def __init__(self) -> None:
        self._wall, self._own = time.monotonic(), time.thread_time()

    @property
    def wall_s(self) -> float:
        """As everybody counts them."""
        return time.monotonic() - self._wall

    @property
    def worked_s(self) -> float:
        """Of work, without waiting for a processor on a busy machine."""
        return max(time.thread_time() - self._own, self.wall_s / BUSY)


class Pace:
    """Running means of what a message and a byte of its input take. The first turn takes one message."""

    def __init__(self) -> None:
        self._message_s = TURN_S
        self._byte_s = TURN_S / MOST_SIZE

    def learn(self, messages: int, size: int, took_s: float) -> None:
        """So many messages of so many bytes took so long."""
        self._message_s += _WEIGHT * (took_s / messages - self._message_s)
        self._byte_s += _WEIGHT * (took_s / max(1, size) - self._byte_s)

    def takes(self) -> Takes:
        """What is expected to be done within TURN_S: at least one message, whatever its size."""
        messages = int(TURN_S / max(self._message_s, 1e-9))
        size = int(TURN_S / max(self._byte_s, 1e-12))
        return Takes(min(max(1, messages), MOST_MESSAGES), min(size, MOST_SIZE))
