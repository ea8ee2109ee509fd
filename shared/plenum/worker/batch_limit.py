"""Celery's time limit, which ends a pool's process that hangs, counts work instead of the clock's time.

After a closed lid or a paused machine every busy process would be past its limit at once.
"""

from __future__ import annotations

from typing import Any

from celery.concurrency.asynpool import AsynPool

from plenum.worker.allowance import Allowance

_create_handlers = AsynPool._create_timelimit_handlers


def count_work() -> None:
    """Have the pools of this process count so."""
    AsynPool._create_timelimit_handlers = _handlers


def _handlers(pool: Any, hub: Any) -> None:
    _create_handlers(pool, hub)

    def on_timeout_set(task: Any, _soft_s: float | None, hard_s: float | None) -> None:
        if hard_s:
            _watch(pool, hub, task._job, Allowance(hard_s))

    pool.on_timeout_set = on_timeout_set


def _watch(pool: Any, hub: Any, job: int, allowance: Allowance) -> None:
    """Another slice, while the pool has the task and the task has time left."""

    def look() -> None:
        if job not in pool._cache:
            return
        if allowance.take():
            hub.call_later(allowance.slice_s, look)
        else:
            pool._on_hard_timeout(job)

    hub.call_later(allowance.slice_s, look)
