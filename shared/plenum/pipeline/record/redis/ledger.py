"""What is true of all jobs together, in Redis: who lives and leads, counters, gauges, dead letters."""

from __future__ import annotations

import re
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import msgspec

from plenum.pipeline.record.breaker import Breaker, due
from plenum.pipeline.record.calls import Ages, Gauges, SampleRun, Worker
from plenum.pipeline.record.codec import text
from plenum.pipeline.record.letters import MOST_STORED, MOST_STORED_BYTES, DeadLetter
from plenum.pipeline.record.redis import keys
from plenum.pipeline.record.redis.keys import JobKeys
from plenum.pipeline.record.redis.scripting import Scripting
from plenum.pipeline.record.redis.workers import service_of
from plenum.telemetry.schema import field

_FORGOTTEN_MS: Final = 60_000
"""For how long the index still names a worker that beats no more."""

_OLDEST_OF: Final = 32
"""So many jobs are looked at for the oldest one."""
_PUSHED: Final = re.compile(rb'"pushed_ms": ?"([0-9.]+)"')

_LETTERS: Final = (keys.DEAD, keys.DEAD_TIMES, keys.DEAD_BYTES)


def _age_s(head: bytes | None, now: float) -> float:
    """Of a message by the time that is in it; what is none of ours has no age."""
    pushed = _PUSHED.search(head) if head else None
    return max(0.0, now - float(pushed[1])) / 1000 if pushed else 0.0


class LedgerInRedis(Scripting):
    """The ledger's part of the port."""

    def beat(self, worker: Worker, lifetime_ms: int) -> bool:
        """Keys that lapse unless they are renewed, the index of workers, when the service was last seen."""
        now = self.now_ms()
        pipe = self.client.pipeline(transaction=False)
        for owner in worker.owners():
            pipe.set(f"{keys.BEAT}{owner}", "1", px=lifetime_ms)
        pipe.set(f"{keys.WORKER}{worker.service}:{worker.token}", worker.card, px=lifetime_ms)
        pipe.zadd(keys.WORKERS, {f"{worker.service}:{worker.token}": now + lifetime_ms})
        pipe.zremrangebyscore(keys.WORKERS, "-inf", now - _FORGOTTEN_MS)
        pipe.set(f"{keys.SEEN}{worker.service}", f"{now:.3f}")
        pipe.set(f"{keys.FORM}{worker.form}", "1", px=lifetime_ms)
        pipe.pexpire(keys.SETTINGS, lifetime_ms)
        return bool(pipe.execute()[-1])

    def alive(self, owner: str) -> bool:
        """By its heartbeat's key."""
        return bool(self.client.exists(f"{keys.BEAT}{owner}"))

    def count(self, raised: Mapping[str, int]) -> None:
        """One round trip."""
        pipe = self.client.pipeline(transaction=False)
        for name, n in raised.items():
            pipe.hincrby(keys.COUNTERS, name, n)
        pipe.execute()

    def forget(self, counters: Collection[str]) -> None:
        """From their hash."""
        if counters:
            self.client.hdel(keys.COUNTERS, *counters)

    def breakers(self) -> Mapping[str, Breaker]:
        """From their hash, by Redis' clock."""
        raw: dict[bytes, bytes] = self.client.hgetall(keys.BREAKERS)  # type: ignore[assignment]  # sync client
        now = self.now_ms() if raw else 0.0
        known = {stage.decode(): msgspec.json.decode(kept, type=Breaker) for stage, kept in raw.items()}
        return {stage: due(kept, now) for stage, kept in known.items()}

    def note_sample_run(self, stage: str, made: SampleRun) -> None:
        """In their hash, at the time of Redis' clock."""
        self.client.hset(keys.SAMPLE_RUNS, stage, text(replace(made, at_ms=self.now_ms())))

    def sample_runs(self) -> Mapping[str, SampleRun]:
        """From their hash."""
        raw: dict[bytes, bytes] = self.client.hgetall(keys.SAMPLE_RUNS)  # type: ignore[assignment]  # sync client
        return {stage.decode(): msgspec.json.decode(kept, type=SampleRun) for stage, kept in raw.items()}

    def counters(self) -> Mapping[str, int]:
        """From their hash."""
        raw: dict[bytes, bytes] = self.client.hgetall(keys.COUNTERS)  # type: ignore[assignment]  # sync client
        return {name.decode(): int(value) for name, value in raw.items()}

    def gauges(self, queues: Sequence[str], services: Sequence[str]) -> Gauges:
        """Two round trips."""
        now = self.now_ms()
        pipe = self.client.pipeline(transaction=False)
        for queue in queues:
            pipe.llen(queue)
        pipe.scard(keys.RUNNING)
        pipe.hlen(keys.DEAD)
        pipe.zrangebyscore(keys.WORKERS, now, "+inf")
        *depths, running, dead, living = pipe.execute()
        workers = dict.fromkeys(services, 0)
        for name in living:
            service = service_of(name.decode())
            workers[service] = workers.get(service, 0) + 1
        return Gauges(dict(zip(queues, depths, strict=True)), workers, running, dead)

    def ages(self, stages: Sequence[str], services: Sequence[str]) -> Ages:
        """Three round trips, whatever waits and is kept."""
        now = self.now_ms()
        pipe = self.client.pipeline(transaction=False)
        for stage in stages:
            pipe.lindex(stage, -1)
        pipe.zrange(keys.DEADLINES, 0, _OLDEST_OF - 1)
        pipe.hget(keys.CLOCK, "at")
        pipe.mget([f"{keys.SEEN}{service}" for service in services])
        *heads, jobs, swept, seen = pipe.execute()
        return Ages(
            {stage: _age_s(head, now) for stage, head in zip(stages, heads, strict=True)},
            self._oldest_s(jobs, now),
            float(swept or 0),
            {service: float(at) for service, at in zip(services, seen, strict=True) if at},
        )

    def _oldest_s(self, jobs: Sequence[bytes], now: float) -> float:
        pipe = self.client.pipeline(transaction=False)
        for job_id in jobs:
            pipe.hget(JobKeys(job_id.decode()).job, "accepted_ms")
        accepted = [float(at) for at in pipe.execute() if at]
        return max(0.0, now - min(accepted)) / 1000 if accepted else 0.0

    def identity(self) -> str:
        """A key that whoever asks first writes."""
        self.client.set(keys.IDENTITY, str(uuid.uuid4()), nx=True)
        return self.client.get(keys.IDENTITY).decode()  # type: ignore[union-attr]  # it is there, and bytes

    def lead(self, owner: str, lease_ms: int) -> bool:
        """A key that lapses unless its holder renews it."""
        held: Any = self.client.get(keys.LEADER)
        if held is None and self.client.set(keys.LEADER, owner, nx=True, px=lease_ms):
            held = owner.encode()
        if held != owner.encode():
            return False
        self.client.pexpire(keys.LEADER, lease_ms)
        return True

    def resign(self, owner: str) -> None:
        """The key is removed, if it is this owner's."""
        if self.client.get(keys.LEADER) == owner.encode():
            self.client.delete(keys.LEADER)

    def store_letter(self, letter: DeadLetter) -> None:
        """One script: `keep.lua`, and its counter."""
        bounds = [MOST_STORED, MOST_STORED_BYTES]
        self.run("keep", _LETTERS, [letter.id, text(letter), *bounds])
        self.count({field("letters", letter.stage, "message"): 1})

    def letter(self, letter_id: str) -> DeadLetter | None:
        """One field of their hash."""
        raw: Any = self.client.hget(keys.DEAD, letter_id)
        return None if raw is None else msgspec.json.decode(raw, type=DeadLetter)

    def letters(self) -> Sequence[DeadLetter]:
        """From their hash."""
        raw: dict[bytes, bytes] = self.client.hgetall(keys.DEAD)  # type: ignore[assignment]  # sync client
        found = [msgspec.json.decode(letter, type=DeadLetter) for letter in raw.values()]
        return sorted(found, key=lambda letter: letter.id)

    def remove_letter(self, letter_id: str) -> None:
        """One script: `drop.lua`."""
        self.run("drop", _LETTERS, [letter_id])
