"""The pipeline itself, over the record in memory, with small models and hosts that a test can look into."""

from __future__ import annotations

from typing import Any

import pytest

from plenum.files.building.building import Building
from plenum.files.read import read_building
from plenum.pipeline.answers import Output, StageOutput
from plenum.pipeline.ending import Endings
from plenum.pipeline.graph import Graph
from plenum.pipeline.intake import Ask, BatchSize, Intake
from plenum.pipeline.job import COORDINATOR, Job, Slot
from plenum.pipeline.messages import StageMessage
from plenum.pipeline.record.calls import Turn, Turned
from plenum.pipeline.record.memory.record import MemoryRecord
from plenum.pipeline.stage.run import StageRun
from plenum.settings import Settings
from tests.support.buildings import building
from tests.support.recorded_host import RecordedHost
from tests.support.toy_models import GRAPH


class ToyPipeline:
    """One record and a host a service; a batch holds ten rooms, which are `room_0` and so on."""

    def __init__(self, graph: Graph = GRAPH, **config: Any) -> None:
        self.graph = graph
        self.record = MemoryRecord()
        self.config = Settings(**{"keep_s": 100, **config})
        self._hosts: dict[str, RecordedHost] = {}

    def of(self, service: str) -> RecordedHost:
        """A service's host."""
        if service not in self._hosts:
            self._hosts[service] = RecordedHost(service, self.record, self.config)
        return self._hosts[service]

    @property
    def coordinator(self) -> RecordedHost:
        """Takes jobs in and ends them."""
        return self.of(COORDINATOR)

    def accept(self, rooms: int | Building = 2, job_id: str = "job", **ask: Any) -> Job | None:
        """A job of some rooms."""
        source = read_building(building(rooms)) if isinstance(rooms, int) else rooms
        intake = Intake(self.coordinator, self.graph, BatchSize(most_tiles=100_000, most_rooms=10))
        wanted = {"fingerprint": "f", "waiter": lambda name: f"{job_id} waits for {name}", **ask}
        return intake.begin(Ask(job_id, **wanted)).accept(source)

    def message(self, stage: str) -> StageMessage:
        """The next one on a stage's queue."""
        arrival = self.record.await_message([stage], 0)
        assert arrival is not None, f"nothing waits for {stage}"
        job = self.record.job(arrival.slot.job_id)
        assert job is not None
        return StageMessage.of(arrival.slot, job.root)

    def run(self, stage: str, message: StageMessage | None = None, **how: Any) -> None:
        """A stage works on a message, the next one if none is given."""
        message = message or self.message(stage)
        self.stage_run(stage, **how)(message)

    def stage_run(self, stage: str, **how: Any) -> StageRun:
        """A stage in its host, as one process has it."""
        return StageRun(self.of(stage), self.graph, self.graph[stage], **how)

    def run_all(self) -> None:
        """Every stage works on one batch."""
        for stage in self.graph.stages:
            self.run(stage.name)

    def output(self, stage: str, job_id: str = "job", batch: str = "b0000") -> StageOutput | None:
        """What a stage committed."""
        return self.record.outputs_of(Slot(job_id, batch, stage), [stage]).get(stage)

    def answers(self, stage: str, job_id: str = "job") -> dict[str, Any]:
        """A stage's answers by room."""
        output = self.output(stage, job_id)
        assert isinstance(output, Output)
        return {answer.room_id: answer for answer in output.rooms}

    def complete(self, job_id: str = "job") -> Any:
        """The completed building."""
        return Endings(self.coordinator).complete(job_id, job_id).completed

    def sums(self) -> dict[str, int]:
        """The counters that a result's totals show too."""
        kept = ("executions:", "selected:", "placed:")
        return {name: n for name, n in self.record.counters().items() if name.startswith(kept)}

    def take_record_away(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """From now on every turn that commits fails."""
        turn = self.record.turn

        def away(asked: Turn) -> Turned:
            if asked.commits:
                raise ConnectionError("the record is away")
            return turn(asked)

        monkeypatch.setattr(self.record, "turn", away)
