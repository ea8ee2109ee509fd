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

from plenum.pipeline.record.redis.prefixed import named, prefix_of

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

    def wait(self) -> list[bytes]:
        """Wait until a message was moved, for WAIT_S at most; what the list then holds, the latest first.

        Nothing where none came. Raises RedisError.
        """
        for queue in self._queues:
            if queue not in self._asked:
                self._ask(queue)
        ready = wait([self._socket(queue) for queue in self._asked], self._answer_s)
        if not ready:
            self._forget()
            raise exceptions.ConnectionError(f"no answer in {self._answer_s:g} s")
        answered = [queue for queue in tuple(self._asked) if self._socket(queue) in ready]
        # Nothing is taken out of the list meanwhile: where both rang, the longer one is the later.
        return max(map(self._answer, answered), key=len)

    def close(self) -> None:
        """Wait for the answers that are due, so that nothing is moved any more."""
        with suppress(exceptions.RedisError):
            for queue in tuple(self._asked):
                self._answer(queue)
        self._forget()

    def _ask(self, queue: str) -> None:
        if queue not in self._connections:
            self._connections[queue] = self._client.connection_pool.get_connection()
        connection = self._connections[queue]
        moves = ("BLMOVE", queue, self._target, "RIGHT", "LEFT", WAIT_S)
        prefix = prefix_of(self._client)
        asked = [named(prefix, command) for command in (moves, ("LRANGE", self._target, 0, -1))]
        try:
            connection.send_packed_command(connection.pack_commands(asked))
        except exceptions.RedisError:
            self._forget()
            raise
        self._asked.add(queue)

    def _answer(self, queue: str) -> list[bytes]:
        connection = self._connections[queue]
        try:
            moved, held = connection.read_response(), connection.read_response()
        except exceptions.RedisError:
            self._forget()
            raise
        finally:
            self._asked.discard(queue)
        return held if moved is not None else []

    def _socket(self, queue: str) -> Any:
        return self._connections[queue]._sock

    def _forget(self) -> None:
        """Begin anew: what a lost connection was still to move is in the list, or on its queue."""
        for connection in self._connections.values():
            connection.disconnect()
            self._client.connection_pool.release(connection)
        self._connections.clear()
        self._asked.clear()
