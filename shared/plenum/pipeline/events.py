"""The fixed log events of a job, by whoever runs it: services over Celery, or one process alone.

Job, trace and span ids come from the context that the caller has bound.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from plenum.ceiling.room.kinds import Kind
from plenum.pipeline import tally
from plenum.pipeline.graph import Graph, Stage
from plenum.telemetry import names


def job_begun(log: Any, graph: Graph, *, building_id: str, rooms: int, batches: int) -> None:
    """A building was taken in and its batches are on their way to the competing models."""
    log.info(names.PIPELINE_START, building_id=building_id, rooms=rooms, batches=batches)
    models = ", ".join(stage.name for stage in graph.first())
    log.info(names.PARALLEL_STAGE_START, batches=batches, models=models)


def stage_done(
    log: Any, graph: Graph, stage: Stage, outcome: str, answers: Sequence[Mapping[str, Any]], took_ms: float
) -> None:
    """One event a batch, one a failed room; at the selector who won, and that the series begins."""
    for answer in answers:
        if "error" in answer:
            error = answer["error"]
            log.error(
                names.ROOM_FAILED, room_id=answer["room_id"], error=error["type"], message=error["message"]
            )
    if stage.kind is None:
        chosen = Counter(answer.get("selected_model") or "none" for answer in answers)
        log.info(names.MODEL_SELECTED, rooms=len(answers), outcome=outcome, **chosen)
        first = graph.after(stage.name)[0].name
        log.info(names.SEQUENTIAL_STAGE_START, rooms=len(answers), first=first)
        return
    log.info(
        names.MODEL_EXECUTION_COMPLETE,
        model_name=stage.name,
        rooms=len(answers),
        placed=tally.placed(answers),
        duration_ms=round(took_ms, 3),
        outcome=outcome,
    )


def job_ended(log: Any, completed: Mapping[str, Any]) -> None:
    """What came of it, in figures."""
    totals = completed["totals"]
    counts = totals["counts"]
    log.info(
        names.PIPELINE_COMPLETE,
        status=completed["status"],
        rooms=totals["rooms"],
        **{kind.entry.event_field: counts[kind.value]["placed"] for kind in Kind},
        total_duration_ms=round(completed["duration_s"] * 1000, 3),
    )
