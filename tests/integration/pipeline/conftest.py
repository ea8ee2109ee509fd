"""The record on a real Redis and in memory, and a small graph to drive them with."""

from __future__ import annotations

import pytest
from redis import Redis

from plenum.pipeline.record.memory.record import MemoryRecord
from plenum.pipeline.record.redis.record import RedisRecord
from tests.support.memory_driver import MemoryDriver
from tests.support.record_driver import Driver
from tests.support.redis_driver import RedisDriver


@pytest.fixture
def record(client: Redis) -> RedisRecord:
    """A record that gives up on Redis at once."""
    return RedisRecord(client, patience_s=0)


@pytest.fixture
def driver(record: RedisRecord) -> RedisDriver:
    """Drives the record in Redis."""
    return RedisDriver(record)


@pytest.fixture(params=["redis", "memory"])
def twin(request: pytest.FixtureRequest) -> Driver:
    """Drives one of the two records: what is promised holds for both."""
    if request.param == "memory":
        return MemoryDriver(MemoryRecord())
    found: RedisDriver = request.getfixturevalue("driver")
    return found
