"""What stands around the pipeline: dead letters, the collector, the disk."""

from __future__ import annotations

import shutil
import urllib.request
from pathlib import Path
from typing import Final

from redis import Redis

from plenum.health.check import Check, Finding
from plenum.health.store import REACHABLE
from plenum.pipeline.record.letters import MOST_BYTES, MOST_STORED, MOST_STORED_BYTES
from plenum.pipeline.record.redis import keys

_TIMEOUT_S: Final = 2.0
_SCARCE: Final = (2**30, 100 * 2**20)
"""Free bytes under which a disk is degraded, and unhealthy."""


def letters(client: Redis) -> Check:
    """How many there are."""
    return Check(
        "dead_letters",
        lambda: kept(int(client.hlen(keys.DEAD)), int(client.get(keys.DEAD_BYTES) or 0)),
        REACHABLE,
    )


def kept(count: int, length: int) -> Finding:
    """Each is work that was given up."""
    if not count:
        return Finding("healthy", "none", {"kept": 0, "bytes": 0})
    is_full = count >= MOST_STORED or length + MOST_BYTES >= MOST_STORED_BYTES
    full = ", the oldest are dropped" if is_full else ""
    words = f"{count} kept{full}: plenum dead list"
    return Finding("unhealthy" if full else "degraded", words, {"kept": count, "bytes": length})


def collector(url: str) -> Check:
    """Whatever receives the telemetry, by its own health page. Jobs go on without."""

    def look() -> Finding:
        try:
            with urllib.request.urlopen(url, timeout=_TIMEOUT_S):  # noqa: S310 - an http address of the stack
                return Finding("healthy", "receives telemetry", {"url": url})
        except OSError as error:
            return Finding("degraded", f"no telemetry is received: {error}", {"url": url})

    return Check("collector", look)


def disk(folder: Path) -> Check:
    """Where Redis' file, logs and telemetry are."""
    return Check("disk", lambda: room_on(folder))


def room_on(folder: Path) -> Finding:
    """Free space, as whoever writes there has it. Raises OSError where there is no such folder."""
    free = shutil.disk_usage(folder).free
    told = {"free_bytes": free, "folder": str(folder)}
    space = f"{free / 2**30:.1f} GiB" if free >= 2**30 else f"{free / 2**20:.0f} MiB"
    words = f"{space} free in {folder}"
    if free < _SCARCE[1]:
        return Finding("unhealthy", words, told)
    return Finding("degraded" if free < _SCARCE[0] else "healthy", words, told)
