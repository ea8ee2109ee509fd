"""A job's batches as spans, from the record alone: whoever tells them again tells the same.

Each holds all that was done for its rooms, so that a job of thousands of rooms folds.
"""

from __future__ import annotations

from plenum.pipeline.answers import Output
from plenum.pipeline.job import Job
from plenum.pipeline.observe.sends import batch_span
from plenum.pipeline.record.calls import Ending
from plenum.telemetry import names
from plenum.telemetry.spans import OwnAttributes, SpanData, SpanRef


def batch_spans(ending: Ending) -> list[SpanData]:
    """One a batch, in their order."""
    return [_span(ending, batch) for batch in sorted(ending.batches)]


def of_replays(spans: list[SpanData]) -> list[SpanData]:
    """Those of rooms that were done again: all that is new of a job that had ended before."""
    return [span for span in spans if str(span.attributes[names.BATCH_ID]).startswith(_REPLAY)]


_REPLAY = "r"
"""How the batches of rooms that are done again begin."""


def _span(ending: Ending, batch: str) -> SpanData:
    job = ending.job
    root = SpanRef.parse(job.root)
    outputs = [o for o in ending.outputs.get(batch, {}).values() if isinstance(o, Output) and o.ended_ns]
    begin_ns = job.begin_ns
    if batch.startswith(_REPLAY):
        begin_ns = min((output.since_ns for output in outputs), default=begin_ns)
    about: OwnAttributes = {names.BATCH_ID: batch, names.ROOMS: len(ending.batches[batch])}
    end_ns = _end_ns(job, [output.ended_ns for output in outputs], len(ending.outputs.get(batch, {})))
    return SpanData(names.PLACE_BATCH, batch_span(root, batch), root, begin_ns, end_ns, about)


def _end_ns(job: Job, ended_ns: list[int], stages: int) -> int:
    """With its last answer; one that did not come so far ended with the job."""
    whole = stages == len(job.graph.stages)
    return max(ended_ns) if whole and ended_ns else max([int(job.ended_ms * 1e6), *ended_ns])
