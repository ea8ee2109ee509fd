"""The jobs of a running Plenum: those that run, and those whose record is still kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from plenum.pipeline.job import Job


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
    submitted_by: str
    """Empty where nobody says."""


def entry(job: Job) -> JobEntry:
    """A job as it is listed."""
    return JobEntry(
        job.job_id,
        job.building.building_id,
        job.status,
        job.rooms,
        datetime.fromtimestamp(job.accepted_ms / 1000, UTC).isoformat(timespec="milliseconds"),
        round((job.ended_ms - job.accepted_ms) / 1000, 3) if job.ended_ms else None,
        job.trace_id,
        job.submitted_by,
    )
