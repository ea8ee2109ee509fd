"""From a building to a job: its batches, its record's fields, and its first messages."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from plenum.files.building.building import Building
from plenum.pipeline.batch import BatchRoom, batches
from plenum.pipeline.graph import Graph
from plenum.pipeline.messages import StageMessage, task_name
from plenum.pipeline.render import render_stage
from plenum.pipeline.steps import Push


@dataclass(frozen=True)
class Plan:
    """What the accept script stores for a job."""

    fields: Mapping[str, str]
    batches: Mapping[str, str]


def plan(building: Building, graph: Graph, *, most_tiles: int, most_rooms: int) -> Plan:
    """Cut a building into batches."""
    parts: dict[str, str] = {}
    for number, rooms in enumerate(batches(building.rooms, most_tiles=most_tiles, most_rooms=most_rooms)):
        travelling = [
            BatchRoom(index, room, previous_rows=building.previous.get(room.room_id, ())).to_json()
            for index, room in rooms
        ]
        parts[f"b{number:04d}"] = json.dumps(travelling, separators=(",", ":"))
    head = building.to_json()
    del head["rooms"], head["previous"]
    return Plan(
        {
            "building": json.dumps(head),
            "settings": json.dumps(building.settings.to_json()),
            "graph": json.dumps(graph.to_json()),
            "rooms": str(len(building.rooms)),
            "batches": str(len(parts)),
            "batches_left": str(len(parts)),
        },
        parts,
    )


def fingerprint(source: Any) -> str:
    """The content's identity under an idempotency key: SHA-256 of its canonical JSON."""
    text = source if isinstance(source, str) else json.dumps(source, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True)
class Trail:
    """What each message of a job carries beside its batch and stage."""

    job_id: str
    root: str
    """The `place job` span as a traceparent."""
    deadline_at: float


def push_to(trail: Trail, graph: Graph, batch: str, stage: str, traceparent: str, attempt: int = 1) -> Push:
    """The message that sends a batch to a stage, its send span already named."""
    message = StageMessage(
        job_id=trail.job_id,
        batch_id=batch,
        stage=stage,
        attempt=attempt,
        deadline_at=trail.deadline_at,
        traceparent=traceparent,
        root=trail.root,
    )
    task_id = f"{trail.job_id}.{batch}.{stage}"
    text = render_stage(task_name(stage), task_id, stage, message.model_dump_json(), traceparent)
    return Push(batch, stage, text, graph[stage].after)


def pushes_after(
    trail: Trail, graph: Graph, batch: str, stage: str, new_traceparent: Callable[[str], str]
) -> list[Push]:
    """The messages that a stage's commit may make due."""
    return [
        push_to(trail, graph, batch, successor.name, new_traceparent(successor.name))
        for successor in graph.after(stage)
    ]
