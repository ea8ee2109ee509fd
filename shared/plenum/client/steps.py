"""A job's steps as they are committed: which stage placed what in which room, for whoever watches it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from plenum.client.client import Client
from plenum.files.completed.schema import RoomFields
from plenum.pipeline.answers import Absence, Failure, RoomAnswer, Selection
from plenum.pipeline.job import Slot
from plenum.pipeline.record.codec import rooms_of
from plenum.pipeline.record.redis.keys import JobKeys


@dataclass(frozen=True)
class RoomStep:
    """What a stage came to in one room."""

    room_id: str
    model_name: str
    """The model that placed it; of the selector the winner, empty where nobody won."""
    kind: str
    """The component's kind, empty where nothing was placed."""
    tiles: tuple[tuple[int, int], ...]
    confidence: float | None = None
    valid: bool | None = None
    error: str = ""


@dataclass(frozen=True)
class Step:
    """One stage's commit for one batch."""

    stage: str
    batch: str
    rooms: tuple[RoomStep, ...]


class Steps:
    """A job's steps, each told once. For one thread."""

    def __init__(self, client: Client, job_id: str) -> None:
        self._client = client
        self._job_id = job_id
        self._told: set[str] = set()

    def rooms(self) -> list[RoomFields]:
        """The job's rooms as they came in, in the building's order."""
        found: Any = self._client.redis.hvals(JobKeys(self._job_id).inputs)
        entries = sorted((entry for raw in found for entry in rooms_of(raw)), key=lambda entry: entry.index)
        return [RoomFields.of(entry.room) for entry in entries]

    def news(self) -> Iterator[Step]:
        """What was committed since the last look, in the stages' order."""
        job = self._client.record.job(self._job_id)
        if job is None:
            return
        found: Any = self._client.redis.hkeys(JobKeys(self._job_id).outputs)
        order = {stage.name: place for place, stage in enumerate(job.graph.stages)}
        fresh = {name.decode() for name in found} - self._told
        slots = [name.partition("/") for name in fresh]
        for batch, _, stage in sorted(slots, key=lambda slot: (order.get(slot[2], 0), slot[0])):
            self._told.add(f"{batch}/{stage}")
            output = self._client.record.outputs_of(Slot(self._job_id, batch, stage), [stage]).get(stage)
            if output is not None:
                rooms = () if isinstance(output, Absence) else tuple(map(_step, output.rooms))
                yield Step(stage, batch, rooms)


def _step(answer: RoomAnswer) -> RoomStep:
    if isinstance(answer, Failure):
        return RoomStep(answer.room_id, "", "", (), error=str(answer))
    name = (answer.selected_model or "") if isinstance(answer, Selection) else answer.model_name
    layout = answer.layout
    kind = layout.kind.value if layout else ""
    tiles = tuple(terminal.tile for terminal in layout.terminals) if layout else ()
    if isinstance(answer, Selection):
        return RoomStep(answer.room_id, name, kind, tiles, error="" if layout else answer.reason)
    return RoomStep(answer.room_id, name, kind, tiles, answer.confidence, answer.valid)
