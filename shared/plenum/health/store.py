"""Redis: whether it answers, takes writes, has room, and keeps what it has."""

from __future__ import annotations

import time
from typing import Any, Final

from redis import Redis

from plenum.health.check import Check, Finding
from plenum.pipeline.record.redis.keys import PROBE
from plenum.redis_url import RedisUrl
from plenum.settings import IGNORE, TLS_CURE, settings, variable

REACHABLE: Final = "redis.reachable"
WRITABLE: Final = "redis.writable"
TLS: Final = "redis.tls"
_SLOW_MS: Final = 100.0
_FULL: Final = (0.8, 0.95)
"""Shares of `maxmemory` from which Redis is degraded, and unhealthy: past all of it jobs wait."""


def checks(client: Redis, url: str) -> tuple[Check, ...]:
    """Each but the last one round trip."""
    return (
        Check(REACHABLE, lambda: reachable(client)),
        Check(WRITABLE, lambda: writable(client), REACHABLE),
        Check("redis.memory", lambda: memory(_info(client, "memory")), REACHABLE),
        Check("redis.persistence", lambda: persistence(_info(client, "persistence")), REACHABLE),
        Check(TLS, lambda: tls(RedisUrl.of(url))),
    )


def reachable(client: Redis) -> Finding:
    """By its clock, as every step of a job asks for it. Raises RedisError."""
    began = time.perf_counter()
    client.time()
    took_ms = round((time.perf_counter() - began) * 1000, 3)
    if took_ms > _SLOW_MS:
        return Finding("degraded", f"answered only after {took_ms:.0f} ms", {"latency_ms": took_ms})
    return Finding("healthy", f"answered in {took_ms:.1f} ms", {"latency_ms": took_ms})


def writable(client: Redis) -> Finding:
    """By a key that lapses at once. Raises RedisError where Redis is read-only or full."""
    client.set(PROBE, "1", px=1000)
    return Finding("healthy", "took a write")


def memory(info: dict[str, Any]) -> Finding:
    """Of what it may hold; nothing is ever evicted, so what is full refuses."""
    used, most = int(info["used_memory"]), int(info.get("maxmemory", 0))
    policy = str(info.get("maxmemory_policy", "noeviction"))
    told = {"used_bytes": used, "maxmemory_bytes": most, "policy": policy}
    if most and policy != "noeviction":
        return Finding(
            "unhealthy", f"maxmemory-policy is {policy}: it throws jobs away; set noeviction", told
        )
    share = used / most if most else 0.0
    words = f"{used / 2**20:.0f} MiB held, " + (
        f"{share:.0%} of {most / 2**20:.0f} MiB" if most else "no bound set"
    )
    if share >= _FULL[1]:
        return Finding("unhealthy", words, told)
    return Finding("degraded" if share >= _FULL[0] else "healthy", words, told)


def persistence(info: dict[str, Any]) -> Finding:
    """The append-only file, from which a restarted Redis has its jobs again."""
    names = ("loading", "aof_enabled", "aof_last_write_status", "aof_last_bgrewrite_status")
    told = {name: info.get(name) for name in names}
    if int(info.get("loading", 0)):
        return Finding("unhealthy", "still loads its file", told)
    if not int(info.get("aof_enabled", 0)):
        return Finding("degraded", "no append-only file: a restart loses every job", told)
    if info.get("aof_last_write_status") != "ok":
        return Finding("unhealthy", "could not write its append-only file: is the disk full?", told)
    if info.get("aof_last_bgrewrite_status") != "ok":
        return Finding("degraded", "could not rewrite its append-only file, which grows", told)
    return Finding("healthy", "append-only file written", told)


def tls(at: RedisUrl) -> Finding:
    """Whether passwords and rooms could be read on their way, by the address alone."""
    told = {"in_the_clear": at.in_the_clear}
    if not at.in_the_clear:
        return Finding("healthy", "on this machine, or by TLS", told)
    if settings().redis_tls == IGNORE:
        return Finding("healthy", f"in the clear, which {variable('redis_tls')} ignores", told)
    return Finding("degraded", f"passwords and rooms go to {at.where} in the clear: {TLS_CURE}", told)


def _info(client: Redis, section: str) -> dict[str, Any]:
    return client.info(section)
