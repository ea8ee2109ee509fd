"""A record on a real Redis, and a small graph to drive it with."""

from __future__ import annotations

import json

import pytest
from redis import Redis

from plenum.pipeline.graph import Graph, Stage
from plenum.pipeline.record import Record
from plenum.pipeline.steps import Push


@pytest.fixture
def record(client: Redis) -> Record:
    """A record that gives up on Redis at once."""
    return Record(client, patience_s=0)


GRAPH = Graph(
    (
        Stage("left", "m:f"),
        Stage("right", "m:f"),
        Stage("join", "m:f", after=("left", "right")),
        Stage("end", "m:f", after=("join",)),
    )
)


class Driver:
    """Accepts and commits with messages that are only as long as a test needs."""

    def __init__(self, record: Record) -> None:
        self.record = record

    @staticmethod
    def message(batch: str, stage: str) -> Push:
        """A message with the placeholders that the scripts fill."""
        text = json.dumps({"headers": {"pushed_ms": "@PUSHED@"}, "tag": "@TAG@", "to": f"{batch}/{stage}"})
        return Push(batch, stage, text, GRAPH[stage].after)

    def accept(
        self,
        job: str = "job",
        batches: int = 1,
        key: str | None = None,
        fingerprint: str = "f",
        most: int = 10,
    ) -> tuple[str, str]:
        """A job of some batches, one room each."""
        names = [f"b{n}" for n in range(batches)]
        return self.record.accept(
            job,
            {"graph": json.dumps(GRAPH.to_json()), "settings": "{}", "batches_left": str(batches)},
            dict.fromkeys(names, "[]"),
            [self.message(name, stage.name) for name in names for stage in GRAPH.first()],
            json.dumps({"headers": {"pushed_ms": "@PUSHED@"}, "tag": "@TAG@", "to": f"{job} finish"}),
            fingerprint=fingerprint,
            idempotency_key=key,
            deadline_s=100,
            max_jobs=most,
        )

    def start(self, stage: str, batch: str = "b0", owner: str = "me", job: str = "job") -> str:
        """The start script's outcome."""
        return self.record.start(job, batch, stage, owner, GRAPH.needs(stage)).outcome

    def commit(self, stage: str, batch: str = "b0", job: str = "job", **more: object) -> tuple[str, ...]:
        """Outcome, then what was pushed."""
        pushes = [self.message(batch, s.name) for s in GRAPH.after(stage)]
        done = self.record.commit(
            job,
            batch,
            stage,
            f"{stage} output",
            pushes,
            ends_batch=stage == "end",
            **more,  # type: ignore[arg-type]
        )
        return (done.outcome, *done.pushed)

    def waiting(self, queue: str) -> list[str]:
        """Who is on a queue, oldest first."""
        raw = self.record.client.lrange(queue, 0, -1)
        return [json.loads(text)["to"] for text in reversed(raw)]  # type: ignore[arg-type]


@pytest.fixture
def driver(record: Record) -> Driver:
    """Drives the record."""
    return Driver(record)
