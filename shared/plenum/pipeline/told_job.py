"""A job in this process that leaves the spans, metrics and log events that it leaves over Celery.

A batch waits for its stage in a list instead of a queue, and what hands it over is this process: the
spans say so, and are the same in all else.
"""

from __future__ import annotations

import math
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final

import structlog

from plenum.files.building.building import Building
from plenum.pipeline import events, tally
from plenum.pipeline.execute import Work
from plenum.pipeline.graph import Graph, Stage
from plenum.pipeline.job_trail import tell_accepted, tell_ended
from plenum.pipeline.keys import COORDINATOR_QUEUE, slot
from plenum.pipeline.local_job import LocalJob
from plenum.pipeline.messages import StageMessage
from plenum.pipeline.plan import Plan
from plenum.pipeline.steps import Committed, Started
from plenum.pipeline.trail import StageTrail, send_spans
from plenum.telemetry.in_process import InProcess
from plenum.telemetry.sampling import job_root
from plenum.telemetry.spans import SpanRef

SYSTEM: Final = "in_process"
"""`messaging.system`: the conventions allow values of one's own."""
Sent = tuple[SpanRef, int, SpanRef]
"""A hand-over: its span, when it was in ns, and the span it stands under."""


class ToldJob(LocalJob):
    """Every stage of every batch is told as its service would tell it."""

    def __init__(self, graph: Graph, telemetry: InProcess) -> None:
        super().__init__(graph)
        self._telemetry = telemetry
        self._caller = SpanRef.current_in()
        self._parent = self._caller if self._caller and self._caller.sampled else None
        self.root = job_root(self._parent)
        self._lock = threading.Lock()
        self._sent: dict[str, Sent] = {}
        self._committed: defaultdict[str, set[str]] = defaultdict(set)

    def accepted(self, building: Building, planned: Plan) -> None:
        """Intake, and the hand-over of every batch to the competing models."""
        push_ns = time.time_ns()
        sends = {slot(b, s.name): self.root.child() for b in planned.batches for s in self.graph.first()}
        self._sent.update({name: (ref, push_ns, self.root) for name, ref in sends.items()})
        with self._bound(self.root):
            telemetry = self._telemetry.of(COORDINATOR_QUEUE)
            tell_accepted(
                telemetry, self.root, self.job_id, planned.fields, sends, self.begin_ns, push_ns, SYSTEM
            )
            events.job_begun(
                self._telemetry.log(COORDINATOR_QUEUE),
                self.graph,
                building_id=building.building_id,
                rooms=len(building.rooms),
                batches=len(planned.batches),
            )

    def run(self, batch: str, stage: Stage, work: Work) -> dict[str, Any]:
        """The stage's output with its `process` span named in it, for the links of those that read it."""
        name = slot(batch, stage.name)
        part_of_job = name in self._sent
        sent, sent_ns, root = self._sent[name] if part_of_job else self._alone(batch, stage)
        process = root.child()
        with self._bound(process, batch_id=batch, stage=stage.name):
            message = StageMessage(
                job_id=self.job_id,
                batch_id=batch,
                stage=stage.name,
                deadline_at=math.inf,
                traceparent=str(sent),
                root=str(root),
            )
            trail = StageTrail(self._telemetry.of(stage.name), message, root, process, SYSTEM)
            started = Started("go", now_ms=trail.begin_ns / 1e6, pushed_ms=sent_ns / 1e6, attempt=1)
            began = time.time_ns()
            answers = self._answers(stage, work)
            ended = time.time_ns()
            self._telemetry.count(tally.counters(self.graph, stage, work.outputs, answers))
            sends = {slot(batch, s.name): root.child() for s in self.graph.after(stage.name)}
            due = self._commit(batch, stage, sends, ended) if part_of_job else ()
            committed = Committed("committed", ended / 1e6, due)
            trail.done(started, committed, work, answers, (began, ended), ended, sends)
            log = self._telemetry.log(stage.name)
            events.stage_done(log, self.graph, stage, committed.outcome, answers, (ended - began) / 1e6)
        return {"stage": stage.name, "span": str(process), "rooms": answers}

    def ended(self, job: Mapping[str, str], completed: Mapping[str, Any], begin_ns: int) -> None:
        """The job's own span, its duration, its last event."""
        with self._bound(self.root):
            tell_ended(self._telemetry.of(COORDINATOR_QUEUE), job, completed, begin_ns)
            events.job_ended(self._telemetry.log(COORDINATOR_QUEUE), completed)

    def fields(self, planned: Plan) -> dict[str, str]:
        """What the job's span is built from is in the record too."""
        return {
            **super().fields(planned),
            "parent": str(self._parent or ""),
            "caller": str(self._caller or ""),
            "begin_ns": str(self.begin_ns),
        }

    def _root(self) -> str:
        return str(self.root)

    def _commit(self, batch: str, stage: Stage, sends: Mapping[str, SpanRef], now: int) -> tuple[str, ...]:
        """Which successors are due now that this stage is through: the last of several hands over."""
        with self._lock:
            done = self._committed[batch]
            done.add(stage.name)
            due = tuple(slot(batch, s.name) for s in self.graph.after(stage.name) if done.issuperset(s.after))
            self._sent.update({name: (sends[name], now, self.root) for name in due})
        return due

    def _alone(self, batch: str, stage: Stage) -> Sent:
        """A stage that somebody runs by itself is a trace by itself, under the hand-over."""
        now = time.time_ns()
        ref = self._parent.child() if self._parent else SpanRef.new(sampled=self.root.sampled)
        (span,) = send_spans(
            ref, self.job_id, {slot(batch, stage.name): ref}, [slot(batch, stage.name)], now, now, SYSTEM
        )
        self._telemetry.of(stage.name).emit([replace(span, parent=self._parent)])
        return ref, now, ref

    @contextmanager
    def _bound(self, span: SpanRef, **more: str) -> Iterator[None]:
        """Events within carry these ids; bound here, since threads do not inherit them."""
        with structlog.contextvars.bound_contextvars(
            job_id=self.job_id, trace_id=f"{span.trace_id:032x}", span_id=f"{span.span_id:016x}", **more
        ):
            yield
