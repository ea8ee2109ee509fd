"""The jobs of a running Plenum: those that run, and those whose record is still kept."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from redis import Redis

from plenum.pipeline.keys import JobKeys

_FIELDS: Final = ("accepted_ms", "ended_ms", "status", "rooms", "building", "root")


@dataclass(frozen=True)
class JobEntry:
    """One job, as its record tells it."""

    job_id: str
    building_id: str
    status: str
    """`running`, `finishing`, `done` or `cancelled`: how far the job is, not how its rooms came out."""
    rooms: int
    accepted_at: str
    """ISO 8601, UTC, by Redis' clock."""
    duration_s: float | None
    """None while it runs."""
    trace_id: str


def list_jobs(redis: Redis) -> list[JobEntry]:
    """Every job with a record, the latest first."""
    prefix, *others = JobKeys("").all()
    beside = tuple(key.removeprefix(prefix) for key in others)
    found = []
    for raw in redis.scan_iter(f"{prefix}*", count=1000, _type="HASH"):
        key = raw.decode()
        if key.endswith(beside):
            continue
        values = redis.hmget(key, _FIELDS)
        if values[0] is not None:
            found.append((float(values[0]), _entry(key.removeprefix(prefix), values)))
    return [entry for _, entry in sorted(found, key=lambda pair: -pair[0])]


def _entry(job_id: str, values: list[Any]) -> JobEntry:
    accepted, ended, status, rooms, building, root = (v.decode() if v else "" for v in values)
    return JobEntry(
        job_id,
        json.loads(building)["building_id"],
        status,
        int(rooms),
        datetime.fromtimestamp(float(accepted) / 1000, UTC).isoformat(timespec="milliseconds"),
        round((float(ended) - float(accepted)) / 1000, 3) if ended else None,
        root.split("-")[1],
    )
