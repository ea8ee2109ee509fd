"""A worker's sign of life: a thread in its main process that speaks for each process of its pool.

The main process speaks because a model may hold its own process' interpreter for long; a child that
is gone is no longer spoken for, so its work is sent again while its parent lives on.
"""

from __future__ import annotations

import json
import os
import socket
import threading
import time
from pathlib import Path
from typing import Any, Final

import structlog
from celery import signals
from redis import exceptions

from plenum.pipeline.record.calls import Worker
from plenum.pipeline.record.redis.reaching import reach
from plenum.pipeline.record.redis.record import RedisRecord
from plenum.telemetry import names
from plenum.worker import agreement
from plenum.worker.ears import Ears
from plenum.worker.hearing import hearing
from plenum.worker.runtime import Runtime

_AGAIN_S: Final = 0.25
"""After a beat that failed, and may have cost most of its predecessor's lifetime."""


class Heartbeat:
    """Beats from when the worker is ready until it stops."""

    def __init__(self, runtime: Runtime, *others: Runtime) -> None:
        """`others`: of the services that the same processes work for."""
        self._runtimes = (runtime, *others)
        self._stop = threading.Event()
        self._pool: Any = None
        self._thread: threading.Thread | None = None
        signals.worker_ready.connect(self._start, weak=False)
        signals.worker_shutdown.connect(self._end, weak=False)

    def _start(self, sender: Any, **_: Any) -> None:
        self._pool = getattr(sender, "pool", None)
        hearing.heard()
        self._thread = threading.Thread(target=self._run, name="plenum-heartbeat", daemon=True)
        self._thread.start()

    def _end(self, **_: Any) -> None:
        self._stop.set()

    def pids(self) -> list[int]:
        """The processes that work: the pool's children, or this one where the pool has none."""
        processes = getattr(getattr(self._pool, "_pool", None), "_pool", None)
        if not isinstance(processes, list) or not processes or not hasattr(processes[0], "pid"):
            return [os.getpid()]
        return [p.pid for p in list(processes) if running(p.pid)]

    def _run(self) -> None:
        config = self._runtimes[0].config
        # A beat that is not answered is made anew before the one before it lapses.
        answer_s = min(config.redis_answer_s, config.lifetime_s / 3)
        record = RedisRecord(reach(config.redis_url, answer_s), patience_s=0)
        log = structlog.get_logger()
        card = json.dumps({"host": socket.gethostname(), "pid": os.getpid(), "since": time.time()})
        lifetime_ms = int(config.lifetime_s * 1000)
        silent = False
        ears = Ears(record.client, config.redis_answer_s)
        while not self._stop.is_set():
            # Who stops consumes nothing more, and still works on what it has.
            if not self._runtimes[0].is_stopping() and ears.are_deaf():
                self._stop.wait(config.heartbeat_s)
                continue
            try:
                pids = tuple(self.pids())
                beats = [
                    record.beat(Worker(runtime.service, runtime.token, pids, card), lifetime_ms)
                    for runtime in self._runtimes
                ]
                if not all(beats):
                    agreement.renew(record.client, config)
                silent = False
            except exceptions.RedisError as error:
                if not silent:
                    log.warning(names.HEARTBEAT_FAILED, error=str(error))
                silent = True
            self._stop.wait(min(config.heartbeat_s, _AGAIN_S) if silent else config.heartbeat_s)


def running(pid: int) -> bool:
    """Whether a process exists and is not a zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        if Path("/proc/self").exists():
            return False
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True
