"""A record on a real Redis, and a small graph to drive it with."""

from __future__ import annotations

import json

import pytest
from redis import Redis

from plenum.pipeline.record.redis.record import RedisRecord
from tests.support.record_driver import Driver


@pytest.fixture
def record(client: Redis) -> RedisRecord:
    """A record that gives up on Redis at once."""
    return RedisRecord(client, patience_s=0)


class RedisDriver(Driver):
    """Drives the record in Redis, and looks into its queues."""

    record: RedisRecord

    @staticmethod
    def waiter(name: str) -> str:
        """With the placeholders that the scripts fill."""
        return json.dumps({"headers": {"pushed_ms": "@PUSHED@"}, "tag": "@TAG@", "to": name})

    def waiting(self, queue: str) -> list[str]:
        """Who is on a queue, oldest first."""
        raw: list[bytes] = self.record.client.lrange(queue, 0, -1)  # type: ignore[assignment]  # sync client
        return [self.named(text).removeprefix("job.") for text in reversed(raw)]

    @staticmethod
    def named(text: bytes) -> str:
        """Whom a queue's message is for: its id, or the name of the one who waits."""
        message = json.loads(text)
        return str(message.get("to") or message["headers"]["id"])


@pytest.fixture
def driver(record: RedisRecord) -> RedisDriver:
    """Drives the record."""
    return RedisDriver(record)
