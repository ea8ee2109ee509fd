"""One connection that is kept, for what is asked with each message.

redis-py's client takes a connection from its pool for each command, looks whether it is still good, and
puts it back: twice the time of the command itself.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Sequence
from typing import Any, Final

from redis import Redis, exceptions

from plenum.pipeline.record.redis.prefixed import named, prefix_of

_IDLE_S: Final = 0.2
"""After so long without a command the pool looks at the connection again: Redis may have been restarted."""


class Line:
    """Commands to Redis, one at a time; who comes meanwhile has one of the pool's connections instead.

    Nothing is asked twice: a connection that is lost raises, and is made anew for the next command.
    """

    def __init__(self, client: Redis) -> None:
        self._client = client
        self._prefix = prefix_of(client)
        self._lock = threading.Lock()
        self._connection: Any = None
        self._pid = 0
        self._asked_s = 0.0

    def ask(self, *command: Any) -> Any:
        """The answer as it comes. Raises RedisError."""
        (answer,) = self.ask_all(command)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def ask_all(self, *commands: Sequence[Any]) -> list[Any]:
        """The answers to commands that are sent together, of which each waits for the one before.

        What Redis refuses has an exception for its answer. Raises RedisError where an answer was lost.
        """
        if not self._lock.acquire(blocking=False):
            return asked_all(self._client, commands)
        try:
            connection = self._kept()
            try:
                whole = [named(self._prefix, command) for command in commands] if self._prefix else commands
                connection.send_packed_command(connection.pack_commands(whole))
                return [_answer(connection) for _ in commands]
            except BaseException:
                # Whatever interrupted it: the next command must not find this one's answer.
                connection.disconnect()
                raise
        finally:
            self._asked_s = time.monotonic()
            self._lock.release()

    def _kept(self) -> Any:
        """This process' own connection: one from before a fork would answer two."""
        pool, pid = self._client.connection_pool, os.getpid()
        if self._pid == pid and time.monotonic() - self._asked_s < _IDLE_S:
            return self._connection
        if self._pid == pid:
            pool.release(self._connection)
        self._pid = 0
        self._connection = pool.get_connection()
        self._pid = pid
        return self._connection


def asked_all(client: Redis, commands: Sequence[Sequence[Any]]) -> list[Any]:
    """As `Line.ask_all`, by one of the pool's connections."""
    pipe = client.pipeline(transaction=False)
    for command in commands:
        pipe.execute_command(*command)  # type: ignore[no-untyped-call]  # redis-py has no types for it
    answers: list[Any] = pipe.execute(raise_on_error=False)
    return answers


def _answer(connection: Any) -> Any:
    try:
        return connection.read_response()
    except exceptions.ResponseError as error:
        return error
