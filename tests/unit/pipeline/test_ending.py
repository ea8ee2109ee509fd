"""A job's end: told once by the job's own task, answered to everybody who waits."""

from __future__ import annotations

import pytest

from plenum.pipeline.ending import Endings
from plenum.pipeline.errors import JobGoneError, NotEndedError
from plenum.telemetry import names
from tests.support.toy_pipeline import ToyPipeline


@pytest.fixture
def toy() -> ToyPipeline:
    """With a job that has come to its last commit; what its beginning told is forgotten."""
    pipeline = ToyPipeline()
    pipeline.accept(2)
    pipeline.run_all()
    pipeline.coordinator.telemetry.spans.clear()
    pipeline.coordinator._events.entries.clear()
    return pipeline


def test_the_jobs_own_task_tells_of_the_end(toy: ToyPipeline) -> None:
    """Three spans, a duration, an event; until they are exported the record knows who has to."""
    ended = Endings(toy.coordinator).complete("job", "job")
    job, completed = ended.job, ended.completed
    assert (completed.job_id, completed.status, completed.totals.rooms) == ("job", "complete", 2)
    telemetry = toy.coordinator.telemetry
    assert [span.name for span in telemetry.spans] == [names.PLACE_JOB, names.PLACE_BATCH, names.ASSEMBLE]
    assert telemetry.figures()[names.JOB_DURATION, "complete", "small"] == 1
    event = toy.coordinator.event(names.PIPELINE_COMPLETE)
    assert (event["status"], event["rooms"], event["lights"]) == ("complete", 2, 2)
    assert (event["job_id"], event["trace_id"]) == ("job", job.trace_id)
    assert toy.record.unreported() == {"job": toy.coordinator.owner}


def test_another_task_gets_the_same_result_and_tells_nothing(toy: ToyPipeline) -> None:
    """One job, one end in the telemetry, however many wait for it."""
    own = Endings(toy.coordinator).complete("job", "job")
    told = len(toy.coordinator.telemetry.spans)
    toy.record.reported(["job"])
    other = Endings(toy.coordinator).complete("job", "another task")
    assert other.completed == own.completed
    assert len(toy.coordinator.telemetry.spans) == told
    assert toy.record.unreported() == {}


def test_an_ended_job_is_closed(toy: ToyPipeline) -> None:
    """Done, no longer running, kept for its time."""
    Endings(toy.coordinator).complete("job", "job")
    assert toy.record.running() == frozenset()
    job = toy.record.job("job")
    assert job is not None
    assert job.status == "done"


def test_a_revoked_job_is_settled_without_anybody_waiting() -> None:
    """It is cancelled, told of and closed; nobody gets a result."""
    toy = ToyPipeline()
    toy.accept(2)
    Endings(toy.coordinator).settle("job", "job")
    span = toy.coordinator.telemetry.span(names.PLACE_JOB)
    assert span.attributes["plenum.rooms.cancelled"] == 2
    assert toy.coordinator.event(names.PIPELINE_COMPLETE)["status"] == "cancelled"
    assert toy.record.running() == frozenset()
    job = toy.record.job("job")
    assert job is not None
    assert (job.status, job.ended_by) == ("cancelled", "revoked")
    assert toy.record.unreported() == {"job": toy.coordinator.owner}


def test_a_span_that_was_lost_is_told_again_from_the_record_alone(toy: ToyPipeline) -> None:
    """The very same, and its batches'; nothing else is told a second time."""
    toy.complete()
    first = [toy.coordinator.telemetry.span(name) for name in (names.PLACE_JOB, names.PLACE_BATCH)]
    other = toy.of("another coordinator")
    Endings(other).emit_again("job")
    assert other.telemetry.spans == first
    assert other.events == []


def test_a_job_that_is_under_way_is_not_ended() -> None:
    """A message for an end that it had before it was reopened; its span is told when it ends."""
    toy = ToyPipeline()
    toy.accept(2)
    told = len(toy.coordinator.telemetry.spans)
    with pytest.raises(NotEndedError, match="job job is under way again"):
        Endings(toy.coordinator).complete("job", "job")
    assert not Endings(toy.coordinator).emit_again("job")
    assert len(toy.coordinator.telemetry.spans) == told
    assert toy.record.running() == {"job"}


def test_an_end_that_is_over_when_it_was_assembled_answers_nobody(
    toy: ToyPipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The job was reopened in between: what was assembled lacks a room."""
    monkeypatch.setattr(toy.record, "end", lambda *_: [False])
    with pytest.raises(NotEndedError):
        Endings(toy.coordinator).complete("job", "job")


def test_a_job_that_is_gone_cannot_be_answered() -> None:
    """Whoever waits is told; who only tidies up goes on."""
    toy = ToyPipeline()
    with pytest.raises(JobGoneError, match="no record of job gone"):
        Endings(toy.coordinator).complete("gone", "gone")
    Endings(toy.coordinator).settle("gone", "gone")
    assert Endings(toy.coordinator).emit_again("gone")
    assert toy.coordinator.telemetry.spans == []


def test_a_job_in_a_newer_form_is_left_to_who_reads_it(
    toy: ToyPipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not answered as one that is gone: its ending is sent again. The log says why."""
    monkeypatch.setattr(toy.record, "endings", lambda *_: ["newer"])
    with pytest.raises(NotEndedError):
        Endings(toy.coordinator).complete("job", "job")
    event = toy.coordinator.event(names.MESSAGE_IGNORED)
    assert event["job_id"] == "job"
    assert "waits for a worker that reads it" in event["reason"]
