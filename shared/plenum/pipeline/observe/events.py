"""The fixed log events of a job, by whoever runs it: services over Celery, or one process alone.

Job, trace and span ids come from the context that the caller has bound.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any

from plenum.files.completed.schema import CompletedFields
from plenum.pipeline.answers import Failure, RoomAnswer, Selection
from plenum.pipeline.graph import Graph, Stage
from plenum.pipeline.job import Job
from plenum.pipeline.observe.counters import placed
from plenum.pipeline.record.breaker import Change
from plenum.telemetry import names
from plenum.telemetry.bound import bound as bound_ids
from plenum.telemetry.spans import SpanRef


def bound(job_id: str, span: SpanRef | None, **more: str) -> AbstractContextManager[None]:
    """Events within carry these ids; those of a job that is gone have no trace."""
    ids = {"job_id": job_id, **more}
    if span:
        ids |= {"trace_id": f"{span.trace_id:032x}", "span_id": f"{span.span_id:016x}"}
    return bound_ids(ids)


def job_begun(log: Any, job: Job) -> None:
    """A building was taken in and its batches are on their way to the competing models."""
    log.info(names.PIPELINE_START, building_id=job.building.building_id, rooms=job.rooms, batches=job.batches)
    models = ", ".join(stage.name for stage in job.graph.first())
    log.info(names.PARALLEL_STAGE_START, batches=job.batches, models=models)


def stage_done(
    log: Any, graph: Graph, stage: Stage, outcome: str, answers: Sequence[RoomAnswer], took_ms: float
) -> None:
    """One event a batch, one a failed room; at the selector who won, and that the series begins."""
    for answer in answers:
        if isinstance(answer, Failure):
            log.error(names.ROOM_FAILED, room_id=answer.room_id, error=answer.error, message=answer.message)
    if stage.kind is None:
        chosen = Counter((isinstance(a, Selection) and a.selected_model) or "none" for a in answers)
        log.info(names.MODEL_SELECTED, rooms=len(answers), outcome=outcome, **chosen)
        first = graph.after(stage.name)[0].name
        log.info(names.SEQUENTIAL_STAGE_START, rooms=len(answers), first=first)
        return
    log.info(
        names.MODEL_EXECUTION_COMPLETE,
        model_name=stage.name,
        rooms=len(answers),
        placed=placed(answers),
        duration_ms=round(took_ms, 3),
        outcome=outcome,
    )


def breakers_changed(log: Any, changes: Sequence[Change]) -> None:
    """A model is left out, tried again, or well again."""
    for change in changes:
        log.warning(names.BREAKER_CHANGED, model_name=change.stage, state=change.state, reason=change.reason)


def left_out(log: Any, reason: str) -> None:
    """A batch goes on without this competitor."""
    log.error(names.CANDIDATE_GIVEN_UP, reason=reason)


def job_ended(log: Any, completed: CompletedFields) -> None:
    """What came of it, in figures."""
    totals = completed.totals
    log.info(
        names.PIPELINE_COMPLETE,
        status=completed.status,
        rooms=totals.rooms,
        **{kind.entry.event_field: count.placed for kind, count in totals.counts.items()},
        total_duration_ms=round(completed.duration_s * 1000, 3),
    )
