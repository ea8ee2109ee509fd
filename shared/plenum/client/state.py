"""How one job stands, from its record, its answer and the queues: what a door tells of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from plenum.client.client import Client
from plenum.client.listing import entry
from plenum.pipeline.errors import JobGoneError
from plenum.pipeline.record.redis.inbox import waits

Stand = Literal["queued", "running", "finishing", "done", "cancelled", "refused"]
"""`queued`: not taken in yet. `refused`: it never was a job, and its answer says why."""


@dataclass(frozen=True)
class JobState:
    """One job's state; what is not known before it is taken in is empty or 0."""

    job_id: str
    status: Stand
    building_id: str = ""
    rooms: int = 0
    done: int = 0
    """Stages of batches committed, of `total`."""
    total: int = 0
    trace_id: str = ""
    accepted_at: str = ""
    """ISO 8601, UTC, by Redis' clock."""
    duration_s: float | None = None
    """None while it runs."""
    submitted_by: str = ""
    """Empty where nobody says."""
    answered: bool = False
    """Whether its result, or the reason why there is none, can be fetched."""


def state(client: Client, job_id: str) -> JobState:
    """How a job stands. Raises JobGoneError where nobody knows it, and RedisError."""
    answered = bool(client.answer(job_id).ready())
    job = client.record.job(job_id)
    if job is None:
        if answered:
            return JobState(job_id, "refused", answered=True)
        if waits(client.record, job_id):
            return JobState(job_id, "queued")
        # It may have been taken in between the two looks.
        job = client.record.job(job_id)
        if job is None:
            raise JobGoneError(job_id)
    told, progress = entry(job), client.record.progress(job_id)
    return JobState(
        job_id,
        job.status,
        told.building_id,
        told.rooms,
        progress.done if progress else 0,
        progress.total if progress else 0,
        told.trace_id,
        told.accepted_at,
        told.duration_s,
        told.submitted_by,
        answered,
    )
