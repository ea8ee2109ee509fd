"""What somebody sees to while jobs run: lost work, hanging candidates, deadlines, spans not told."""

from __future__ import annotations

import pytest

from plenum.pipeline.answers import Absence, Selection
from plenum.pipeline.care import Care
from plenum.pipeline.job import COORDINATOR, FINISH, Slot
from plenum.pipeline.record.calls import Arrival, Limits, Started, Swept, Turn, Worker
from plenum.settings import SPELL_S
from plenum.telemetry import names
from plenum.telemetry.delivery import Flushed
from plenum.telemetry.spans import SpanRef
from tests.support.toy_pipeline import ToyPipeline

LEFT = Slot("job", "b0000", "left")


@pytest.fixture
def toy() -> ToyPipeline:
    """With a job of two rooms in it; what its beginning told is forgotten."""
    pipeline = ToyPipeline(join_deadline_s=30)
    pipeline.accept(2)
    pipeline.coordinator.telemetry.spans.clear()
    pipeline.coordinator._events.entries.clear()
    return pipeline


@pytest.fixture
def care(toy: ToyPipeline) -> Care:
    """The coordinator's."""
    return Care(toy.coordinator)


def test_a_sweep_counts_and_tells_what_was_sent_again(
    toy: ToyPipeline, care: Care, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One warning a message, with its place."""
    monkeypatch.setattr(toy.record, "sweep", lambda _limits: Swept(resent=(LEFT, LEFT)))
    care.sweep()
    assert toy.record.counters()["resent:left"] == 2
    first, _ = toy.coordinator.events
    assert first["event"] == names.WORK_RESENT
    assert (first["job_id"], first["batch_id"], first["stage"]) == LEFT


def test_an_attempt_that_was_lost_is_told_in_the_jobs_trace(toy: ToyPipeline, care: Care) -> None:
    """By whoever finds it: whose it was, since when, why; under the job's span, as a failed one."""
    dead = toy.of("left").owner
    begun = toy.record.turn(Turn(dead, {"left": ()}, given=(Arrival(LEFT),))).begun[0]
    assert isinstance(begun, Started)
    toy.record._due[LEFT] -= 5000
    toy.record.await_message(["left"], 0)
    care.sweep()
    (lost,) = toy.coordinator.telemetry.spans
    assert (lost.name, lost.error) == ("lost left", "worker lost, sent again")
    assert lost.start_ns == int(begun.now_ms * 1e6) <= lost.end_ns
    assert (lost.attributes[names.OWNER], lost.attributes[names.ATTEMPT]) == (dead, 1)
    assert lost.parent == SpanRef.parse(begun.root).named(LEFT.batch)
    counters = toy.record.counters()
    assert (counters["resent:left"], counters["lost:left|worker_lost"]) == (1, 1)
    event = toy.coordinator.event(names.WORK_RESENT)
    assert (event["reason"], event["owner"]) == ("worker_lost", dead)
    assert event["trace_id"] == f"{lost.ref.trace_id:032x}"


def test_a_sweep_keeps_to_the_hosts_limits(
    toy: ToyPipeline, care: Care, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A batch's limit counts from when its owner could be known to be dead; a second settles anything."""
    asked: list[Limits] = []
    monkeypatch.setattr(toy.record, "sweep", lambda limits: asked.append(limits) or Swept())
    care.sweep()
    config = toy.config
    batch_s = config.batch_limit_s + SPELL_S + config.lifetime_s
    limits = Limits(30, batch_s, max(1, config.sweep_s), 10, 5, 3 * config.sweep_s, config.lifetime_s)
    assert asked == [limits]


def test_a_candidate_that_hangs_is_given_up_and_the_selector_goes_on(toy: ToyPipeline, care: Care) -> None:
    """Its absence says why; an error tells of it, and the message that followed is a span."""
    toy.run("right")
    care.give_up(LEFT)
    assert toy.output("left") == Absence(stage="left", reason="no answer within 30 s")
    event = toy.coordinator.event(names.CANDIDATE_GIVEN_UP)
    assert (event["job_id"], event["stage"], event["reason"]) == ("job", "left", "no answer within 30 s")
    given_up, sent = toy.coordinator.telemetry.spans
    assert (given_up.name, given_up.error) == ("give up left", "no answer within 30 s")
    assert given_up.attributes[names.ERROR_TYPE] == "Absent"
    assert event["span_id"] == f"{given_up.ref.span_id:016x}"
    assert toy.record.counters()["given_up:left"] == 1
    assert sent.name == "send choose"
    message = toy.message("choose")
    assert message.traceparent == str(sent.ref)
    toy.run("choose", message)
    chosen = toy.answers("choose")["room_0"]
    assert isinstance(chosen, Selection)
    assert chosen.selected_model == "right"


def test_a_stuck_candidate_of_a_sweep_is_given_up(
    toy: ToyPipeline, care: Care, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Found by the record, given up here."""
    monkeypatch.setattr(toy.record, "sweep", lambda _limits: Swept(stuck=(LEFT,)))
    care.sweep()
    assert isinstance(toy.output("left"), Absence)


@pytest.mark.parametrize("stage", ["choose", "end", FINISH])
def test_what_nobody_stands_in_for_is_never_given_up(toy: ToyPipeline, care: Care, stage: str) -> None:
    """The series and the ending wait for a worker, for as long as the job may."""
    care.give_up(LEFT.at(stage))
    assert toy.output(stage) is None
    assert toy.coordinator.events == []


def test_a_candidate_that_answered_at_the_last_moment_is_not_given_up(toy: ToyPipeline, care: Care) -> None:
    """What is committed stands, and nothing is told; neither is it of a job that is gone."""
    toy.run("left")
    care.give_up(LEFT)
    care.give_up(LEFT._replace(job_id="gone"))
    assert not isinstance(toy.output("left"), Absence)
    assert toy.coordinator.events == []
    assert toy.coordinator.telemetry.spans == []


def test_jobs_past_their_deadline_are_ended() -> None:
    """Those who wait are answered; other jobs go on."""
    toy = ToyPipeline()
    toy.accept(job_id="late", deadline_s=1e-9)
    toy.accept(job_id="early")
    Care(toy.coordinator).end_overdue()
    assert {job.job_id: (job.status, job.ended_by) for job in toy.record.jobs()} == {
        "late": ("finishing", "overdue"),
        "early": ("running", ""),
    }
    assert toy.record.take_waiter() == "late waits for late"


def test_revoked_jobs_are_cancelled_and_no_others(toy: ToyPipeline, care: Care) -> None:
    """Celery's list also has tasks that are none of ours, or long done."""
    toy.accept(job_id="other")
    care.cancel_revoked({"job", "a stranger"})
    assert {job.job_id: job.status for job in toy.record.jobs()} == {"job": "cancelled", "other": "running"}
    care.cancel_revoked(())
    assert toy.record.gauges([COORDINATOR], []).queues == {COORDINATOR: 1}


def test_a_job_that_is_revoked_before_it_comes_is_cancelled_as_it_comes(toy: ToyPipeline, care: Care) -> None:
    """Whichever coordinator takes it in: the record remembers, for one that was told may be gone."""
    care.cancel_revoked({"to come"})
    assert toy.accept(job_id="to come") is None
    job = toy.record.job("to come")
    assert job is not None
    assert (job.status, job.ended_by) == ("cancelled", "revoked")


def test_spans_are_flushed_before_they_count_as_told(toy: ToyPipeline, care: Care) -> None:
    """Those that this host has yet to export."""
    toy.run_all()
    toy.complete()
    before = toy.coordinator.telemetry.flushed
    care.emit_unreported()
    assert toy.coordinator.telemetry.flushed == before + 1
    assert toy.record.unreported() == {}
    care.emit_unreported()
    assert toy.coordinator.telemetry.flushed == before + 1


def test_spans_of_the_dead_are_told_again_in_their_stead(toy: ToyPipeline, care: Care) -> None:
    """Of the living they are left to them."""
    toy.run_all()
    toy.record.close("job", "done", keep_s=100, unreported_by="coordinator:other:1")
    toy.record.beat(Worker(COORDINATOR, "other", (1,)), 60_000)
    care.emit_unreported()
    assert toy.coordinator.telemetry.spans == []
    assert toy.record.unreported() == {"job": "coordinator:other:1"}
    toy.record._beats.clear()
    care.emit_unreported()
    told = [span.name for span in toy.coordinator.telemetry.spans]
    assert told == [names.PLACE_JOB, names.PLACE_BATCH]
    assert toy.record.unreported() == {}


def test_spans_that_were_not_delivered_are_emitted_again_when_something_is(
    toy: ToyPipeline, care: Care, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While nothing is delivered one job's a round shows whether anything can be; then the others follow."""
    telemetry = toy.coordinator.telemetry
    for job_id in ("job", "two", "three"):
        if job_id != "job":
            toy.accept(job_id=job_id)
        toy.record.close(job_id, "done", keep_s=100, unreported_by=toy.coordinator.owner)
    telemetry.flushes = Flushed.LOST
    emitted: list[int] = []

    def round_of_care() -> int:
        telemetry.spans.clear()
        care.emit_unreported()
        return sum(span.name == names.PLACE_JOB for span in telemetry.spans)

    emitted += [round_of_care() for _ in range(3)]
    assert set(toy.record.unreported()) == {"job", "two", "three"}
    telemetry.flushes = Flushed.DELIVERED
    emitted.append(round_of_care())
    assert len(toy.record.unreported()) == 2
    emitted.append(round_of_care())
    assert toy.record.unreported() == {}
    assert emitted == [0, 1, 1, 1, 2]


def test_a_span_of_a_job_that_was_reopened_is_told_when_it_ends(toy: ToyPipeline, care: Care) -> None:
    """Until then it is owed, and keeps nobody else's back."""
    toy.accept(job_id="other")
    toy.coordinator.telemetry.spans.clear()
    toy.record.close("other", "done", keep_s=100)
    toy.record._unreported.update({"job": "coordinator:gone:1", "other": "coordinator:gone:1"})
    care._flushed = Flushed.LOST
    care.emit_unreported()
    told = [span for span in toy.coordinator.telemetry.spans if span.name == names.PLACE_JOB]
    assert [span.attributes["plenum.job.id"] for span in told] == ["other"]
    assert toy.record.unreported() == {"job": "coordinator:gone:1"}
    toy.run_all()
    toy.record.close("job", "done", keep_s=100)
    care.emit_unreported()
    assert toy.record.unreported() == {}


def test_spans_that_wait_for_a_collector_are_told_when_it_has_them(toy: ToyPipeline, care: Care) -> None:
    """They are neither ticked off before nor emitted a second time; those of the dead wait for the end."""
    telemetry = toy.coordinator.telemetry
    toy.record.close("job", "done", keep_s=100, unreported_by=toy.coordinator.owner)
    telemetry.flushes = Flushed.WAITING
    care.emit_unreported()
    toy.accept(job_id="dead")
    toy.record.close("dead", "done", keep_s=100, unreported_by="coordinator:dead:1")
    telemetry.spans.clear()
    care.emit_unreported()
    assert telemetry.spans == []
    assert set(toy.record.unreported()) == {"job", "dead"}
    telemetry.flushes = Flushed.DELIVERED
    care.emit_unreported()
    assert telemetry.spans == []
    care.emit_unreported()
    assert [span.name for span in telemetry.spans if span.name == names.PLACE_JOB] == [names.PLACE_JOB]
    assert toy.record.unreported() == {}


def test_of_too_many_untold_jobs_the_rest_is_given_up(
    toy: ToyPipeline, care: Care, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A collector that stays away does not let the list grow."""
    monkeypatch.setattr("plenum.pipeline.care.MOST_UNTOLD", 2)
    toy.coordinator.telemetry.flushes = Flushed.LOST
    for job_id in ("two", "three"):
        toy.accept(job_id=job_id)
    for job_id in ("job", "two", "three"):
        toy.record.close(job_id, "done", keep_s=100, unreported_by=toy.coordinator.owner)
    care.emit_unreported()
    assert len(toy.record.unreported()) == 2
