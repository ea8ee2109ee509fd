"""Waiting at several queues at once, where a message is moved into a list of ours the moment it comes.

Redis waits at one queue in one connection. So there is a connection for each, which asks again when it
was answered.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from multiprocessing.connection import wait
from typing import Any, Final

from redis import Redis, exceptions

WAIT_S: Final = 2.0
"""How long Redis waits before it answers that nothing came."""


class Bell:
    """Rings when a message came. For one thread."""

    def __init__(self, client: Redis, queues: Sequence[str], target: str, answer_s: float) -> None:
        """A connection on which Redis answers nothing for `answer_s` is broken."""
        self._client = client
        self._answer_s = answer_s
        self._target = target
        self._queues = queues
        self._connections: dict[str, Any] = {}
        self._asked: set[str] = set()

    def wait(self) -> bool:
        """Wait until a message was moved, for WAIT_S at most; whether one was. Raises RedisError."""
        for queue in self._queues:
            if queue not in self._asked:
                self._ask(queue)
        ready = wait([self._socket(queue) for queue in self._asked], self._answer_s)
        if not ready:
            self._forget()
            raise exceptions.ConnectionError(f"no answer in {self._answer_s:g} s")
        answered = [queue for queue in tuple(self._asked) if self._socket(queue) in ready]
        return sum(self._answer(queue) for queue in answered) > 0

    def close(self) -> None:
        """Wait for the answers that are due, so that nothing is moved any more."""
        with suppress(exceptions.RedisError):
            for queue in tuple(self._asked):
                self._answer(queue)
        self._forget()

    def _ask(self, queue: str) -> None:
        if queue not in self._connections:
            self._connections[queue] = self._client.connection_pool.get_connection()
        try:
            self._connections[queue].send_command("BLMOVE", queue, self._target, "RIGHT", "LEFT", WAIT_S)
        except exceptions.RedisError:
            self._forget()
            raise
        self._asked.add(queue)

    def _answer(self, queue: str) -> bool:
        try:
            return self._connections[queue].read_response() is not None
        except exceptions.RedisError:
            self._forget()
            raise
        finally:
            self._asked.discard(queue)

    def _socket(self, queue: str) -> Any:
        return self._connections[queue]._sock

    def _forget(self) -> None:
        """Begin anew: what a lost connection was still to move is in the list, or on its queue."""
        for connection in self._connections.values():
            connection.disconnect()
            self._client.connection_pool.release(connection)
        self._connections.clear()
        self._asked.clear()
