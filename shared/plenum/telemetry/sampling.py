"""Whether a job is traced: decided once, when it is taken in; every message of it carries the decision.

The sampler is OpenTelemetry's own, chosen by OTEL_TRACES_SAMPLER and OTEL_TRACES_SAMPLER_ARG; without
them every job is traced. Metrics, log events and results are the same for jobs that are not.
"""

from __future__ import annotations

from functools import lru_cache

from msgspec import structs
from opentelemetry.context import Context
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.sampling import Decision, Sampler

from plenum.telemetry import names
from plenum.telemetry.spans import SpanRef


def job_root(parent: SpanRef | None) -> SpanRef:
    """The id of a new job's span, in its parent's trace if it has one, sampled or not."""
    root = parent.child() if parent else SpanRef.new()
    context = parent.current() if parent else Context()
    result = _sampler().should_sample(context, root.trace_id, names.PLACE_JOB)
    return structs.replace(root, sampled=result.decision is Decision.RECORD_AND_SAMPLE)


@lru_cache(maxsize=1)
def _sampler() -> Sampler:
    """What the SDK makes of the environment."""
    return TracerProvider(shutdown_on_exit=False).sampler
