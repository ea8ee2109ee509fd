"""Celery's consumer without what it says to other workers at its start and ever after.

Heartbeats are the record's (`plenum.worker.heartbeat`), events are sent where somebody asks for them, and a
worker that can be told nothing from afar has nothing to ask its neighbours: waiting for their answers costs a
second of each start. It begins when Redis can be written, and comes back soon when it can again.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from functools import partial
from typing import Any, Final

import structlog
from celery import Celery
from celery.worker import consumer
from celery.worker.state import maybe_shutdown
from redis import RedisError, exceptions

from plenum.pipeline.record.redis import keys
from plenum.pipeline.record.redis.reaching import CONNECT_S, passes, reach
from plenum.pipeline.record.redis.workers import living
from plenum.settings import settings
from plenum.telemetry import names

NAME: Final = f"{__name__}:Consumer"
"""As `worker_consumer` has it."""
_AGAIN_S: Final = 1.0
"""Between two looks at a Redis that is away; Celery's own wait grows to half a minute."""


class Consumer(consumer.Consumer):  # type: ignore[misc]  # Celery has no types
    """What the options `--without-gossip`, `--without-mingle` and, where it sends no events,
    `--without-heartbeat` do.
    """

    def __init__(
        self,
        *args: Any,
        app: Celery,
        worker_options: Mapping[str, Any] | None = None,
        **more: Any,
    ) -> None:
        """Neighbours are asked where there are some, and may have heard revocations before."""
        silent = {
            "without_gossip": True,
            "without_heartbeat": not more.get("task_events"),
            "without_mingle": not (app.conf.worker_enable_remote_control and _has_neighbours(app)),
        }
        super().__init__(*args, app=app, worker_options={**(worker_options or {}), **silent}, **more)

    def ensure_connected(self, conn: Any) -> Any:
        """A connection to a Redis that can be written."""
        connecting = partial(conn.ensure_connection, interval_start=_AGAIN_S, interval_step=0)
        conn.ensure_connection = connecting
        connected = super().ensure_connected(conn)
        await_writable(settings().redis_url)
        return connected


def await_writable(url: str) -> None:
    """Wait while Redis is read-only or full, and say so once: Celery would connect, fail and connect.

    Where it does not answer Celery's own waiting goes on.
    """
    warned = False
    with reach(url, CONNECT_S) as client:
        while True:
            maybe_shutdown()
            try:
                # Changes nothing, and is refused like any other write.
                client.incrby(keys.TAG, 0)
            except (exceptions.ConnectionError, exceptions.TimeoutError):
                return
            except RedisError as error:
                if not passes(error):
                    raise
                if not warned:
                    structlog.get_logger().warning(names.CONSUMER_WAITS_FOR_REDIS, error=str(error))
                warned = True
            else:
                return
            time.sleep(_AGAIN_S)


def _has_neighbours(app: Celery) -> bool:
    """Whether another worker of this app's service beats, as far as Redis tells."""
    service = str(app.main).rpartition(".")[2]
    try:
        with reach(settings().redis_url, CONNECT_S) as client:
            return bool(living(client, service))
    except RedisError:
        return True
