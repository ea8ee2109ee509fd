"""A room that was given up, done again where it belongs: in its job, while that is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from plenum.pipeline import forms
from plenum.pipeline.answers import Failure, Selection, StageOutput
from plenum.pipeline.graph import Graph
from plenum.pipeline.job import Job, Slot
from plenum.pipeline.record.calls import Replay
from plenum.pipeline.record.letters import DeadLetter
from plenum.pipeline.record.port import Record

Outcome = Literal[
    "replayed",
    "gone",
    "no_letter",
    "no_room",
    "newer",
    "open",
    "finished",
    "cancelled",
    "overdue",
    "finishing",
]
"""`replayed`: under way in its job. `gone`, `cancelled`, `overdue`: that has no place for it any more.
`finished`: the room was completed without the model that failed. `open`, `finishing`: its job is still at it,
later it can be replayed. `no_room`: the letter holds no whole room. `newer`: its job is in a form that this
version would misread."""


def replay(record: Record, letter: DeadLetter, waiter: str, deadline_s: float) -> Outcome:
    """Do a letter's room again in its job; the letter, and others of that room, are gone then.

    `waiter` is pushed when the job ends once more, `deadline_s` its time for that.
    """
    room = letter.batch_room()
    job = record.job(letter.job_id) if letter.job_id else None
    if room is None:
        return "no_room"
    if job is None:
        return "gone"
    if job.form > forms.NEWEST:
        return "newer"
    if job.status == "cancelled" or job.status == "finishing":
        return job.status
    if job.ended_by == "overdue":
        # Batches that were not through may still come, and would count as what is done again.
        return "overdue"
    if (how := _stands(record, job, letter)) != "failed":
        return how
    beside = [
        f"{letter.job_id}.{letter.batch_id}.{stage.name}.{letter.room_id}" for stage in job.graph.stages
    ]
    letters = tuple(dict.fromkeys((letter.id, *beside)))
    stages = tuple(stage.name for stage in job.graph.first())
    return record.replay(Replay(job.job_id, letters, room, stages, waiter, deadline_s)).outcome


def _stands(record: Record, job: Job, letter: DeadLetter) -> Literal["failed", "open", "finished"]:
    """What came of the room in the letter's batch, as far as its job has come."""
    graph = job.graph
    names = [stage.name for stage in graph.stages]
    outputs = record.outputs_of(Slot(job.job_id, letter.batch_id, graph.last.name), names)
    if graph.last.name not in outputs:
        return "failed" if job.status == "done" else "open"
    return "failed" if _has_failed(graph, outputs, letter) else "finished"


def _has_failed(graph: Graph, outputs: Mapping[str, StageOutput], letter: DeadLetter) -> bool:
    for stage in graph.deciding():
        answers = getattr(outputs.get(stage.name), "rooms", ())
        answer = next((each for each in answers if each.room_id == letter.room_id), None)
        if answer is None or isinstance(answer, Failure):
            return True
        if isinstance(answer, Selection) and not answer.selected_model:
            return True
    return False
