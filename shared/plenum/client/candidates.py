"""The light models' answers for one room, as the record keeps them: who placed what, and the evidence.

A result lists the candidates' scores; their layouts and evidence are in the record alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from plenum.client.client import Client
from plenum.files.completed.schema import EvidenceFields
from plenum.pipeline.answers import Answer, Failure
from plenum.pipeline.errors import JobGoneError
from plenum.pipeline.job import Job, Slot
from plenum.pipeline.record.codec import rooms_of
from plenum.pipeline.record.redis.keys import JobKeys


@dataclass(frozen=True)
class CandidateLayout:
    """What one light model made of a room."""

    model_name: str
    model_version: str = ""
    kind: str = ""
    tiles: tuple[tuple[int, int], ...] = ()
    confidence: float | None = None
    valid: bool | None = None
    execution_time: float | None = None
    """s, without the verifier."""
    evidence: tuple[EvidenceFields, ...] = ()
    error: str = ""
    """Why there is no answer; empty where there is one."""


def candidates(client: Client, job_id: str, room_id: str) -> list[CandidateLayout] | None:
    """In the stages' order, of those that have answered; None where the job has no such room.

    Raises JobGoneError where the record is not kept any more, and RedisError.
    """
    job = client.record.job(job_id)
    if job is None:
        raise JobGoneError(job_id)
    found: Any = client.redis.hgetall(JobKeys(job_id).inputs)
    for batch, raw in found.items():
        for place, entry in enumerate(rooms_of(raw)):
            if entry.room.room_id == room_id:
                return list(_answers(client, job, batch.decode(), place, room_id))
    return None


def _answers(client: Client, job: Job, batch: str, place: int, room_id: str) -> list[CandidateLayout]:
    competing = [stage.name for stage in job.graph.stages if job.graph.competes(stage.name)]
    outputs = client.record.outputs_of(Slot(job.job_id, batch, ""), competing)
    made = []
    for name in competing:
        if (output := outputs.get(name)) is not None:
            answer = output.of_room(place, room_id)
            made.append(
                _layout(name, answer) if isinstance(answer, Answer | Failure) else CandidateLayout(name)
            )
    return made


def _layout(name: str, answer: Answer | Failure) -> CandidateLayout:
    if isinstance(answer, Failure):
        return CandidateLayout(name, error=str(answer))
    return CandidateLayout(
        name,
        answer.model_version,
        answer.layout.kind.value,
        tuple(terminal.tile for terminal in answer.layout.terminals),
        answer.confidence,
        answer.valid,
        answer.execution_time,
        answer.evidence,
    )
