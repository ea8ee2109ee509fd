"""A batch is a span under its job's, and nothing that was done for it outlives it."""

from __future__ import annotations

import pytest

from plenum.pipeline.observe.batches import batch_spans, of_replays
from plenum.pipeline.record.calls import Ending
from plenum.telemetry import names
from plenum.telemetry.spans import SpanData, SpanRef
from tests.support.toy_models import GRAPH
from tests.support.toy_pipeline import ToyPipeline


def ending(toy: ToyPipeline) -> Ending:
    """All of the job."""
    (found,) = toy.record.endings(["job"], "")
    assert isinstance(found, Ending)
    return found


def told(toy: ToyPipeline) -> list[SpanData]:
    """Every span of the job, whoever told it."""
    stages = [toy.of(stage.name) for stage in GRAPH.stages]
    return [span for host in (toy.coordinator, *stages) for span in host.telemetry.spans]


@pytest.fixture
def toy() -> ToyPipeline:
    """With a job of two batches that was worked through."""
    pipeline = ToyPipeline()
    pipeline.accept(12)
    for _ in range(2):
        pipeline.run_all()
    return pipeline


def test_every_span_lies_within_the_one_above_it(toy: ToyPipeline) -> None:
    """No orphan, no child that outlives its parent, no wait that ends before it begins.

    The assembly alone follows the job: that ended with its last commit.
    """
    toy.complete()
    spans = told(toy)
    by_ref = {span.ref: span for span in spans}
    assert len(by_ref) == len(spans)
    for span in spans:
        assert span.start_ns <= span.end_ns
        if span.name not in (names.PLACE_JOB, names.ASSEMBLE):
            assert span.parent is not None
            parent = by_ref[span.parent]
            assert parent.start_ns <= span.start_ns, (parent.name, span.name)
            assert span.end_ns <= parent.end_ns, (parent.name, span.name)


def test_a_batch_has_its_rooms_and_ends_with_its_last_answer(toy: ToyPipeline) -> None:
    """One a batch, all under the job's span, the same each time they are told."""
    first, second = batch_spans(ending(toy))
    job = toy.record.job("job")
    assert job is not None
    assert (first.attributes[names.BATCH_ID], first.attributes[names.ROOMS]) == ("b0000", 10)
    assert (second.attributes[names.BATCH_ID], second.attributes[names.ROOMS]) == ("b0001", 2)
    assert first.parent == second.parent == SpanRef.parse(job.root)
    assert first.start_ns == second.start_ns == job.begin_ns
    assert first.end_ns < second.end_ns <= job.ended_ms * 1e6
    assert batch_spans(ending(toy)) == [first, second]
    assert of_replays([first, second]) == []


def test_a_batch_that_was_not_finished_ends_with_its_job() -> None:
    """Cancelled, or past its deadline."""
    toy = ToyPipeline()
    toy.accept(2)
    toy.run("left")
    toy.record.close("job", "cancelled", keep_s=100)
    (span,) = batch_spans(ending(toy))
    job = toy.record.job("job")
    assert job is not None
    assert span.end_ns == int(job.ended_ms * 1e6)
