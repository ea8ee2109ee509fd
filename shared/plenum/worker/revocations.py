"""Revocations heard by the stages' workers too: one is kept while no coordinator is there to hear it.

`revoke` is a broadcast: Redis tells it to who listens at that moment and to nobody later. Coordinators
hear it through Celery. Stages' workers have no remote control, but somebody of them is there whenever a
coordinator is replaced: each notes in the record what is revoked, which is the same however many do.
"""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Sequence
from typing import Any, Final

import structlog
from celery import signals
from redis import Redis, exceptions

from plenum.pipeline.record.redis.record import RedisRecord
from plenum.telemetry import names
from plenum.worker.runtime import Runtime, connect

_LISTEN_S: Final = 1.0
_MOST_IDS: Final = 1000
"""Of one broadcast."""


class Revocations:
    """Listens from when the worker is ready until it stops, in a thread of its main process."""

    def __init__(self, runtime: Runtime) -> None:
        self._config = runtime.config
        self._stop = threading.Event()
        signals.worker_ready.connect(self._start, weak=False)
        signals.worker_shutdown.connect(self._end, weak=False)

    def _start(self, **_: Any) -> None:
        threading.Thread(target=self._run, name="plenum-revocations", daemon=True).start()

    def _end(self, **_: Any) -> None:
        self._stop.set()

    def _run(self) -> None:
        client = connect(self._config)
        record = RedisRecord(client, patience_s=self._config.redis_patience_s)
        silent = False
        while not self._stop.is_set():
            try:
                self._listen(client, record)
                silent = False
            except exceptions.RedisError as error:
                if not silent:
                    structlog.get_logger().warning(names.REVOCATIONS_UNHEARD, error=str(error))
                silent = True
                self._stop.wait(_LISTEN_S)

    def _listen(self, client: Redis, record: RedisRecord) -> None:
        with client.pubsub(ignore_subscribe_messages=True) as heard:  # type: ignore[no-untyped-call]  # redis-py has no types for it
            heard.subscribe(channel(client))
            while not self._stop.is_set():
                message = heard.get_message(timeout=_LISTEN_S)
                for job_id in revoked(message["data"]) if message else ():
                    record.close(job_id, "revoked", keep_s=self._config.keep_s)


def channel(client: Redis) -> str:
    """Where kombu tells Celery's broadcasts."""
    return f"/{client.connection_pool.connection_kwargs.get('db', 0)}.celery.pidbox"


def revoked(raw: bytes) -> Sequence[str]:
    """The ids of tasks that a broadcast revokes; none where it is about something else, or cannot be read."""
    try:
        told = json.loads(base64.b64decode(json.loads(raw)["body"]))
        if told["method"] != "revoke":
            return ()
        ids = told["arguments"]["task_id"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return ()
    given = [ids] if isinstance(ids, str) else ids if isinstance(ids, list) else []
    return [each for each in given[:_MOST_IDS] if isinstance(each, str)]
