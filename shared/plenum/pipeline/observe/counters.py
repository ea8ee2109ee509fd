"""What a commit adds to the counters: exactly what the completed building's totals will say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from math import inf
from typing import Final

from plenum.files.completed.schema import CompletedFields
from plenum.pipeline.answers import Answer, Failure, RoomAnswer, Selection, StageOutput
from plenum.pipeline.graph import Graph, Stage
from plenum.pipeline.job import Job
from plenum.telemetry.schema import field

SIZES: Final = {"one": 1, "small": 20, "medium": 200, "large": inf}
"""Size classes of jobs: the most rooms of each."""
LEFT_OUT: Final = "BreakerOpen"
"""The error of a room whose model was not even asked."""
_MOST_TYPE: Final = 64
"""Characters of an error's class in a label."""


def counters(
    graph: Graph, stage: Stage, outputs: Mapping[str, StageOutput], answers: Sequence[RoomAnswer]
) -> dict[str, int]:
    """What a commit adds, by the record's fields.

    `executions:<model>`, `errors:<model>|<type>` where a model failed, `letters:<stage>|<type>` where that
    was kept, `selected:<model>`, and with the last stage `placed:<kind>`.
    """
    raised: Counter[str] = Counter()
    for index, answer in enumerate(answers):
        if isinstance(answer, Answer):
            raised[f"executions:{answer.model_name}"] += 1
        elif isinstance(answer, Selection) and answer.selected_model:
            raised[f"selected:{answer.selected_model}"] += 1
        elif isinstance(answer, Failure):
            raised.update(_failed(stage, answer))
        if stage == graph.last:
            before = [outputs[name].of_room(index, answer.room_id) for name in graph.needs(stage.name)]
            raised.update(_finished([*before, answer]))
    return {name: count for name, count in raised.items() if count}


def _failed(stage: Stage, answer: Failure) -> list[str]:
    error = answer.error[:_MOST_TYPE]
    errors = [] if error == LEFT_OUT else [field("errors", stage.name, error)]
    return [*errors, field("letters", stage.name, error)] if answer.dead_letter else errors


def outcome(job: Job, completed: CompletedFields) -> str:
    """What became of a job: its result's status, or `overdue` where its deadline ended it."""
    return "overdue" if job.ended_by == "overdue" else completed.status


def size_class(rooms: int) -> str:
    """`one`, `small` (to 20 rooms), `medium` (to 200) or `large`: a building is not compared with a room."""
    return next(name for name, most in SIZES.items() if rooms <= most)


def ended_counters(job: Job, completed: CompletedFields) -> dict[str, int]:
    """What a job's end adds: the job by outcome and size, its rooms by status."""
    totals = completed.totals
    return {
        field("ended", outcome(job, completed), size_class(totals.rooms)): 1,
        **{field("rooms", status): n for status, n in totals.statuses.items()},
    }


def _finished(parts: Sequence[RoomAnswer]) -> dict[str, int]:
    """What was placed in a room, from its selection on; nothing where a part of it failed."""
    if any(isinstance(part, Failure) or part.layout is None for part in parts):
        return {}
    placed: Counter[str] = Counter()
    for part in parts:
        if not isinstance(part, Failure) and part.layout:
            placed[f"placed:{part.layout.kind}"] += len(part.layout.terminals)
    return placed


def placed(answers: Sequence[RoomAnswer]) -> int:
    """Terminals placed by one stage in one batch."""
    return sum(
        len(a.layout.terminals) for a in answers if not isinstance(a, Failure) and a.layout is not None
    )
