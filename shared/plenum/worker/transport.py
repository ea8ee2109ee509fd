"""kombu's Redis transport, but a message that cannot be read is set aside instead of ending the worker.

Who can reach Redis can push anything onto a queue. kombu reads the JSON of a queue's entry and Celery
its headers in the worker's main process, outside any handler: one entry of another shape would end
each worker that takes it, and its loss would be told nowhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from queue import Empty
from typing import Any, Final

import structlog
from kombu.transport import TRANSPORT_ALIASES, redis
from redis import ConnectionPool, Redis
from redis.exceptions import ConnectionError, ResponseError  # noqa: A004 - as Redis names it
from redis.sentinel import SentinelManagedConnection, SentinelManagedSSLConnection

from plenum.pipeline.errors import UnreadableMessageError
from plenum.pipeline.record import letters
from plenum.pipeline.record.redis.prefixed import Prefixed
from plenum.pipeline.record.redis.reaching import PASSING, master_pool, passes
from plenum.pipeline.record.redis.record import RedisRecord
from plenum.pipeline.record.redis.refusals import refuse, waiting_id
from plenum.redis_url import RedisUrl
from plenum.settings import settings
from plenum.telemetry import names
from plenum.worker import compression, order
from plenum.worker.hearing import hearing

NAME: Final = "plenum-redis"
AT: Final = "reached_at"
"""The transport's option that tells Redis' address."""
MALFORMED = (ValueError, TypeError, KeyError, AttributeError, RecursionError, MemoryError)
"""What reading an entry raises when its shape is wrong; a lost connection raises none of these."""


@contextmanager
def lost_if_it_passes() -> Iterator[None]:
    """An error without a class of its own that will pass (a blocking call that a fail-over ended) is to
    Celery a connection that was lost: it makes another.
    """
    try:
        yield
    except ResponseError as error:
        if passes(error):
            raise ConnectionError(str(error)) from error
        raise


class Channel(redis.Channel):
    """Outlives entries that are no JSON; keeps its client; finishes what is begun first."""

    queue_order_strategy = order.NAME
    reached_at = RedisUrl(())
    from_transport_options: tuple[str, ...] = (*redis.Channel.from_transport_options, AT)  # type: ignore[assignment]  # kombu and Celery have no types
    _kept: Any = None

    def _get_pool(self, asynchronous: bool = False) -> ConnectionPool:
        """Of the master, where Sentinels are asked for it."""
        if not self.reached_at.master_name:
            return super()._get_pool(asynchronous)  # type: ignore[no-any-return, no-untyped-call]  # kombu and Celery have no types
        kind = SentinelManagedSSLConnection if self.reached_at.tls else SentinelManagedConnection
        self.connection_class = kind  # type: ignore[assignment]  # kombu and Celery have no types
        wanted = self._connparams(asynchronous)  # type: ignore[no-untyped-call]  # kombu and Celery have no types
        self.keyprefix_fanout = self.keyprefix_fanout.format(db=wanted["db"])
        del wanted["host"], wanted["port"]
        return master_pool(self.reached_at, **wanted)

    def _get_client(self) -> Callable[..., Redis]:
        """One that puts the prefix, where there is one, in every command: kombu's knows its own alone."""
        made: Callable[..., Redis] = super()._get_client()  # type: ignore[no-untyped-call]  # kombu and Celery have no types
        prefix = self.reached_at.prefix
        return partial(Prefixed, global_keyprefix=prefix) if prefix else made

    @property
    def _script_binding_deadlines(self) -> str:
        """Without the prefix, which kombu's own client leaves out of all but a script's first key."""
        return str(self.keyprefix_binding_deadlines)

    @contextmanager
    def conn_or_acquire(self, client: Any = None) -> Iterator[Any]:
        """A client around the pool. kombu builds one for each use, which costs more than its commands."""
        if not client and (self._kept is None or self._kept.connection_pool is not self.pool):
            self._kept = self._create_client()  # type: ignore[no-untyped-call]  # kombu and Celery have no types
        yield client or self._kept

    def _brpop_read(self, **options: Any) -> Any:
        try:
            with lost_if_it_passes():
                return super()._brpop_read(**options)  # type: ignore[no-untyped-call]  # kombu and Celery have no types
        except MALFORMED as error:
            # The JSON errors carry the text they failed on.
            text = getattr(error, "doc", None) or getattr(error, "object", b"")
            queue = self._queue_cycle.last
            self.set_aside(queue, text, no_message(error))
            return True

    def set_aside(self, queue: str, raw: Any, reason: str) -> None:
        """Keep an entry as a dead letter and say so, also to who waits for it where its id can be read."""
        letter = letters.for_message(queue, raw, reason)
        with self.conn_or_acquire() as client:
            record = RedisRecord(client, patience_s=0)
            record.store_letter(letter)
            if task_id := waiting_id(raw):
                refuse(record, {task_id: UnreadableMessageError(reason, letter.id)}, settings().keep_s)
        structlog.get_logger().error(names.MESSAGE_IGNORED, queue=queue, reason=reason, dead_letter=letter.id)


class Transport(redis.Transport):
    """Outlives entries that are JSON, but no message, and a Redis that cannot be written."""

    Channel = Channel

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)  # type: ignore[no-untyped-call]  # kombu and Celery have no types
        # Else a read-only or full Redis is an error that Celery does not recover from.
        self.connection_errors = (*self.connection_errors, *PASSING)

    def register_with_event_loop(self, connection: Any, loop: Any) -> None:
        """And see each second whether there is work in hand: then nothing is polled, and nothing heard."""
        super().register_with_event_loop(connection, loop)  # type: ignore[no-untyped-call]  # kombu and Celery have no types
        loop.call_repeatedly(1, self._look)

    def on_readable(self, fileno: int) -> None:  # type: ignore[override]  # as kombu's Redis has it
        """A poll was answered, if only by nothing."""
        try:
            super().on_readable(fileno)  # type: ignore[no-untyped-call]  # kombu and Celery have no types
        except Empty:
            hearing.heard()
            raise
        hearing.heard()

    def _look(self) -> None:
        if any(channel.active_queues and not channel.qos.can_consume() for channel in self.channels):
            hearing.heard()

    def _deliver(self, message: Any, queue: str) -> None:
        try:
            super()._deliver(message, queue)  # type: ignore[no-untyped-call]  # kombu and Celery have no types
        except MALFORMED as error:
            channel = self.channels[0]
            channel.set_aside(queue, message, f"not a Celery message: {type(error).__name__}: {error}")
            _forget(channel, message)


def no_message(error: Exception) -> str:
    """The reason of a letter for an entry that is not even JSON."""
    return f"not a message: {type(error).__name__}: {str(error)[:200]}"


def _forget(channel: Any, message: Any) -> None:
    """A message that was half taken would fill the worker's only place for one for ever."""
    with suppress(TypeError, KeyError):
        tag = message["properties"]["delivery_tag"]
        for each in channel.connection.channels:
            if tag in each.qos._delivered:
                each.basic_reject(tag, requeue=False)


compression.bound()
TRANSPORT_ALIASES[NAME] = f"{__name__}:Transport"
