"""One job is one trace: whole, flat, linked, and readable as time."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from plenum import traces
from plenum.telemetry import names
from tests.support.buildings import building
from tests.support.system import System
from tests.support.waiting import HANGS_S, eventually
from tests.telemetry.matrix import SERVICES, SPANS_A_BATCH, SPANS_A_JOB, SPANS_OF_A_BATCH, STAGES


def test_a_real_building_is_one_tree_without_orphans_or_doubles(
    spans: list[traces.Seen], batches: int
) -> None:
    """Exactly one root, every parent present, every span once, every service in it."""
    found = traces.shape(spans)
    assert found.roots == 1
    assert found.orphans == ()
    assert found.doubled == 0
    assert found.depth == 5  # the slowest rooms of a batch, under their model
    assert set(found.services) == set(SERVICES)
    assert batches >= 3


def test_every_batch_has_every_span_of_every_stage_once(spans: list[traces.Seen], batches: int) -> None:
    """The matrix: send, wait, process and execute, stage by stage; and the job's own three. Rooms apart."""
    expected = {f"{what} {stage}": batches for what in SPANS_A_BATCH for stage in STAGES}
    expected |= dict.fromkeys(SPANS_OF_A_BATCH, batches) | dict.fromkeys(SPANS_A_JOB, 1)
    assert Counter(span.name for span in spans if not span.name.startswith("room ")) == expected


def test_sends_and_processes_stand_flat_under_their_batch(spans: list[traces.Seen]) -> None:
    """No staircase: the order of the stages is to be read in time, the model under its process."""
    by_id = {span.span_id: span for span in spans}
    for span in spans:
        if span.name == names.PLACE_JOB:
            continue
        parent = by_id[span.parent_id].name
        what, _, stage = span.name.partition(" ")
        above = {"execute": f"process {stage}", "room": f"execute {stage}"}
        above |= dict.fromkeys(("send", "wait", "process"), names.PLACE_BATCH)
        assert parent == above.get(what, names.PLACE_JOB)
        if what in above:
            batch = by_id[span.parent_id].attributes.get(names.BATCH_ID)
            assert batch == span.attributes.get(names.BATCH_ID, batch)


def test_no_span_outlives_the_one_above_it(spans: list[traces.Seen]) -> None:
    """But for the assembly, which follows the job's last commit. To a microsecond, as Jaeger tells it."""
    by_id = {span.span_id: span for span in spans}
    for span in spans:
        if span.name in (names.PLACE_JOB, names.ASSEMBLE):
            continue
        parent = by_id[span.parent_id]
        assert parent.start_us <= span.start_us + 2, (parent.name, span.name)
        ends = parent.start_us + parent.duration_us
        assert span.start_us + span.duration_us <= ends + 2, (parent.name, span.name)


def test_the_selector_links_to_all_candidates_and_says_how_many_rooms_each_won(
    spans: list[traces.Seen], lab: dict[str, Any]
) -> None:
    """Links in the trace, winners in its result: the same sums."""
    by_id = {span.span_id: span for span in spans}
    for span in (s for s in spans if s.name == "process selector"):
        linked = sorted(by_id[link].name for link in span.links)
        assert linked == sorted(
            ["send selector", *(f"process {stage}" for stage in STAGES if stage.startswith("light"))]
        )


def test_each_stage_of_the_series_links_to_the_one_before(spans: list[traces.Seen]) -> None:
    """What was read is linked: the stage before, and its own message."""
    by_id = {span.span_id: span for span in spans}
    before = {
        "air_supply_model": "selector",
        "air_return_model": "air_supply_model",
        "smoke_detector_model": "air_return_model",
    }
    for stage, earlier in before.items():
        for span in (s for s in spans if s.name == f"process {stage}"):
            linked = {by_id[link].name for link in span.links}
            assert {f"process {earlier}", f"send {stage}"} <= linked


def test_waiting_and_working_follow_each_other_in_time(spans: list[traces.Seen]) -> None:
    """A stage's wait ends where its process begins; every execute lies within its process."""
    key = names.BATCH_ID
    processes = {(s.name.split()[1], s.attributes[key]): s for s in spans if s.name.startswith("process ")}
    by_id = {span.span_id: span for span in spans}
    for span in spans:
        if span.name.startswith("wait "):
            process = processes[(span.name.split()[1], span.attributes[key])]
            assert span.start_us + span.duration_us == pytest.approx(process.start_us, abs=1000)
        if span.name.startswith("execute "):
            process = by_id[span.parent_id]
            assert process.start_us <= span.start_us
            assert span.start_us + span.duration_us <= process.start_us + process.duration_us + 1


def test_message_spans_carry_the_messaging_conventions(spans: list[traces.Seen], lab: dict[str, Any]) -> None:
    """System, operation, destination, message and conversation, on each send and process."""
    for span in spans:
        operation, _, stage = span.name.partition(" ")
        if operation in ("send", "process"):
            assert span.attributes[names.MESSAGING_SYSTEM] == "redis"
            assert span.attributes[names.OPERATION_NAME] == operation
            assert span.attributes[names.OPERATION_TYPE] == operation
            assert span.attributes[names.DESTINATION] == stage
            assert span.attributes[names.CONVERSATION_ID] == lab["job_id"]
            assert span.attributes[names.SERVER_ADDRESS] == "127.0.0.1"
            assert str(span.attributes[names.CLIENT_ID]).startswith(f"{span.service}:")


def test_the_callers_span_is_the_jobs_parent(full: System) -> None:
    """What the stock instrumentation puts into the message's headers is taken up."""
    trace_id, span_id = "5" * 32, "6" * 16
    job = "the-callers-job"
    full.client.app.send_task(
        "plenum.place",
        args=[building(1)],
        task_id=job,
        headers={"traceparent": f"00-{trace_id}-{span_id}-01"},
    )
    result = full.fetch(job)
    assert result["trace_id"] == trace_id
    assert full.info.jaeger_query
    url = full.info.jaeger_query
    (place,) = eventually(
        lambda: [span for span in traces.from_jaeger(url, trace_id) if span.name == names.PLACE_JOB]
    )
    assert place.parent_id == span_id


def test_a_caller_that_is_not_sampled_has_its_job_not_sampled(full: System) -> None:
    """Its trace is kept by nobody; metrics, events and the result are as ever."""
    trace_id, span_id = "7" * 32, "8" * 16
    job = "an-unsampled-callers-job"
    full.client.app.send_task(
        "plenum.place",
        args=[building(1)],
        task_id=job,
        headers={"traceparent": f"00-{trace_id}-{span_id}-00"},
    )
    result = full.fetch(job)
    assert result["trace_id"] == trace_id
    # A later job's trace is there: this one's would be.
    full.trace(full.place(building(1))["trace_id"], 32)
    assert full.info.jaeger_query
    assert traces.from_jaeger(full.info.jaeger_query, trace_id) == []


def test_a_refused_building_leaves_one_failed_span(full: System) -> None:
    """Bad input is visible and costs one span."""
    trace_id, span_id = "9" * 32, "a" * 16
    job = "a-refused-job"
    full.client.app.send_task(
        "plenum.place", args=["{"], task_id=job, headers={"traceparent": f"00-{trace_id}-{span_id}-01"}
    )
    full.client.answer(job).wait(HANGS_S, propagate=False)
    assert full.info.jaeger_query
    url = full.info.jaeger_query
    found = eventually(lambda: traces.from_jaeger(url, trace_id))
    assert [(span.name, span.error) for span in found] == [(names.PLACE_JOB, True)]
