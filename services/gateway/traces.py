"""`/v1/jobs/{job}/trace`: a job's spans, from Jaeger or from a sink's or collector's files."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from fastapi import APIRouter
from pydantic import BaseModel, Field

from plenum.traces import Seen

from .gateway import JobId, Looks, Served
from .problems import ProblemError, documented

router = APIRouter(prefix="/v1/jobs", tags=["jobs"])
_MOST: Final = 5_000
"""Spans that are sent; a trace of 1,000 rooms has some 2,000."""


class JobTrace(BaseModel):
    """A job's trace as far as it has arrived: services export at their own pace."""

    trace_id: str
    source: str = Field(description="`jaeger`, `files`, or empty where nothing keeps spans here.")
    whole: bool = Field(description="Whether all of a whole job have arrived.")
    left_out: int = Field(0, description="Spans beyond the most that are sent, the last ones.")
    spans: list[Seen] = Field(description="In the order of time; times in µs since the epoch.")


@router.get("/{job_id}/trace", summary="A job's spans", responses=documented(401, 403, 404, 422, 429, 503))
async def job_trace(gateway: Served, _who: Looks, job_id: JobId) -> JobTrace:
    """Whatever of its trace can be found, without waiting for more."""
    stands = await gateway.backend.state(job_id)
    settings = gateway.settings
    source = "jaeger" if settings.jaeger_query else "files" if settings.spans else ""
    if not (source and stands.trace_id):
        return JobTrace(trace_id=stands.trace_id, source=source, whole=False, spans=[])
    folder = str(settings.spans or "")
    found = await gateway.aside(read_spans, settings.jaeger_query, folder, stands.trace_id)
    if isinstance(found, str):
        raise ProblemError(503, "traces_away", f"Jaeger does not answer: {found}", retry_s=5)
    return JobTrace(trace_id=stands.trace_id, source=source, **found)


def read_spans(jaeger: str, folder: str, trace_id: str) -> dict[str, Any] | str:
    """The spans of a trace, or why Jaeger cannot be asked for them; for a process aside."""
    from plenum import traces

    try:
        spans = traces.from_jaeger(jaeger, trace_id) if jaeger else traces.from_files(Path(folder), trace_id)
    except OSError as error:
        return str(error)
    spans.sort(key=lambda span: span.start_us)
    return {
        "whole": traces.arrived(spans),
        "left_out": max(0, len(spans) - _MOST),
        "spans": [asdict(span) for span in spans[:_MOST]],
    }
