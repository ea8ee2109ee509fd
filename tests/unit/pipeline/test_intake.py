"""A job's beginning: stored with its first messages, known, refused, or turned away."""

from __future__ import annotations

import pytest
from msgspec import structs
from opentelemetry.sdk.trace.sampling import ALWAYS_ON

from plenum.files.building.building import Building
from plenum.files.errors import InvalidBuilding
from plenum.files.read import read_building
from plenum.pipeline.errors import IdempotencyConflictError, OverloadedError
from plenum.pipeline.intake import Ask, BatchSize, Intake, fingerprint
from plenum.pipeline.job import COORDINATOR
from plenum.pipeline.observe.sends import batch_span
from plenum.pipeline.record.calls import Ending
from plenum.telemetry import names
from plenum.telemetry.spans import SpanRef
from tests.support.buildings import building, room
from tests.support.toy_models import GRAPH
from tests.support.toy_pipeline import ToyPipeline


def test_an_accepted_job_is_stored_and_on_its_way() -> None:
    """Its record has what was asked, its messages wait for the competing models."""
    toy = ToyPipeline()
    source = read_building(building(3, name="Main", waivers=[_waiver("room_1")]))
    job = toy.accept(source, priority=4)
    assert job is not None
    kept = toy.record.job("job")
    assert kept is not None
    assert (kept.rooms, kept.batches, kept.priority, kept.answers) == (3, 1, 4, "building")
    assert (kept.building.name, [w.room_id for w in kept.building.waivers]) == ("Main", ["room_1"])
    assert kept.root == job.root == toy.message("left").root == toy.message("right").root
    assert toy.record.await_message(["choose", "end"], 0) is None


def test_rooms_go_into_batches_of_the_size_that_is_given() -> None:
    """One message a batch and light model; a room keeps its place in the building."""
    toy = ToyPipeline()
    intake = Intake(toy.coordinator, GRAPH, BatchSize(most_tiles=1000, most_rooms=2))
    intake.begin(Ask("job", "f", waiter=str)).accept(read_building(building(5)))
    assert toy.record.gauges(["left"], []).queues == {"left": 3}
    toy.record.close("job", "overdue", keep_s=100)
    (ending,) = toy.record.endings(["job"], "me")
    assert isinstance(ending, Ending)
    assert sorted(entry.index for rooms in ending.batches.values() for entry in rooms) == [0, 1, 2, 3, 4]


def test_the_same_key_with_the_same_content_waits_for_the_first_job() -> None:
    """The second task is one more that waits; it is no job, and its content is not stored."""
    toy = ToyPipeline()
    toy.accept(job_id="one", idempotency_key="order 7")
    assert toy.accept(job_id="two", idempotency_key="order 7") is None
    assert toy.coordinator.event(names.MESSAGE_IGNORED)["reason"] == "the same job as one"
    assert [job.job_id for job in toy.record.jobs()] == ["one"]
    toy.run_all()
    assert [toy.record.take_waiter() for _ in range(2)] == ["one waits for one", "two waits for one"]


def test_the_same_key_with_other_content_is_refused() -> None:
    """The error names the key and the job that has it."""
    toy = ToyPipeline()
    toy.accept(job_id="one", idempotency_key="order 7")
    with pytest.raises(IdempotencyConflictError, match=r"'order 7' belongs to job one"):
        toy.accept(job_id="two", idempotency_key="order 7", fingerprint="g")


def test_a_task_that_was_delivered_twice_is_taken_in_once() -> None:
    """Silently: the first delivery is under way."""
    toy = ToyPipeline()
    toy.accept()
    assert toy.accept() is None
    assert toy.record.gauges(["left"], []).queues == {"left": 1}


def test_too_many_unfinished_jobs_are_turned_away() -> None:
    """The error says how many there are and may be; nothing is told but by the error."""
    toy = ToyPipeline(max_jobs=1)
    toy.accept(job_id="one")
    told = len(toy.coordinator.telemetry.spans)
    with pytest.raises(OverloadedError, match=r"1 jobs are unfinished, 1 is the limit.* in 10 s"):
        toy.accept(job_id="two")
    assert len(toy.coordinator.telemetry.spans) == told


@pytest.mark.parametrize(("asked", "given"), [(None, 500), (60.0, 60), (9000.0, 500)])
def test_a_deadline_is_never_later_than_the_hosts_own(asked: float | None, given: float) -> None:
    """Earlier it may be."""
    toy = ToyPipeline(job_deadline_s=500)
    toy.accept(deadline_s=asked)
    kept = toy.record._entries["job"]
    assert kept.deadline_ms - kept.job.accepted_ms == given * 1000


def test_a_job_in_a_sampled_trace_is_the_callers_child() -> None:
    """What the caller decided holds; its tracestate goes along."""
    toy = ToyPipeline()
    caller = SpanRef.new()
    job = toy.accept(caller=caller)
    assert job is not None
    assert (job.trace_id, job.parent, job.caller) == (f"{caller.trace_id:032x}", str(caller), str(caller))
    unsampled = SpanRef.new(sampled=False)
    other = toy.accept(job_id="other", caller=unsampled)
    assert other is not None
    assert (other.trace_id, other.parent) == (f"{unsampled.trace_id:032x}", "")
    assert not SpanRef.parse(other.root).sampled
    third = toy.accept(job_id="third", caller=structs.replace(caller, state="vendor=a,ot=th:8"))
    assert third is not None
    assert SpanRef.parse(third.root).state == "vendor=a,ot=th:8"


def test_a_job_that_is_traced_though_its_caller_is_not_has_a_trace_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where the sampler says so: nobody keeps the span that would be its parent, so it is a link."""
    monkeypatch.setattr("plenum.telemetry.sampling._sampler", lambda: ALWAYS_ON)
    unsampled = SpanRef.new(sampled=False)
    job = ToyPipeline().accept(caller=unsampled)
    assert job is not None
    assert job.trace_id != f"{unsampled.trace_id:032x}"
    assert (job.parent, job.caller) == ("", str(unsampled))
    assert SpanRef.parse(job.root).sampled


def test_a_beginning_is_told_with_its_first_messages() -> None:
    """Under the job's span: the intake, and a message a batch and model; two events, with the job's ids."""
    toy = ToyPipeline()
    job = toy.accept()
    assert job is not None
    telemetry = toy.coordinator.telemetry
    assert [span.name for span in telemetry.spans] == ["accept building", "send left", "send right"]
    root = SpanRef.parse(job.root)
    assert [span.parent for span in telemetry.spans] == [root, *[batch_span(root, "b0000")] * 2]
    start = toy.coordinator.event(names.PIPELINE_START)
    assert (start["rooms"], start["batches"], start["grid_id"]) == (2, 1, "test")
    assert start["grid_size"] == 9 * 7 + 10 * 8
    assert (start["job_id"], start["trace_id"]) == ("job", job.trace_id)
    assert toy.coordinator.event(names.PARALLEL_STAGE_START)["models"] == "left, right"


def test_a_building_that_is_none_is_one_failed_span_and_one_event() -> None:
    """It cost nobody else anything, and nothing is stored."""
    toy = ToyPipeline()
    intake = Intake(toy.coordinator, GRAPH, BatchSize(1000, 10))
    caller = SpanRef.new()
    beginning = intake.begin(Ask("job", "f", waiter=str, caller=caller))
    beginning.refuse(InvalidBuilding("/rooms/0", "has no rows", "give its rows"))
    (span,) = toy.coordinator.telemetry.spans
    assert (span.name, span.parent, span.ref) == (names.PLACE_JOB, caller, beginning.root)
    assert "has no rows" in span.error
    assert span.attributes[names.STATUS] == "refused"
    assert span.attributes[names.ERROR_TYPE] == "InvalidBuilding"
    event = toy.coordinator.event(names.BUILDING_REFUSED)
    assert (event["pointer"], event["message"]) == ("/rooms/0", "has no rows")
    assert (event["job_id"], event["log_level"]) == ("job", "warning")
    assert toy.record.jobs() == []
    assert toy.record.gauges([COORDINATOR], []).queues == {COORDINATOR: 0}


def test_a_grid_is_answered_as_a_grid() -> None:
    """The record remembers what came in."""
    toy = ToyPipeline()
    source = read_building(building([room("office")]))
    job = toy.accept(Building(source.building_id, "", source.settings, source.rooms, source_format="grid"))
    assert job is not None
    assert job.answers == "grid"


def test_a_fingerprint_is_the_contents_and_not_its_forms() -> None:
    """The order of names does not matter; every value does; text is taken as it is."""
    assert fingerprint({"a": 1, "b": [2]}) == fingerprint({"b": [2], "a": 1})
    assert fingerprint({"a": 1}) != fingerprint({"a": 2})
    assert fingerprint('{"a": 1}') != fingerprint('{"a":1}')
    assert len(fingerprint("\ud800")) == 64


def _waiver(room_id: str) -> dict[str, str]:
    return {"rule": "AIR-9", "room_id": room_id, "reason": "duct", "by": "J. Doe"}
