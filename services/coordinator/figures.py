"""What the leading coordinator exports for all: one reading of the record, and of Redis itself.

It has a connection of its own, which gives up sooner than the pipeline's: that Redis does not answer is
to be seen within seconds.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from plenum.pipeline.graph import Graph
from plenum.pipeline.record.breaker import LEVELS
from plenum.pipeline.record.port import Record
from plenum.pipeline.record.redis.keys import COORDINATOR_QUEUE, DEFAULT_QUEUE
from plenum.pipeline.record.redis.reaching import reach
from plenum.pipeline.record.redis.record import RedisRecord
from plenum.settings import Settings
from plenum.telemetry import names
from plenum.telemetry.ledger import Labels, Reading
from plenum.telemetry.schema import REDIS

ANSWER_S: Final = 1.5
"""How long Redis may take to answer before it is told to be away."""
Info = Callable[[], Mapping[str, Any]]
"""Redis' INFO."""


class Figures:
    """Reads everything in a few round trips, however much is kept."""

    def __init__(self, record: Record, info: Info, graph: Graph, config: Settings) -> None:
        self._record = record
        self._info = info
        self._config = config
        self._stages = [stage.name for stage in graph.stages]
        self._services = [*self._stages, COORDINATOR_QUEUE]

    @classmethod
    def of_redis(cls, graph: Graph, config: Settings) -> Figures:
        """By a connection of its own."""
        record = RedisRecord(reach(config.redis_url, ANSWER_S), patience_s=0)
        return cls(record, record.client.info, graph, config)

    def __call__(self) -> Reading:
        """All of it, now. Raises RedisError."""
        began = time.perf_counter()
        counters = self._record.counters()
        took_s = time.perf_counter() - began
        values: dict[tuple[str, Labels], float] = {
            (names.RECORD_UP, ()): 1.0,
            (names.RECORD_LATENCY, ()): took_s,
            (names.RECORD_READ, ()): time.time(),
            (names.JOBS_LIMIT, ()): float(self._config.max_jobs),
        }
        values.update(self._gauges())
        values.update(self._ages())
        values.update(self._breakers())
        values.update(_redis(self._info()))
        return Reading(counters, values)

    def _gauges(self) -> Iterator[tuple[tuple[str, Labels], float]]:
        found = self._record.gauges([*self._services, DEFAULT_QUEUE], self._services)
        for queue, depth in found.queues.items():
            yield (names.QUEUE_DEPTH, (queue,)), float(depth)
        for service, workers in found.workers.items():
            yield (names.WORKERS, (service,)), float(workers)
        yield (names.UNFINISHED, ()), float(found.unfinished)
        yield (names.DEAD_LETTERS, ()), float(found.dead_letters)

    def _ages(self) -> Iterator[tuple[tuple[str, Labels], float]]:
        ages = self._record.ages(self._stages, self._services)
        for stage, age_s in ages.messages_s.items():
            yield (names.OLDEST_MESSAGE, (stage,)), age_s
        for service, beat_ms in ages.beats_ms.items():
            yield (names.BEAT, (service,)), beat_ms / 1000
        yield (names.OLDEST_JOB, ()), ages.job_s
        if ages.swept_ms:
            yield (names.SWEPT, ()), ages.swept_ms / 1000

    def _breakers(self) -> Iterator[tuple[tuple[str, Labels], float]]:
        """Of every stage, closed ones too: a series that ends looks like a breaker that nobody watches."""
        known = self._record.breakers()
        for stage in self._stages:
            level = LEVELS[known[stage].state] if stage in known else 0
            yield (names.BREAKER_STATE, (stage,)), float(level)


def _redis(info: Mapping[str, Any]) -> Iterator[tuple[tuple[str, Labels], float]]:
    """What INFO has of what is exported; not everything is there everywhere."""
    told = {**info, "aof_last_write_ok": float(info.get("aof_last_write_status", "ok") == "ok")}
    for name, metric in REDIS.items():
        if name in told:
            yield (metric.name, ()), float(told[name])
