"""kombu's Redis transport for the coordinator: what Celery holds is in a list of the worker's own.

Celery gets only what the coordinator hands to it (`plenum:aside`): messages that are more than a plain job
or its end. kombu takes a message from its queue and notes it as unacknowledged in two steps, and a worker
killed between them takes the message with it. Here a message is moved in one step, and the list is given
back to the queues when its owner's heartbeat is gone (`record/redis/inbox.py`). What kombu noted for a
version before this one it still gives back by itself.
"""

from __future__ import annotations

from queue import Empty
from time import monotonic
from typing import Any, Final

from kombu.transport import TRANSPORT_ALIASES, redis, virtual
from kombu.utils.encoding import bytes_to_str
from kombu.utils.json import loads

from plenum.pipeline.record.redis import keys
from plenum.pipeline.record.redis.inbox import QUEUES
from plenum.pipeline.record.redis.prefixed import named
from plenum.pipeline.record.redis.scripting import script
from plenum.worker import transport
from plenum.worker.compression import MOST_BYTES, TooLargeError

NAME: Final = "plenum-redis-held"
OWNER: Final = "held_by"
"""The transport's option that names the list's owner."""
_MOST_ENTRY: Final = MOST_BYTES * 3 // 2
"""Of a queue's entry, whose body is in base64; nothing larger is even read as JSON."""


class QoS(redis.QoS):
    """What Celery has not acknowledged is in the list, as it was on the queue."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)  # type: ignore[no-untyped-call]  # kombu and Celery have no types
        self.entries: dict[str, bytes] = {}
        """By delivery tag."""

    def append(self, message: Any, delivery_tag: str) -> None:
        """It is in the list already."""
        virtual.QoS.append(self, message, delivery_tag)

    def ack(self, delivery_tag: str) -> None:
        """Done: out of the list."""
        self._leave(delivery_tag, to="")
        virtual.QoS.ack(self, delivery_tag)

    def reject(self, delivery_tag: str, requeue: bool = False) -> None:
        """Out of the list, and back to the queue if it is to be done again."""
        self._leave(delivery_tag, to=keys.COORDINATOR_QUEUE if requeue else "")
        virtual.QoS.ack(self, delivery_tag)

    def restore_unacked(self, _client: Any = None) -> None:
        """A channel that ends leaves its list to the next one, or to who gives back a worker's lists."""
        self._delivered.clear()
        self.entries.clear()

    def _leave(self, delivery_tag: str, to: str) -> None:
        entry = self.entries.pop(delivery_tag, None)
        if entry is not None and not self.channel.closed:
            self.channel.drop(entry, to)


class Channel(transport.Channel):
    """Consumes what was handed to Celery."""

    QoS = QoS
    held_by = ""
    from_transport_options: tuple[str, ...] = (*transport.Channel.from_transport_options, OWNER)
    _in_poll: Any = None
    _brpop_sent_at: Any = None
    _began = False
    _moves = False
    """Whether the request that is under way moves a message into the list."""

    @property
    def _list(self) -> str:
        return keys.held(self.held_by)

    def drop(self, entry: bytes, to: str = "") -> None:
        """Take an entry out of the list, and put it on a queue, where it is the next one."""
        with self.conn_or_acquire() as client:
            client.eval(script("leave", self.reached_at.prefix), 2, self._list, to, entry)

    def _brpop_start(self, timeout: float | None = None) -> None:
        self._moves = set(self.active_queues) <= set(QUEUES)
        if not self._moves:
            # A channel for something else: the replies to a worker's questions to its like.
            super()._brpop_start(timeout)  # type: ignore[no-untyped-call]  # kombu and Celery have no types
            return
        if not self._began:
            self._begin()
        self._in_poll = self.client.connection
        self._brpop_sent_at = monotonic()
        wait_s = timeout or self.brpop_timeout or 0
        asked = ("BLMOVE", keys.ASIDE, self._list, "RIGHT", "LEFT", wait_s)
        self.client.connection.send_command(*named(self.reached_at.prefix, asked))

    def _begin(self) -> None:
        """What an earlier connection of this worker held is nobody's now: back to the queue."""
        with self.conn_or_acquire() as client:
            entries = client.lrange(self._list, 0, -1)
            client.sadd(keys.TAKERS, self.held_by)
        for entry in entries:
            self.drop(entry, keys.COORDINATOR_QUEUE)
        self._began = True

    def _brpop_read(self, **options: Any) -> Any:
        if not self._moves:
            return super()._brpop_read(**options)
        try:
            entry = self._moved(options)
            if entry is None:
                raise Empty
            self._deliver(entry)
            return True
        finally:
            self._in_poll = None
            self._flush_brpop_reauth()  # type: ignore[no-untyped-call]  # kombu and Celery have no types

    def _moved(self, options: dict[str, Any]) -> bytes | None:
        connection = self.client.connection
        try:
            with transport.lost_if_it_passes():
                entry: bytes | None = self.client.parse_response(connection, "BLMOVE", **options)
        except self.connection_errors:
            # The next round connects again.
            connection.disconnect()
            raise
        return entry

    def _deliver(self, entry: bytes) -> None:
        """To whoever consumes its queue; an entry that nobody can take is set aside and dropped."""
        try:
            if len(entry) > _MOST_ENTRY:
                raise TooLargeError(f"{len(entry)} bytes")
            message = loads(bytes_to_str(entry))
        except transport.MALFORMED as error:
            self.set_aside(keys.COORDINATOR_QUEUE, entry, transport.no_message(error))
            self.drop(entry)
            return
        tag, queue = _address(message)
        self.qos.entries[tag] = entry
        self.connection._deliver(message, queue if queue in self.active_queues else keys.COORDINATOR_QUEUE)
        if tag in self.qos.entries and tag not in self.qos._delivered:
            del self.qos.entries[tag]
            self.drop(entry)


def _address(message: Any) -> tuple[str, str]:
    """A message's delivery tag and queue, as far as it has any."""
    try:
        properties = message["properties"]
        return str(properties["delivery_tag"]), str(properties["delivery_info"]["routing_key"])
    except (TypeError, KeyError):
        return "", ""


class Transport(transport.Transport):
    """Outlives entries that are no messages, as the stages' does."""

    Channel = Channel


TRANSPORT_ALIASES[NAME] = f"{__name__}:Transport"
