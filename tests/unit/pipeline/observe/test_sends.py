"""The messages that may follow a step: named before they are sent, told of where they were."""

from __future__ import annotations

from opentelemetry.trace import SpanKind

from plenum.pipeline.job import ENDING
from plenum.pipeline.observe.sends import ALONE, Sends, batch_span
from plenum.telemetry import names
from plenum.telemetry.spans import SpanRef
from tests.support.toy_models import GRAPH

ROOT = SpanRef.new()


def sends() -> Sends:
    """Of one batch."""
    return Sends("job", "b0", ROOT, {names.MESSAGING_SYSTEM: "toy"})


def test_a_push_waits_for_all_that_its_stage_waits_for() -> None:
    """And its message says where everything is."""
    left, choose = sends().pushes(GRAPH, [GRAPH["left"], GRAPH["choose"]])
    assert (left.needs, choose.needs) == ((), ("left", "right"))
    message = choose.message
    assert (message.job_id, message.batch_id, message.stage) == ("job", "b0", "choose")
    assert message.root == str(ROOT)


def test_a_message_carries_its_own_span_and_always_the_same() -> None:
    """In the job's trace; one a stage."""
    sent = sends()
    first, other = sent.message("left"), sent.message("right")
    assert sent.message("left") == first
    assert first.traceparent == str(sent.refs["left"]) != other.traceparent
    assert sent.refs["left"].trace_id == ROOT.trace_id


def test_all_of_a_batch_stands_under_a_span_that_everybody_finds() -> None:
    """In the job's trace, another one a batch; what is of no batch stands under the job."""
    assert batch_span(ROOT, "b0") == batch_span(SpanRef.parse(str(ROOT)), "b0") != batch_span(ROOT, "b1")
    assert batch_span(ROOT, "b0").trace_id == ROOT.trace_id
    assert batch_span(ROOT, ENDING) == batch_span(ROOT, ALONE) == ROOT


def test_spans_are_of_those_that_were_pushed() -> None:
    """The others never happened."""
    sent = sends()
    sent.message("left")
    sent.message("right")
    (span,) = sent.spans(["right", "finish"], (1, 2))
    assert (span.name, span.ref, span.parent) == ("send right", sent.refs["right"], ROOT.named("b0"))
    assert (span.start_ns, span.end_ns, span.kind) == (1, 2, SpanKind.PRODUCER)
    assert span.attributes == {
        names.MESSAGING_SYSTEM: "toy",
        names.OPERATION_NAME: "send",
        names.OPERATION_TYPE: "send",
        names.DESTINATION: "right",
        names.MESSAGE_ID: "job.b0.right",
        names.CONVERSATION_ID: "job",
        names.JOB_ID: "job",
        names.BATCH_ID: "b0",
    }
