"""The fixed log events of a job: which, how often, with what."""

from __future__ import annotations

from collections import Counter

from plenum.pipeline.observe import events
from plenum.telemetry import names
from plenum.telemetry.spans import SpanRef
from tests.support.answers import answer, failure, selection
from tests.support.recorded_host import RecordedHost
from tests.support.toy_models import GRAPH
from tests.support.toy_pipeline import ToyPipeline


def test_a_job_leaves_its_six_events_as_often_as_they_happen() -> None:
    """Two for the beginning, one a model and batch, two at the selector, one for the end."""
    toy = ToyPipeline()
    toy.accept(2)
    toy.run_all()
    toy.complete()
    services = ("coordinator", *(stage.name for stage in GRAPH.stages))
    found = Counter(event["event"] for service in services for event in toy.of(service).events)
    assert found == {
        names.PIPELINE_START: 1,
        names.PARALLEL_STAGE_START: 1,
        names.MODEL_EXECUTION_COMPLETE: 3,
        names.MODEL_SELECTED: 1,
        names.SEQUENTIAL_STAGE_START: 1,
        names.PIPELINE_COMPLETE: 1,
    }


def test_a_stages_event_says_what_it_placed_and_how_long_it_took() -> None:
    """And what became of the commit; each room that failed is an error of its own."""
    host = RecordedHost("left")
    events.stage_done(host.log, GRAPH, GRAPH["left"], "late", [answer("left"), failure()], 12.34567)
    done = host.event(names.MODEL_EXECUTION_COMPLETE)
    assert (done["model"], done["confidence"]) == ("left", 0.5)
    assert (done["rooms"], done["components_placed"]) == (2, 1)
    assert (done["duration_ms"], done["outcome"]) == (12.346, "late")
    failed = host.event(names.ROOM_FAILED)
    assert (failed["room_id"], failed["error"], failed["message"]) == ("office", "ValueError", "no idea")


def test_the_selectors_event_says_who_won_and_what_comes_next() -> None:
    """How many rooms each; those that nobody won are said too."""
    host = RecordedHost("choose")
    answers = [selection(), selection(selected_model="right"), selection(), failure()]
    events.stage_done(host.log, GRAPH, GRAPH["choose"], "committed", answers, 1.0)
    chosen = host.event(names.MODEL_SELECTED)
    assert (chosen["left"], chosen["right"], chosen["none"], chosen["rooms"]) == (2, 1, 1, 4)
    begins = host.event(names.SEQUENTIAL_STAGE_START)
    assert (begins["model"], begins["stage"]) == ("end", "smoke_detector")
    assert chosen["selected_model"] == "left"


def test_events_carry_the_ids_that_are_bound_around_them() -> None:
    """As hexadecimal, in full length; afterwards nothing stays bound."""
    host = RecordedHost("left")
    span = SpanRef(0xA, 0xB)
    with events.bound("job", span, stage="left"):
        host.log.info("within")
    host.log.info("after")
    within, after = host.events
    assert (within["job_id"], within["stage"]) == ("job", "left")
    assert (within["trace_id"], within["span_id"]) == ("0" * 31 + "a", "0" * 15 + "b")
    assert set(after) == {"event", "log_level"}


def test_a_runs_events_carry_the_processs_span() -> None:
    """So a log line is found from the trace, and the other way round."""
    toy = ToyPipeline()
    toy.accept(1)
    toy.run("left")
    left = toy.of("left")
    event = left.event(names.MODEL_EXECUTION_COMPLETE)
    process = left.telemetry.span("process left").ref
    assert (event["trace_id"], event["span_id"]) == (f"{process.trace_id:032x}", f"{process.span_id:016x}")
    assert (event["job_id"], event["batch_id"], event["stage"]) == ("job", "b0000", "left")
