"""A coordinator alone, as a process of its own: without stages no job ever ends by itself."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from celery import Celery
from redis import Redis

from plenum.pipeline.record.redis import keys
from tests.support.waiting import HANGS_S, eventually

ROOT = Path(__file__).parents[2]


@contextmanager
def coordinator(url: str, env: Mapping[str, str] | None = None) -> Iterator[subprocess.Popen[bytes]]:
    """A coordinator as the stack starts it, once it takes messages and hears broadcasts."""
    command = [sys.executable, "-m", "celery", "-A", "services.coordinator.worker", "worker"]
    process = subprocess.Popen(
        [*command, "-Q", "coordinator,celery", "-n", f"coordinator-{os.getpid()}@here", "-l", "WARNING"],
        cwd=ROOT,
        env={**os.environ, "PLENUM_REDIS_URL": url, "PLENUM_TELEMETRY": "false", **(env or {})},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        with Redis.from_url(url) as client:
            assert eventually(lambda: lists(client, keys.TAKEN, process.pid))
        # Nobody keeps a broadcast for who does not listen yet.
        assert eventually(partial(their_app(url).control.ping, timeout=2, limit=1))
        yield process
    finally:
        process.kill()
        process.wait(HANGS_S)


def lists(client: Redis, prefix: str, pid: int) -> list[bytes]:
    """A coordinator's list of that kind."""
    return list(client.scan_iter(f"{prefix}coordinator:*:{pid}"))


def their_app(url: str) -> Celery:
    """A plain Celery client."""
    return Celery("theirs", broker=url, backend=url, set_as_current=False)


def running(client: Redis) -> int:
    """Jobs that were accepted: without stages none ever ends."""
    return int(client.scard(keys.RUNNING))  # type: ignore[arg-type]  # sync client


def held(client: Redis, pid: int) -> int:
    """How many messages its Celery holds."""
    return sum(int(client.llen(name)) for name in lists(client, keys.HELD, pid))  # type: ignore[misc]  # sync client


def ended(app: Celery, task_id: str) -> str:
    """A task's state once it has one of its own."""
    return str(eventually(lambda: app.AsyncResult(task_id).state, lambda state: state != "PENDING"))


def later() -> datetime:
    """Not within this test."""
    return datetime.now(UTC) + timedelta(days=1)
