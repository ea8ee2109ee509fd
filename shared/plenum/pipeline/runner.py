"""The same pipeline in this process: the same graph, models, results and telemetry, without a broker."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import Context
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from msgspec import structs

from plenum.ceiling.asked.settings import Settings
from plenum.files.building.building import Building
from plenum.files.completed.schema import plain
from plenum.files.read import read_building
from plenum.pipeline.answers import StageOutput
from plenum.pipeline.batch import BatchRoom, cut
from plenum.pipeline.ending import Endings
from plenum.pipeline.graph import Graph, Stage, installed_graph
from plenum.pipeline.in_process import ProcessHosts
from plenum.pipeline.intake import Ask, BatchSize, Intake
from plenum.pipeline.job import COORDINATOR, Head, Job, Slot
from plenum.pipeline.messages import StageMessage
from plenum.pipeline.observe.sends import ALONE, Sends
from plenum.pipeline.options import GivenBuilding
from plenum.pipeline.record.calls import Commit, Offer, Terms
from plenum.pipeline.stage.doubts import Begins
from plenum.pipeline.stage.run import StageRun
from plenum.pipeline.work import Guard
from plenum.settings import settings
from plenum.telemetry.sampling import job_root, parent_of
from plenum.telemetry.spans import SpanRef

if TYPE_CHECKING:
    from plenum.events.bus import Bus
    from plenum.telemetry.watched import Watched

ProgressTold = Callable[[int, int], None]
_LOOK_S: Final = 0.2
"""How often a thread that waits for a message looks whether it is still wanted."""
LARGE_TILES: Final = 2_500
"""Usable ones of a room from which most of the work is linear algebra, in which Python holds no lock."""
MOSTLY: Final = 0.5
"""Share of a building's usable tiles in such rooms from which threads are worth it."""


class StoppedError(BaseException):
    """Ends a batch whose job was stopped; no error of a room, which would stay with the room."""


@dataclass(frozen=True)
class Batch:
    """Some rooms of a building, for a stage that is run by itself."""

    settings: Settings
    rooms: Sequence[BatchRoom]


class PipelineRunner:
    """Completes buildings in process: `run_full_pipeline`, or one step of it at a time.

    Batches are cut by the settings of the services unless told otherwise. Where an OTLP endpoint is
    configured, the same traces, metrics and log events are exported as by the services.
    """

    def __init__(
        self,
        graph: Graph | None = None,
        *,
        batch_tiles: int | None = None,
        batch_rooms: int | None = None,
        telemetry: Watched | None = None,
        bus: Bus | None = None,
    ) -> None:
        """`telemetry`: of a program that looks at its own, in place of what is exported.

        `bus`: who hears of pipeline events (`plenum.events`).
        """
        self.graph = graph or installed_graph()
        self.size = BatchSize(
            most_tiles=batch_tiles or settings().batch_tiles, most_rooms=batch_rooms or settings().batch_rooms
        )
        self._hosts = ProcessHosts(telemetry, bus)
        self._stopped = threading.Event()

    def run_full_pipeline(
        self, building: Building | GivenBuilding, progress: ProgressTold = lambda _done, _all: None
    ) -> dict[str, Any]:
        """The completed building. `progress` hears how many stages of batches are done, of how many.

        What was not read yet is read as `read_building` reads it. Raises InvalidBuilding.
        """
        building = _read(building)
        coordinator = self._hosts.of(COORDINATOR)
        job_id = str(uuid.uuid4())
        ask = Ask(job_id, fingerprint="", waiter=lambda job_id: job_id, caller=SpanRef.current_in())
        Intake(coordinator, self.graph, self.size).begin(ask).accept(building)
        try:
            self._drain(job_id, progress, self._threads(building))
            coordinator.record.take_waiter()
            ended = Endings(coordinator).complete(job_id, job_id)
        except BaseException:
            coordinator.record.close(job_id, "done", keep_s=0)
            raise
        return plain(ended.completed)

    def batches(self, building: Building | GivenBuilding) -> list[Batch]:
        """A building's batches, for the steps below. Raises InvalidBuilding."""
        building, size = _read(building), self.size
        cuts = cut(building, most_tiles=size.most_tiles, most_rooms=size.most_rooms)
        return [Batch(building.settings, rooms) for rooms in cuts.values()]

    def run_parallel_stage(self, batch: Batch) -> dict[str, StageOutput]:
        """The competing models on one batch, by name. Threads: the models hold no state."""
        first = self.graph.first()
        with ThreadPoolExecutor(len(first)) as pool:
            ran = pool.map(lambda stage: self._alone(stage, batch, {}), first)
            return dict(zip([stage.name for stage in first], ran, strict=True))

    def run_sequential_stage(
        self, name: str, batch: Batch, outputs: Mapping[str, StageOutput]
    ) -> StageOutput:
        """One stage of the series on one batch, with the outputs of those it reads."""
        return self._alone(self.graph[name], batch, outputs)

    def _threads(self, building: Building) -> int:
        """As many as lights compete where rooms are large; of smaller ones threads would only take turns."""
        usable = [room.usable for room in building.rooms]
        large = sum(tiles for tiles in usable if tiles > LARGE_TILES)
        return len(self.graph.first()) if large > MOSTLY * sum(usable) else 1

    def _drain(self, job_id: str, progress: ProgressTold, threads: int) -> None:
        """Work on the job's messages until there is nothing left to do."""
        self._stopped.clear()
        runs, lock = self._runs, threading.Lock()

        def work() -> None:
            with self._stopping():
                while not self._stopped.is_set():
                    job = self._hosts.record.job(job_id)
                    if job is None or job.status != "running":
                        return
                    arrival = self._hosts.record.await_message(list(runs), _LOOK_S)
                    if arrival is None:
                        continue
                    runs[arrival.slot.stage](StageMessage.of(arrival.slot, job.root))
                    with lock:
                        if now := self._hosts.record.progress(job_id):
                            progress(now.done, now.total)

        if threads == 1:
            # As in a thread of its own: what is current where a building comes from is none of a stage's.
            Context().run(work)
            return
        with ThreadPoolExecutor(threads, thread_name_prefix="plenum") as pool, self._stopping():
            for done in [pool.submit(work) for _ in range(threads)]:
                done.result()

    @contextmanager
    def _stopping(self) -> Iterator[None]:
        """Whatever ends one thread ends all, at their next room."""
        try:
            yield
        except BaseException:
            self._stopped.set()
            raise

    @cached_property
    def _runs(self) -> dict[str, StageRun]:
        return {stage.name: self._run(stage) for stage in self.graph.stages}

    def _run(self, stage: Stage, *, alone: bool = False) -> StageRun:
        return StageRun(self._hosts.of(stage.name), self.graph, stage, self._guarding, alone=alone)

    def _guarding(self, _begins: Begins | None) -> Guard:
        return self._unless_stopped

    @contextmanager
    def _unless_stopped(self, _room_id: str) -> Iterator[None]:
        if self._stopped.is_set():
            raise StoppedError
        yield

    def _alone(self, stage: Stage, batch: Batch, outputs: Mapping[str, StageOutput]) -> StageOutput:
        """A stage that somebody runs by itself is a job and a trace by itself, under its hand-over."""
        host = self._hosts.of(stage.name)
        caller = SpanRef.current_in()
        root = job_root(caller)
        sends = Sends(str(uuid.uuid4()), ALONE, root, host.carrier)
        sends.refs[stage.name] = root
        job = Job(
            job_id=sends.job_id,
            root=str(root),
            building=Head(building_id="", name=""),
            settings=batch.settings,
            graph=self.graph,
            rooms=len(batch.rooms),
            batches=1,
        )
        terms = Terms("", host.config.job_deadline_s, host.config.max_jobs)
        slot = Slot(job.job_id, sends.batch, stage.name)
        now = time.time_ns()
        host.record.accept([Offer(job, {slot.batch: batch.rooms}, (), "", terms)])
        for name in self.graph.needs(stage.name):
            host.record.commit(slot.at(name), Commit(outputs[name]))
        (span,) = sends.spans([stage.name], (now, now))
        host.telemetry.emit([structs.replace(span, parent=parent_of(root, caller))])
        self._run(stage, alone=True)(sends.message(stage.name))
        output = host.record.outputs_of(slot, [stage.name])[stage.name]
        host.record.close(job.job_id, "done", keep_s=0)
        return output


def _read(building: Building | GivenBuilding) -> Building:
    return building if isinstance(building, Building) else read_building(building)
