"""How much a caller may ask in a minute, counted in Redis, so that several doors share one count.

A token bucket by Redis' clock: it holds a minute's requests and fills at their rate.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from redis import Redis

from plenum.pipeline.record.redis.keys import rate_key

_TAKE: Final = """
local most, time = tonumber(ARGV[1]), redis.call('TIME')
local now_ms = time[1] * 1000 + time[2] / 1000
local kept = redis.call('HMGET', KEYS[1], 'left', 'at')
local passed_ms = math.max(0, now_ms - (tonumber(kept[2]) or now_ms))
local left = math.min(most, (tonumber(kept[1]) or most) + passed_ms * most / 60000)
local given = math.min(tonumber(ARGV[2]), math.floor(left))
redis.call('HSET', KEYS[1], 'left', left - given, 'at', now_ms)
redis.call('PEXPIRE', KEYS[1], 60000)
return {given, given > 0 and 0 or math.ceil((1 - left) * 60000 / most)}
"""
"""After a minute without requests the bucket is full, as one is that is not there."""


@dataclass(frozen=True)
class Allowed:
    """Requests that a caller may make now; where there are none, in how many seconds there is one."""

    requests: int
    wait_s: float = 0.0


def take_requests(redis: Redis, caller: str, per_minute: int, wanted: int) -> Allowed:
    """Up to so many of a caller's requests. Raises RedisError."""
    taken: Any = redis.eval(_TAKE, 1, rate_key(caller), per_minute, wanted)
    return Allowed(int(taken[0]), int(taken[1]) / 1000)
