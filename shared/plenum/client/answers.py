"""Hearing of answers: Redis tells of a task's result on a channel of its own, as it tells Celery's clients.

One subscription serves all jobs that a client waits for, read by one thread. It says when to look, not
what is there: who waits looks for itself, and looks now and then untold, so that nothing rests on a
message that a restart of Redis may have swallowed.
"""

from __future__ import annotations

import socket
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import wait
from typing import Any, Final

from redis import Redis, exceptions

from plenum.pipeline.record.redis.keys import result_key

Told = Callable[[], object]
"""What is called, on the subscription's thread, when somebody should look."""
_LISTEN_S: Final = 5.0
"""How long the thread listens before it sees to its connection, which may be broken."""

_UNANSWERED_S: Final = 4.0
"""How long a question whether anybody is there may be under way."""


class Answers:
    """The subscription of one client; nothing is opened before somebody waits."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._waiting: defaultdict[str, set[Told]] = defaultdict(set)
        self._changed = threading.Lock()
        self._closed = False
        self._thread: threading.Thread | None = None
        # What wakes the thread when it is to listen to something else: all commands are the thread's.
        self._woken, self._wake = socket.socketpair()
        self._wake.setblocking(False)

    @contextmanager
    def heard(self, job_id: str) -> Iterator[threading.Event]:
        """An event that is set whenever somebody should look at the job's answer."""
        told = threading.Event()
        self.hear(job_id, told.set)
        try:
            yield told
        finally:
            self.forget(job_id, told.set)

    def hear(self, job_id: str, told: Told) -> None:
        """Have `told` called once the subscription stands, and when the job is answered."""
        channel = result_key(job_id)
        with self._changed:
            others = channel in self._waiting
            self._waiting[channel].add(told)
            if self._thread is None:
                self._thread = threading.Thread(target=self._listen, name="plenum-answers", daemon=True)
                self._thread.start()
        self._nudge()
        if others:
            told()

    def forget(self, job_id: str, told: Told) -> None:
        """Nobody has to be told any more."""
        channel = result_key(job_id)
        with self._changed:
            self._waiting[channel].discard(told)
            if not self._waiting[channel]:
                del self._waiting[channel]
        self._nudge()

    def close(self) -> None:
        """Give the connection back."""
        self._closed = True
        if self._thread is not None:
            self._nudge()
            self._thread.join()
        self._woken.close()
        self._wake.close()

    def _nudge(self) -> None:
        # Full: it is awake already. Closed: nobody listens any more.
        with suppress(OSError):
            self._wake.send(b"x")

    def _listen(self) -> None:
        subscription = _Subscription(self._redis)
        while not self._closed:
            with self._changed:
                channels = set(self._waiting)
            try:
                for channel in subscription.news(channels):
                    self._tell(channel)
                wait([self._woken, *subscription.sockets()], _LISTEN_S)
            except (exceptions.RedisError, OSError):
                # The next one says of each channel that it stands, so that everybody looks once more.
                subscription.end()
                subscription = _Subscription(self._redis)
                wait([self._woken], 0.25)
            if wait([self._woken], 0):
                self._woken.recv(4096)
        subscription.end()

    def _tell(self, channel: str) -> None:
        with self._changed:
            waiting = tuple(self._waiting.get(channel, ()))
        for told in waiting:
            told()


class _Subscription:
    """One connection's; for the thread that reads it."""

    def __init__(self, redis: Redis) -> None:
        self._pubsub = redis.pubsub()  # type: ignore[no-untyped-call]  # redis-py has no types for it
        self._channels: set[str] = set()
        self._asked_s: float | None = None
        """When a question was asked that is not answered yet."""

    def news(self, channels: set[str]) -> Iterator[str]:
        """Those of `channels` to look at: just subscribed to, or told. Raises RedisError."""
        if more := channels - self._channels:
            self._pubsub.subscribe(*more)
        if fewer := self._channels - channels:
            self._pubsub.unsubscribe(*fewer)
        self._channels = channels
        while message := self._next():
            if message["type"] in ("subscribe", "message"):
                yield message["channel"].decode()
        self._see_that_somebody_answers()

    def _see_that_somebody_answers(self) -> None:
        """redis-py asks now and then, and counts what was not answered; it never minds."""
        now_s = time.monotonic()
        if not self._pubsub.health_check_response_counter:
            self._asked_s = None
        elif self._asked_s is None:
            self._asked_s = now_s
        elif now_s - self._asked_s > _UNANSWERED_S:
            raise exceptions.ConnectionError("the subscription is half open: nothing answers")

    def _next(self) -> Any:
        """What has come, but for answers to redis-py's own questions whether anybody is there."""
        message = self._pubsub.get_message(timeout=0.0)
        while message is None and self._has_more():
            message = self._pubsub.get_message(timeout=0.0)
        return message

    def _has_more(self) -> bool:
        connection = self._pubsub.connection
        return connection is not None and bool(connection.can_read(timeout=0))

    def sockets(self) -> list[Any]:
        """What becomes readable with the next message; none before the first channel."""
        found = getattr(self._pubsub.connection, "_sock", None)
        return [] if found is None else [found]

    def end(self) -> None:
        """Give the connection back."""
        with suppress(exceptions.RedisError, OSError):
            self._pubsub.close()
