"""The fixed log events of a job, by whoever runs it: services over Celery, or one process alone.

Job, trace and span ids come from the context that the caller has bound.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any, Final

from plenum.files.completed.schema import CompletedFields
from plenum.pipeline.answers import Answer, Failure, RoomAnswer, Selection
from plenum.pipeline.graph import Graph, Stage
from plenum.pipeline.job import Job
from plenum.pipeline.observe.counters import placed
from plenum.pipeline.record.breaker import Change
from plenum.telemetry import names
from plenum.telemetry.bound import bound as bound_ids
from plenum.telemetry.spans import SpanRef

COMPETITION: Final = "lights"
"""What the stages that compete are called together."""


def bound(job_id: str, span: SpanRef | None, **more: str) -> AbstractContextManager[None]:
    """Events within carry these ids; those of a job that is gone have no trace."""
    ids = {"job_id": job_id, **more}
    if span:
        ids |= {"trace_id": f"{span.trace_id:032x}", "span_id": f"{span.span_id:016x}"}
    return bound_ids(ids)


def job_begun(log: Any, job: Job, tiles: int) -> None:
    """A building of so many tiles was taken in; its batches are on their way to the competing models."""
    log.info(
        names.PIPELINE_START,
        grid_id=job.building.building_id,
        grid_size=tiles,
        rooms=job.rooms,
        batches=job.batches,
    )
    models = [stage.name for stage in job.graph.first()]
    log.info(
        names.PARALLEL_STAGE_START,
        stage=COMPETITION,
        num_models=len(models),
        models=", ".join(models),
        batches=job.batches,
    )


def stage_done(
    log: Any, graph: Graph, stage: Stage, outcome: str, answers: Sequence[RoomAnswer], took_ms: float
) -> None:
    """One event a batch, one a failed room; at the selector who won, and that the series begins."""
    for answer in answers:
        if isinstance(answer, Failure):
            log.error(
                names.ROOM_FAILED,
                room_id=answer.room_id,
                error=answer.error,
                message=answer.message,
                dead_letter=answer.dead_letter,
            )
    if stage.kind is None:
        _selected(log, outcome, answers)
        first = graph.after(stage.name)[0]
        log.info(
            names.SEQUENTIAL_STAGE_START, model=first.name, stage=first.kind or first.name, rooms=len(answers)
        )
        return
    scores = [answer.confidence for answer in answers if isinstance(answer, Answer)]
    log.info(
        names.MODEL_EXECUTION_COMPLETE,
        model=stage.name,
        confidence=_mean(scores),
        rooms=len(answers),
        components_placed=placed(answers),
        duration_ms=round(took_ms, 3),
        outcome=outcome,
    )


def _selected(log: Any, outcome: str, answers: Sequence[RoomAnswer]) -> None:
    """Who won most of a batch's rooms with which confidence, of whom; and how many rooms each won."""
    chosen = [answer for answer in answers if isinstance(answer, Selection)]
    won = Counter(answer.selected_model or "none" for answer in chosen)
    if failed := len(answers) - len(chosen):
        won["none"] += failed
    scores = [score for answer in chosen if (score := _winners(answer)) is not None]
    log.info(
        names.MODEL_SELECTED,
        selected_model=max(sorted(won), key=won.__getitem__),
        confidence=_mean(scores),
        candidate_models=", ".join(sorted({c.model_name for answer in chosen for c in answer.candidates})),
        rooms=len(answers),
        outcome=outcome,
        **won,
    )


def _winners(selection: Selection) -> float | None:
    """The confidence of the one that was chosen."""
    own = (c.confidence for c in selection.candidates if c.model_name == selection.selected_model)
    return next(own, None)


def _mean(scores: Sequence[float]) -> float:
    return round(sum(scores) / len(scores), 4) if scores else 0.0


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
