"""Whether a worker consumes: one that hears nothing must not beat, or its queue would seem to have a worker.

Its consumer makes another connection long before, where it can. What is left is a loop that is stuck: its
process is ended, so that a process manager starts another.
"""

from __future__ import annotations

import os
import signal
import time
from typing import Final

import structlog
from redis import Redis, RedisError

from plenum.pipeline.record.redis import keys
from plenum.telemetry import names
from plenum.worker.hearing import hearing

_DEAF: Final = 3
"""Times an answer's limit: nothing heard for so long is more than one lost connection."""
_TOLD, _ENDED, _KILLED = 2, 10, 15
"""And for so long while Redis answers: it is told of, the worker is asked to stop, it is killed."""


class Ears:
    """Of this process' consumer; asked before each beat."""

    def __init__(self, client: Redis, answer_s: float) -> None:
        self._client = client
        self._answer_s = answer_s
        self._since_s: float | None = None
        """Since when Redis answers, and the consumer hears nothing."""
        self._done: set[int] = set()

    def are_deaf(self) -> bool:
        """Whether the consumer hears nothing. Past a while in which Redis answers, ends the process."""
        if hearing.silent_s() <= _DEAF * self._answer_s:
            self._since_s = None
            self._done.clear()
            return False
        now_s = time.monotonic()
        if self._since_s is None or not self._is_writable():
            self._since_s = now_s
        answers = (now_s - self._since_s) / self._answer_s
        for limit, act in ((_TOLD, self._tell), (_ENDED, self._end), (_KILLED, self._kill)):
            if answers > limit and limit not in self._done:
                self._done.add(limit)
                act()
        return True

    def _is_writable(self) -> bool:
        """A consumer may wait for what cannot be written, too."""
        try:
            self._client.incrby(keys.TAG, 0)
        except RedisError:
            return False
        return True

    @staticmethod
    def _tell() -> None:
        structlog.get_logger().error(names.CONSUMER_DEAF, silent_s=round(hearing.silent_s(), 1))

    @staticmethod
    def _end() -> None:
        os.kill(os.getpid(), signal.SIGTERM)

    @staticmethod
    def _kill() -> None:
        os.kill(os.getpid(), signal.SIGKILL)
