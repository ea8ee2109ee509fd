"""What every service's Celery app has in common."""

from __future__ import annotations

from pathlib import Path

from billiard import pool

from plenum.stack import parts
from plenum.stack.info import StackInfo
from plenum.worker.app import make_app


def test_a_pool_child_that_ends_does_not_outlast_its_workers_stop() -> None:
    """It waits to be heard for less than the process manager waits for its worker: none is killed for it."""
    make_app("selector", ["selector"])
    waits_s = (
        pool.GUARANTEE_MESSAGE_CONSUMPTION_RETRY_LIMIT * pool.GUARANTEE_MESSAGE_CONSUMPTION_RETRY_INTERVAL
    )
    ports = {"redis": 1, "otlp_http": 2}
    (worker,) = parts.services(StackInfo(Path("/"), "id", full=False, ports=ports, services={"selector": 1}))
    assert 0 < waits_s <= worker.stop_s / 4
