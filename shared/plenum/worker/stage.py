"""A stage's worker: takes a batch by its id, works, commits, and tells what it did."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from functools import lru_cache, partial
from typing import Any

import structlog
from celery import Celery
from pydantic import ValidationError

from plenum.pipeline import deadletters, events, tally
from plenum.pipeline.execute import Work, run_stage
from plenum.pipeline.graph import Graph, installed_graph
from plenum.pipeline.messages import StageMessage, task_name
from plenum.pipeline.plan import Trail, pushes_after
from plenum.pipeline.record import AWAITED
from plenum.pipeline.steps import Started
from plenum.pipeline.trail import StageTrail
from plenum.telemetry import names
from plenum.telemetry.spans import SpanRef
from plenum.worker.agreement import check_at_start
from plenum.worker.app import make_app
from plenum.worker.guard import room_guard
from plenum.worker.heartbeat import Heartbeat
from plenum.worker.runtime import Runtime, attach_runtime
from plenum.worker.warm import warm_up

MOST_DEATHS = 3
"""A room that killed its worker this often is not tried again."""
MOST_ATTEMPTS = 12
"""A batch begun more often than this is given up whole."""


class EarlyError(Exception):
    """A message for a batch whose inputs are not committed yet."""


def stage_worker(name: str) -> Celery:
    """The Celery app of one stage's service."""
    stage = installed_graph()[name]
    version = stage.version
    app = make_app(name, [name])
    runtime = attach_runtime(app, name)
    check_at_start(app, runtime)
    Heartbeat(runtime)
    warm_up(stage)

    def run(*args: Any, **more: Any) -> None:
        alone = len(args) == 1 and not more
        StageRun(runtime, name, version)(args[0] if alone else {"args": args, **more})

    app.task(run, name=task_name(name), ignore_result=True)
    return app


class StageRun:
    """One message's way through a stage."""

    def __init__(self, runtime: Runtime, name: str, version: str) -> None:
        self.runtime = runtime
        self.name = name
        self.version = version
        self.log = structlog.get_logger()

    def __call__(self, raw: Any) -> None:
        """Work on one message. Raises what the infrastructure raises; a model's errors stay with rooms."""
        message = self._parse(raw)
        if message is None:
            return
        root = SpanRef.parse(message.root)
        process = root.child()
        with structlog.contextvars.bound_contextvars(
            job_id=message.job_id,
            batch_id=message.batch_id,
            stage=self.name,
            trace_id=f"{process.trace_id:032x}",
            span_id=f"{process.span_id:016x}",
        ):
            trail = StageTrail(self.runtime.telemetry, message, root, process)
            stage_needs = installed_needs(self.name)
            started = self.runtime.record.start(
                message.job_id, message.batch_id, self.name, self.runtime.owner, stage_needs
            )
            trail.answered_ns = time.time_ns()
            if started.outcome == "unknown":
                self._set_aside(raw, f"job {message.job_id} has no batch {message.batch_id}")
                return
            if started.outcome != "go":
                self.log.info(names.MESSAGE_IGNORED, reason=started.outcome)
                return
            try:
                self._work(message, started, trail)
            except EarlyError as error:
                self.runtime.record.release(message.job_id, message.batch_id, self.name, self.runtime.owner)
                self._set_aside(raw, f"not due: job {message.job_id} waits for {error}")
            except BaseException as error:
                self.runtime.record.release(message.job_id, message.batch_id, self.name, self.runtime.owner)
                trail.failed(started, error)
                raise

    def _parse(self, raw: Any) -> StageMessage | None:
        """The message, or none when it is not one for this stage: then it is kept as a dead letter."""
        try:
            message = StageMessage.model_validate(raw)
        except ValidationError as error:
            where = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()[:5])
            reason = f"not a plenum.msg/1 message: {where}"
        else:
            if message.stage == self.name:
                return message
            reason = f"a message for {message.stage!r} on the queue of {self.name}"
        self._set_aside(raw, reason)
        return None

    def _set_aside(self, raw: Any, reason: str) -> None:
        letter = deadletters.for_message(self.name, raw, reason)
        deadletters.keep(self.runtime.record.client, letter)
        self.log.error(names.MESSAGE_IGNORED, reason=reason, dead_letter=letter["id"])

    def _outputs(self, message: StageMessage, started: Started, needs: tuple[str, ...]) -> dict[str, str]:
        """What this stage reads, by the job's own graph, which another version may have planned.

        Raises EarlyError when not all of it is committed: a message that the record never pushed.
        """
        found: Sequence[str | None] = started.outputs
        if needs != installed_needs(self.name):
            found = self.runtime.record.outputs_of(message.job_id, message.batch_id, needs)
        outputs = {name: text for name, text in zip(needs, found, strict=True) if text is not None}
        if len(outputs) < len(needs):
            raise EarlyError(", ".join(name for name in needs if name not in outputs))
        return outputs

    def _work(self, message: StageMessage, started: Started, trail: StageTrail) -> None:
        graph = graph_of(started.graph)
        stage = graph[self.name]
        record = self.runtime.record
        outputs = self._outputs(message, started, graph.needs(self.name))
        reserve, awaited = started.reserve, None
        if reserve == AWAITED:
            reserve, awaited = "", partial(record.await_reserve, message.job_id, message.batch_id)
        work = Work.parse(started.settings, started.rooms, outputs, reserve, awaited or str)
        if not started.reserve:
            record.keep_reserve(message.job_id, message.batch_id, work.reserve)

        def suspect(room_id: str) -> None:
            record.suspect(message.job_id, message.batch_id, self.name, room_id)

        guard = room_guard(self.runtime.config.room_limit_s, suspect if started.attempt > 1 else None)
        began = time.time_ns()
        answers = run_stage(graph, stage, self.version, work, guard, _hopeless(work, started))
        ended = time.time_ns()
        dead = deadletters.for_rooms(message, answers, work)
        sends: dict[str, SpanRef] = {}

        def new_send(successor: str) -> str:
            sends[f"{message.batch_id}/{successor}"] = trail.root.child()
            return str(sends[f"{message.batch_id}/{successor}"])

        job = Trail(message.job_id, message.root, message.deadline_at)
        pushes = pushes_after(job, graph, message.batch_id, self.name, new_send)
        output = json.dumps(
            {"stage": self.name, "span": str(trail.process), "rooms": answers}, separators=(",", ":")
        )
        commit_ns = time.time_ns()
        committed = record.commit(
            message.job_id,
            message.batch_id,
            self.name,
            output,
            pushes,
            ends_batch=stage == graph.last,
            counters=tally.counters(graph, stage, work.outputs, answers),
            dead=dead,
        )
        trail.done(started, committed, work, answers, (began, ended), commit_ns, sends)
        events.stage_done(self.log, graph, stage, committed.outcome, answers, (ended - began) / 1e6)


def _hopeless(work: Work, started: Started) -> dict[str, str]:
    """Rooms that must not be tried again: each killed its worker too often, or the batch never ends."""
    if started.attempt > MOST_ATTEMPTS:
        reason = f"its batch was begun {MOST_ATTEMPTS} times and never ended"
        return {entry.room.room_id: reason for entry in work.rooms}
    # The first attempt has no suspect, so a room that died alone twice has killed three workers.
    return {
        room: f"killed its worker {MOST_DEATHS} times"
        for room, deaths in started.deaths.items()
        if deaths >= MOST_DEATHS - 1
    }


@lru_cache(maxsize=64)
def graph_of(text: str) -> Graph:
    """A job's own graph."""
    return Graph.from_json(json.loads(text))


@lru_cache(maxsize=64)
def installed_needs(name: str) -> tuple[str, ...]:
    """Whose outputs this stage reads."""
    return installed_graph().needs(name)
