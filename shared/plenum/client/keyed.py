"""Submitting under an idempotency key, for callers that want to know at once which job it became.

Any client may give a key with its task; what comes of it shows in the task's answer. A door cannot wait
for that: here the key is looked up before and after, by the record's own notes.
"""

from __future__ import annotations

import time
from typing import Any, Final, NamedTuple, Unpack, cast

from plenum.client.client import Client
from plenum.pipeline.errors import IdempotencyConflictError
from plenum.pipeline.intake import fingerprint
from plenum.pipeline.options import GivenBuilding, PlaceOptions
from plenum.pipeline.record.redis.keys import idempotency_key

_LOOK_S: Final = 0.01


class Submitted(NamedTuple):
    """A job, and whether this call made it."""

    job_id: str
    new: bool


def submit_once(
    client: Client,
    building: GivenBuilding,
    key: str,
    *,
    within_s: float = 5.0,
    **options: Unpack[PlaceOptions],
) -> Submitted:
    """The job of this key: the one that was submitted under it before, or a new one.

    Waits up to `within_s` seconds until a coordinator has taken it in; where none has, it is on its way.
    Raises IdempotencyConflictError where the key stands for other content, what the job was refused for,
    OverloadedError and RedisError.
    """
    mark = fingerprint({"building": building, "options": options.get("options")})
    if known := _held(client, key, mark):
        return Submitted(known, new=False)
    job_id = client.submit(building, **cast(PlaceOptions, {**options, "idempotency_key": key}))
    until = time.monotonic() + within_s
    while time.monotonic() < until:
        if known := _held(client, key, mark):
            return Submitted(known, new=known == job_id)
        answer = client.answer(job_id)
        if answer.ready():
            answer.get(disable_sync_subtasks=False)
            break
        time.sleep(_LOOK_S)
    return Submitted(job_id, new=True)


def _held(client: Client, key: str, mark: str) -> str:
    """The job that the key stands for; empty where it stands for none. Raises IdempotencyConflictError."""
    found: Any = client.redis.hmget(idempotency_key(key), ["job", "fingerprint"])
    if not found[0]:
        return ""
    job_id = found[0].decode()
    job = client.record.job(job_id)
    # As `accept.lua` sees it: a key outlives no record, nor does it stand for what was cancelled.
    if job is None or job.status == "cancelled":
        return ""
    if found[1].decode() != mark:
        raise IdempotencyConflictError(key, job_id)
    return str(job_id)
