"""Queues: whether somebody consumes each, and since when its oldest message waits."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from redis import Redis

from plenum.health.check import Check, Finding
from plenum.health.store import WRITABLE
from plenum.pipeline.graph import Graph
from plenum.pipeline.record.redis.keys import COORDINATOR_QUEUE
from plenum.pipeline.record.redis.workers import living, service_of

LATE_S: Final = 30.0
"""What waits longer than a light model is waited for is late."""
_PUSHED: Final = re.compile(rb'"pushed_ms": ?"([\d.]+)"')


def checks(client: Redis, graph: Graph) -> tuple[Check, ...]:
    """One for each queue; who lives is looked up once for all of them."""
    living = _Living(client)

    def check(queue: str, *, competes: bool) -> Check:
        def look() -> Finding:
            return judged(living.of(queue), *waiting(client, queue), competes=competes)

        # Where nothing can be written nobody can beat: all workers would seem to be gone.
        return Check(f"queue.{queue}", look, WRITABLE)

    stages = [check(stage.name, competes=graph.competes(stage.name)) for stage in graph.stages]
    return (check(COORDINATOR_QUEUE, competes=False), *stages)


def waiting(client: Redis, queue: str) -> tuple[int, float | None]:
    """How many messages wait, and for how long the oldest, in s; None where it does not say."""
    pipe = client.pipeline(transaction=False)
    pipe.llen(queue)
    pipe.lindex(queue, -1)
    pipe.time()
    depth, oldest, (seconds, micros) = pipe.execute()
    pushed = _PUSHED.search(oldest or b"")
    if pushed is None:
        return depth, None
    return depth, max(0.0, seconds + micros / 1e6 - float(pushed[1]) / 1000)


def judged(workers: int, depth: int, oldest_s: float | None, *, competes: bool) -> Finding:
    """A light model that nobody serves is done without; any other queue stops every job."""
    told: dict[str, Any] = {"workers": workers, "waiting": depth, "oldest_s": oldest_s}
    if not workers:
        words = "no worker: rooms do without this model" if competes else "no worker: every job waits"
        return Finding("degraded" if competes else "unhealthy", words, told)
    words = f"{workers} worker{'s' if workers != 1 else ''}, {depth} waiting"
    if oldest_s is not None and oldest_s > LATE_S:
        return Finding(
            "degraded", f"{words}, the oldest for {oldest_s:.0f} s: too few workers, or stuck", told
        )
    return Finding("healthy", words, told)


class _Living:
    """Workers by service, from their heartbeats: a beat comes from a worker that consumes."""

    def __init__(self, client: Redis) -> None:
        self._client = client
        self._found: Mapping[str, int] | None = None

    def of(self, service: str) -> int:
        if self._found is None:
            self._found = Counter(map(service_of, living(self._client)))
        return self._found.get(service, 0)
