"""A job as it is listed: what its record says, in units that people read."""

from __future__ import annotations

import pytest
from msgspec import structs

from plenum.ceiling.asked.settings import Settings
from plenum.client.listing import entry
from plenum.pipeline.job import Head, Job
from services.stages import GRAPH

JOB = Job(
    job_id="job",
    root="00-" + "a" * 32 + "-" + "b" * 16 + "-01",
    building=Head(building_id="annex", name="Annex"),
    settings=Settings(),
    graph=GRAPH,
    rooms=3,
    batches=1,
    accepted_ms=1_800_000_000_250.0,
)


def test_a_job_that_runs_has_no_duration() -> None:
    """When it began is said by Redis' clock, in UTC; its trace can be looked up."""
    listed = entry(JOB)
    assert (listed.building_id, listed.status, listed.rooms) == ("annex", "running", 3)
    assert listed.accepted_at == "2027-01-15T08:00:00.250+00:00"
    assert listed.duration_s is None
    assert listed.trace_id == "a" * 32


def test_a_job_that_ended_says_how_long_it_took() -> None:
    """In seconds."""
    ended = structs.replace(JOB, status="done", ended_ms=JOB.accepted_ms + 1500)
    assert entry(ended).duration_s == pytest.approx(1.5)
