"""A job in this process: what the record is to a job over Celery, for as long as the job lasts."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from plenum.files.building.building import Building
from plenum.pipeline.execute import Work, run_stage
from plenum.pipeline.graph import Graph, Stage
from plenum.pipeline.plan import Plan


class StoppedError(BaseException):
    """Ends a batch whose job was stopped; no error of a room, which would stay with the room."""


class LocalJob:
    """Runs stages and tells nobody."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.job_id = str(uuid.uuid4())
        self.begin_ns = time.time_ns()
        self._stopped = threading.Event()

    def stop(self) -> None:
        """Let the stages that run in other threads end by StoppedError at their next room."""
        self._stopped.set()

    def accepted(self, building: Building, planned: Plan) -> None:
        """The building was cut into batches."""

    def run(self, batch: str, stage: Stage, work: Work) -> dict[str, Any]:
        """A stage's output for a batch, as its service would commit it. May be called from any thread."""
        del batch
        return {"stage": stage.name, "rooms": self._answers(stage, work)}

    def ended(self, job: Mapping[str, str], completed: Mapping[str, Any], begin_ns: int) -> None:
        """The completed building was assembled, from `begin_ns` on."""

    def fields(self, planned: Plan) -> dict[str, str]:
        """The job's record at its end, as the assembly reads it."""
        return {
            **planned.fields,
            "job_id": self.job_id,
            "root": self._root(),
            "accepted_ms": str(self.begin_ns / 1e6),
            "ended_ms": str(time.time_ns() / 1e6),
        }

    def _root(self) -> str:
        """The job's span. A result has a trace id, be it one that nobody was told of."""
        return f"00-{uuid.uuid4().hex}-{uuid.uuid4().hex[:16]}-00"

    def _answers(self, stage: Stage, work: Work) -> list[dict[str, Any]]:
        return run_stage(self.graph, stage, stage.version, work, self._guard)

    @contextmanager
    def _guard(self, _room_id: str) -> Iterator[None]:
        if self._stopped.is_set():
            raise StoppedError
        yield
