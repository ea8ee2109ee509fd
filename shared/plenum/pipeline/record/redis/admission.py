"""Whether there is room for one more job, as clients ask before they send one."""

from __future__ import annotations

from typing import Any

from redis import Redis, exceptions

from plenum.pipeline.errors import OverloadedError
from plenum.pipeline.record.redis import keys


def overload(client: Redis) -> OverloadedError | None:
    """Why a job would be refused now, by the bounds that the workers agreed on. One round trip.

    None too where no worker tells of its bounds, or this client may not look: intake has the last word in
    any case. Raises RedisError.
    """
    pipe = client.pipeline(transaction=False)
    pipe.scard(keys.RUNNING)
    pipe.llen(keys.DEFAULT_QUEUE)
    pipe.get(keys.BYTES)
    pipe.hmget(keys.SETTINGS, "busy_jobs", "max_jobs_mib")
    try:
        running, sent, size, bounds = pipe.execute()
    except exceptions.NoPermissionError:
        return None
    if not all(bounds):
        return None
    most, most_mib = map(int, bounds)
    unfinished: Any = running + sent
    full = running > 0 and int(size or 0) >= most_mib * 2**20
    return OverloadedError(unfinished, most) if full or unfinished >= most else None
