"""Celery's consumer without what it says to other workers at its start and ever after.

Heartbeats are the record's (`plenum.worker.heartbeat`), nobody reads events, and a worker that can be told
nothing from afar has nothing to ask its neighbours: waiting for their answers costs a second of each start.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from celery import Celery
from celery.worker import consumer
from redis import Redis, RedisError

from plenum.pipeline.record.redis.workers import living

NAME: Final = f"{__name__}:Consumer"
"""As `worker_consumer` has it."""


class Consumer(consumer.Consumer):  # type: ignore[misc]  # Celery has no types
    """What the options `--without-gossip`, `--without-heartbeat` and `--without-mingle` do."""

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
            "without_heartbeat": True,
            "without_mingle": not (app.conf.worker_enable_remote_control and _has_neighbours(app)),
        }
        super().__init__(*args, app=app, worker_options={**(worker_options or {}), **silent}, **more)


def _has_neighbours(app: Celery) -> bool:
    """Whether another worker of this app's service beats, as far as Redis tells."""
    service = str(app.main).rpartition(".")[2]
    try:
        with Redis.from_url(app.conf.broker_url, socket_timeout=4, socket_connect_timeout=4) as client:
            return bool(living(client, service))
    except RedisError:
        return True
