"""Every check of a running Plenum, for whoever asks: `plenum status`, a page, a probe."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from redis import Redis

from plenum.health import around, models, queues, store
from plenum.health.check import Check, Report, run
from plenum.pipeline.graph import Graph
from plenum.pipeline.record.redis.reaching import reach
from plenum.pipeline.record.redis.record import RedisRecord

_TIMEOUT_S: Final = 2.0


def health(redis_url: str, graph: Graph, collector: str = "", folder: Path | None = None) -> Report:
    """All of it; `collector` is the address of its health page, `folder` where the stack keeps its files."""
    with reach(redis_url, _TIMEOUT_S) as client:
        return run(checks(client, redis_url, graph, collector, folder))


def checks(
    client: Redis, redis_url: str, graph: Graph, collector: str = "", folder: Path | None = None
) -> list[Check]:
    """In the order in which they are mended."""
    record = RedisRecord(client, patience_s=0)
    found = [*store.checks(client, redis_url), *queues.checks(client, graph), *models.checks(record, graph)]
    found.append(around.letters(client))
    if collector:
        found.append(around.collector(collector))
    if folder:
        found.append(around.disk(folder))
    return found
