"""Whether a job is traced: decided once, when it is taken in; every message of it carries the decision.

The sampler is OpenTelemetry's own, chosen by OTEL_TRACES_SAMPLER and OTEL_TRACES_SAMPLER_ARG; without them
what the caller decided holds, and a job without a caller's span is traced. Metrics, log events and results
are the same for jobs that are not.
"""

from __future__ import annotations

from functools import lru_cache

from msgspec import structs
from opentelemetry.context import Context
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.sampling import Decision, Sampler

from plenum.telemetry import names
from plenum.telemetry.spans import SpanRef


def job_root(caller: SpanRef | None) -> SpanRef:
    """The id of a new job's span, sampled or not, with the tracestate that the sampler leaves.

    In the caller's trace, if there is one; but a job that is traced though its caller is not has a trace of
    its own, for nobody keeps the span that would be its parent.
    """
    root = _decided(caller.child() if caller else SpanRef.new(), caller)
    if caller and root.sampled and not caller.sampled:
        return _decided(SpanRef.new(), None)
    return root


def parent_of(root: SpanRef, caller: SpanRef | None) -> SpanRef | None:
    """The caller's span where it is the job's parent, and kept."""
    return caller if caller and caller.sampled and caller.trace_id == root.trace_id else None


def _decided(root: SpanRef, parent: SpanRef | None) -> SpanRef:
    context = parent.current() if parent else Context()
    result = _sampler().should_sample(context, root.trace_id, names.PLACE_JOB)
    state = result.trace_state.to_header() if result.trace_state else ""
    return structs.replace(root, sampled=result.decision is Decision.RECORD_AND_SAMPLE, state=state)


@lru_cache(maxsize=1)
def _sampler() -> Sampler:
    """What the SDK makes of the environment."""
    return TracerProvider(shutdown_on_exit=False).sampler
