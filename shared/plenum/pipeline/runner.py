"""The same pipeline in this process: the same graph, models and results, without a broker."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

from plenum.files.building import Building
from plenum.pipeline.assemble import assemble
from plenum.pipeline.execute import Work, run_stage
from plenum.pipeline.graph import Graph, Stage, installed_graph
from plenum.pipeline.keys import slot
from plenum.pipeline.plan import plan


class PipelineRunner:
    """Completes buildings in process: `run_full_pipeline`, or one step of it at a time."""

    def __init__(self, graph: Graph | None = None, *, batch_tiles: int = 800, batch_rooms: int = 25) -> None:
        self.graph = graph or installed_graph()
        self.batch_tiles = batch_tiles
        self.batch_rooms = batch_rooms

    def run_full_pipeline(
        self, building: Building, progress: Callable[[int, int], None] = lambda _done, _all: None
    ) -> dict[str, Any]:
        """The completed building. `progress` hears how many stages of batches are done, of how many."""
        began = time.time()
        planned = plan(building, self.graph, most_tiles=self.batch_tiles, most_rooms=self.batch_rooms)
        outputs: dict[str, str] = {}
        everything = len(planned.batches) * len(self.graph.stages)
        for batch, rooms in planned.batches.items():
            work = Work.parse(planned.fields["settings"], rooms, {})
            for name, output in self.run_parallel_stage(work).items():
                outputs[slot(batch, name)] = json.dumps(output)
                progress(len(outputs), everything)
            for stage in self.graph.stages:
                if stage.after:
                    done = {n: json.loads(outputs[slot(batch, n)]) for n in self.graph.needs(stage.name)}
                    outputs[slot(batch, stage.name)] = json.dumps(
                        self.run_sequential_stage(stage.name, replace(work, outputs=done))
                    )
                    progress(len(outputs), everything)
        job: Mapping[str, str] = {
            **planned.fields,
            "job_id": str(uuid.uuid4()),
            "root": f"00-{uuid.uuid4().hex}-{uuid.uuid4().hex[:16]}-00",
            "accepted_ms": str(began * 1000),
            "ended_ms": str(time.time() * 1000),
        }
        return assemble(job, planned.batches, outputs)

    def run_parallel_stage(self, work: Work) -> dict[str, dict[str, Any]]:
        """The competing models on one batch, by name. Threads: the models hold no state."""
        first = self.graph.first()
        with ThreadPoolExecutor(len(first)) as pool:
            ran = pool.map(lambda stage: self._run(stage, work), first)
            return dict(zip([stage.name for stage in first], ran, strict=True))

    def run_sequential_stage(self, name: str, work: Work) -> dict[str, Any]:
        """One stage of the series on one batch, with the outputs of those it reads in `work`."""
        return self._run(self.graph[name], work)

    def _run(self, stage: Stage, work: Work) -> dict[str, Any]:
        return {"stage": stage.name, "rooms": run_stage(self.graph, stage, stage.version, work)}
