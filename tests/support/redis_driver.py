"""Drives the record in Redis, and looks into its queues."""

from __future__ import annotations

import json
from typing import Any

from plenum.pipeline.job import Slot
from plenum.pipeline.record.redis import keys
from plenum.pipeline.record.redis.keys import JobKeys
from plenum.pipeline.record.redis.record import RedisRecord
from tests.support.record_driver import ROOT, Driver
from tests.support.stage_entry import entry


class RedisDriver(Driver):
    """A record behind a Redis client."""

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

    def take(self, queue: str) -> str | None:
        """Whose turn it is on a queue; the message is gone then."""
        raw: Any = self.record.client.rpop(queue)
        return None if raw is None else self.named(raw)

    def dies(self, owner: str) -> None:
        """Its heartbeat lapses."""
        self.record.client.delete(f"{keys.BEAT}{owner}")

    def send(self, slot: Slot) -> None:
        """A message for a slot, due or not, behind all others."""
        self.record.client.lpush(slot.stage, entry(slot, ROOT))

    def lapse(self, job: str) -> None:
        """A job's record is past its time."""
        self.record.client.delete(*JobKeys(job).all())

    def seen_later(self, service: str) -> None:
        """A service's workers beat a minute after whatever was sent by now."""
        self.record.client.set(f"{keys.SEEN}{service}", self.record.now_ms() + 60_000)
