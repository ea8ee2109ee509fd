"""Drives the record in Redis, and looks into its queues."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from plenum.pipeline.job import COORDINATOR, FINISH, Slot
from plenum.pipeline.record.redis import keys
from plenum.pipeline.record.redis.keys import JobKeys
from plenum.pipeline.record.redis.record import RedisRecord
from tests.support.record_driver import GRAPH, ROOT, Driver
from tests.support.stage_entry import entry

STAGES = [stage.name for stage in GRAPH.stages]


class RedisDriver(Driver):
    """A record behind a Redis client."""

    record: RedisRecord

    @staticmethod
    def waiter(name: str) -> str:
        """With the placeholders that the scripts fill."""
        return json.dumps({"headers": {"id": name, "pushed_ms": "@PUSHED@"}, "tag": "@TAG@", "to": name})

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

    def double_ending(self, job: str) -> None:
        """The message for a job's own task, behind all others."""
        self.record.client.lpush(COORDINATOR, self.waiter(job))

    def lapse(self, job: str) -> None:
        """A job's record is past its time."""
        self.record.client.delete(*JobKeys(job).all())

    def seen_later(self, service: str) -> None:
        """A service's workers beat a minute after whatever was sent by now."""
        self.record.client.set(f"{keys.SEEN}{service}", self.record.now_ms() + 60_000)

    def passes(self, seconds: float) -> None:
        """Redis' clock is nobody's to set: each time that it has stored is moved the other way."""
        client, ms = self.record.client, seconds * 1000
        for key in (keys.DEADLINES, keys.DUE, *(f"{keys.DUE}:{stage}" for stage in (*STAGES, FINISH))):
            for member in client.zrange(key, 0, -1):  # type: ignore[union-attr]  # sync client
                client.zincrby(key, -ms, member)
        for field, at in client.hgetall(keys.CLOCK).items():  # type: ignore[union-attr]  # sync client
            if field != b"back":
                client.hset(keys.CLOCK, field, float(at) - ms)
        self._each(client.scan_iter("plenum:job:*:run"), rb"^(\d+ )([\d.]+)(?= \w)", ms)
        self._each([keys.PAUSES], rb"^()([\d.]+)", ms)
        self._each(STAGES, rb'("pushed_ms": ")([\d.]+)', ms)

    def _each(self, names: Iterable[Any], time: bytes, ms: float) -> None:
        """Take `ms` from the second group wherever `time` is found in a list's entries or a hash's values."""

        def moved(text: bytes) -> bytes:
            return re.sub(time, lambda at: b"%s%.3f" % (at[1], float(at[2]) - ms), text)

        client: Any = self.record.client
        for name in names:
            if client.type(name) == b"list":
                for place, text in enumerate(client.lrange(name, 0, -1)):
                    client.lset(name, place, moved(text))
            else:
                for field, text in client.hgetall(name).items():
                    client.hset(name, field, moved(text))
