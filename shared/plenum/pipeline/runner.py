"""The same pipeline in this process: the same graph, models, results and telemetry, without a broker."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

from plenum.files.building.building import Building
from plenum.pipeline.assemble import assemble
from plenum.pipeline.execute import Work
from plenum.pipeline.graph import Graph, installed_graph
from plenum.pipeline.keys import slot
from plenum.pipeline.local_job import LocalJob
from plenum.pipeline.plan import plan
from plenum.settings import settings
from plenum.telemetry.configured import endpoint_given

Progress = Callable[[int, int], None]
_ALONE = "alone"
"""The batch of a step that is run by itself."""


class PipelineRunner:
    """Completes buildings in process: `run_full_pipeline`, or one step of it at a time.

    Batches are cut by the settings of the services unless told otherwise. Where an OTLP endpoint is
    configured, the same traces, metrics and log events are exported as by the services.
    """

    def __init__(
        self, graph: Graph | None = None, *, batch_tiles: int | None = None, batch_rooms: int | None = None
    ) -> None:
        self.graph = graph or installed_graph()
        self.batch_tiles = batch_tiles or settings().batch_tiles
        self.batch_rooms = batch_rooms or settings().batch_rooms

    def run_full_pipeline(
        self, building: Building, progress: Progress = lambda _done, _all: None
    ) -> dict[str, Any]:
        """The completed building. `progress` hears how many stages of batches are done, of how many."""
        job = self._job()
        planned = plan(building, self.graph, most_tiles=self.batch_tiles, most_rooms=self.batch_rooms)
        job.accepted(building, planned)
        outputs: dict[str, str] = {}
        everything = len(planned.batches) * len(self.graph.stages)

        def commit(batch: str, name: str, output: dict[str, Any]) -> dict[str, Any]:
            """Keep an output as text; later stages read it from there, as they do over Celery."""
            text = outputs[slot(batch, name)] = json.dumps(output, separators=(",", ":"))
            progress(len(outputs), everything)
            parsed: dict[str, Any] = json.loads(text)
            return parsed

        for batch, rooms in planned.batches.items():
            work = Work.parse(planned.fields["settings"], rooms, {})
            ran = self._parallel(job, batch, work)
            done = {name: commit(batch, name, output) for name, output in ran.items()}
            for stage in self.graph.stages:
                if stage.after:
                    read = {name: done[name] for name in self.graph.needs(stage.name)}
                    output = job.run(batch, stage, replace(work, outputs=read))
                    done[stage.name] = commit(batch, stage.name, output)
        fields = job.fields(planned)
        begin_ns = time.time_ns()
        completed = assemble(fields, planned.batches, outputs)
        job.ended(fields, completed, begin_ns)
        return completed

    def run_parallel_stage(self, work: Work) -> dict[str, dict[str, Any]]:
        """The competing models on one batch, by name. Threads: the models hold no state."""
        return self._parallel(self._job(), _ALONE, work)

    def run_sequential_stage(self, name: str, work: Work) -> dict[str, Any]:
        """One stage of the series on one batch, with the outputs of those it reads in `work`."""
        return self._job().run(_ALONE, self.graph[name], work)

    def _job(self) -> LocalJob:
        if not endpoint_given():
            return LocalJob(self.graph)
        from plenum.pipeline.told_job import ToldJob
        from plenum.telemetry.in_process import in_process

        return ToldJob(self.graph, in_process())

    def _parallel(self, job: LocalJob, batch: str, work: Work) -> dict[str, dict[str, Any]]:
        first = self.graph.first()
        with ThreadPoolExecutor(len(first)) as pool:
            try:
                ran = pool.map(lambda stage: job.run(batch, stage, work), first)
                return dict(zip([stage.name for stage in first], ran, strict=True))
            except BaseException:
                job.stop()
                raise
