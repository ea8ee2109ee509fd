"""What a job as a whole leaves in the trace: its span from the record alone, its intake and assembly."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec import UNSET, structs

from plenum.ceiling.room.kinds import Kind
from plenum.files.completed.schema import CompletedFields, KeptFields
from plenum.pipeline.job import Job
from plenum.pipeline.observe.job import job_span
from plenum.telemetry import names
from plenum.telemetry.spans import SpanRef
from tests.support.toy_pipeline import ToyPipeline


@pytest.fixture(scope="module")
def ended() -> tuple[Job, CompletedFields]:
    """A job of two rooms and its result."""
    toy = ToyPipeline()
    toy.accept(2)
    toy.run_all()
    completed = toy.complete()
    job = toy.record.job("job")
    assert job is not None
    return job, completed


def test_a_jobs_span_says_what_came_of_it(ended: tuple[Job, CompletedFields]) -> None:
    """Rooms by status, components by kind; its times are the record's."""
    job, completed = ended
    span = job_span(job, completed)
    assert (str(span.ref), span.start_ns, span.end_ns) == (job.root, job.begin_ns, int(job.ended_ms * 1e6))
    assert span.attributes == {
        names.JOB_ID: "job",
        names.BUILDING_ID: "test",
        names.STATUS: "complete",
        names.ROOMS: 2,
        names.BATCHES: 1,
        "plenum.rooms.complete": 2,
        "plenum.placed.light": 2,
        "plenum.placed.air_supply": 0,
        "plenum.placed.air_return": 0,
        "plenum.placed.smoke_detector": 2,
    }
    assert (span.parent, span.links, span.error) == (None, [], "")


def test_it_is_the_same_span_each_time(ended: tuple[Job, CompletedFields]) -> None:
    """Whoever tells it again doubles nothing."""
    assert job_span(*ended) == job_span(*ended)


def test_a_sampled_caller_is_its_parent_and_another_one_is_linked(
    ended: tuple[Job, CompletedFields],
) -> None:
    """A parent that is not kept would make the span an orphan."""
    job, completed = ended
    caller = SpanRef.new()
    called = structs.replace(job, caller=str(caller), parent=str(caller))
    assert (job_span(called, completed).parent, job_span(called, completed).links) == (caller, [])
    linked = job_span(structs.replace(called, parent=""), completed)
    assert (linked.parent, linked.links) == (None, [(caller, {names.LINK: "caller"})])


def test_a_job_of_which_nothing_came_is_a_failed_span(ended: tuple[Job, CompletedFields]) -> None:
    """One that is merely incomplete is not."""
    job, completed = ended
    failed = structs.replace(completed, status="failed")
    assert job_span(job, failed).error == "no room could be processed"
    assert job_span(job, structs.replace(completed, status="incomplete")).error == ""


@pytest.mark.parametrize(
    ("status", "failed", "ended_by", "told", "error"),
    [
        ("cancelled", 1, "cancelled", "cancelled", ""),
        ("incomplete", 1, "", "incomplete", "1 of 2 rooms failed"),
        ("incomplete", 0, "", "incomplete", ""),
        ("incomplete", 0, "overdue", "overdue", "past its deadline"),
        ("failed", 2, "", "failed", "no room could be processed"),
    ],
)
def test_a_job_is_a_failed_span_where_something_failed_and_not_where_it_was_cancelled(
    ended: tuple[Job, CompletedFields], status: str, failed: int, ended_by: Any, told: str, error: str
) -> None:
    """Rooms that failed and a deadline that was missed are failures; who cancels has what he asked for."""
    job, completed = ended
    totals = structs.replace(completed.totals, statuses={"complete": 2 - failed, "failed": failed})
    result = structs.replace(completed, status=status, totals=totals)
    span = job_span(structs.replace(job, ended_by=ended_by), result)
    assert (span.attributes[names.STATUS], span.error) == (told, error)
    assert (names.ERROR_TYPE in span.attributes) == bool(error)


def test_it_says_how_much_of_an_earlier_layout_stayed(ended: tuple[Job, CompletedFields]) -> None:
    """Over all rooms and kinds that had one."""
    job, completed = ended

    def kept(*of_room: Any) -> Any:
        rooms = [structs.replace(r, kept=k) for r, k in zip(completed.rooms, of_room, strict=True)]
        return job_span(job, structs.replace(completed, rooms=rooms)).attributes

    light, smoke = KeptFields(previous=4, kept=3), KeptFields(previous=2, kept=0)
    found = kept({Kind.LIGHT: light, Kind.DETECTOR: smoke}, UNSET)
    assert (found[names.PREVIOUS], found[names.KEPT]) == (6, 3)
    assert names.PREVIOUS not in kept(UNSET, UNSET)


def test_intake_and_assembly_stand_under_it() -> None:
    """With their times: the intake since the job's first moment, its messages since they were pushed."""
    toy = ToyPipeline()
    job = toy.accept(2)
    assert job is not None
    accept, left, right = toy.coordinator.telemetry.spans
    assert (accept.name, accept.start_ns) == (names.ACCEPT, job.begin_ns)
    assert accept.attributes == {names.JOB_ID: "job", names.ROOMS: 2, names.BATCHES: 1}
    assert accept.start_ns <= left.start_ns == right.start_ns <= left.end_ns == accept.end_ns
    toy.run_all()
    toy.complete()
    assembled = toy.coordinator.telemetry.span(names.ASSEMBLE)
    assert str(assembled.parent) == str(accept.parent) == job.root
    assert assembled.start_ns <= assembled.end_ns
