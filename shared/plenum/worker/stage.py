"""A stage's worker: the Celery app of its service, around the turns of one stage."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from celery import Celery

from plenum.pipeline.graph import Graph, Stage, installed_graph
from plenum.pipeline.messages import task_name
from plenum.pipeline.stage.doubts import Begins
from plenum.pipeline.stage.run import StageRun
from plenum.pipeline.stage.turn import Turns
from plenum.pipeline.work import Guard
from plenum.worker.agreement import check_at_start
from plenum.worker.app import make_app
from plenum.worker.guard import room_guard
from plenum.worker.heartbeat import Heartbeat
from plenum.worker.revocations import Revocations
from plenum.worker.runtime import Runtime, attach_runtime
from plenum.worker.trial import Trial
from plenum.worker.warm import warm_up

HEADER = "plenum"
"""The header that holds a stage message's line."""


def stage_worker(name: str) -> Celery:
    """The Celery app of one stage's service. Ends the process where the graph has no such stage."""
    graph = installed_graph()
    if name not in {stage.name for stage in graph.stages}:
        raise SystemExit(f"{name} is no stage of this graph: set PLENUM_GRAPH to one that has it, everywhere")
    stage = graph[name]
    app = make_app(name, [name])
    runtime = attach_runtime(app, name, stage.own)
    check_at_start(app, runtime)
    Heartbeat(runtime)
    Revocations(runtime)
    warm_up(stage, lambda: runtime.record)
    add_tasks(app, Turns(runtime, {name: stage_run(runtime, graph, stage)}, runtime.is_stopping))
    return app


def stage_run(runtime: Runtime, graph: Graph, stage: Stage) -> StageRun:
    """A stage's way with its messages, as the service of this runtime."""

    limit_s = stage.own.room_limit_s or runtime.config.room_limit_s

    def guarding(begins: Begins | None) -> Guard:
        return runtime.is_stopping.bounding(room_guard(limit_s, begins))

    return StageRun(runtime, graph, stage, guarding, trial=Trial(limit_s))


def add_tasks(app: Celery, turns: Turns) -> None:
    """Have an app's workers begin a spell of turns with each message of these stages."""
    for name in turns.runs:
        # Celery would give every other app of this process the task too.
        app.task(_task(turns, name), name=task_name(name), bind=True, ignore_result=True, shared=False)


def _task(turns: Turns, name: str) -> Callable[..., None]:
    def run(task: Any, *args: Any, **more: Any) -> None:
        turns.receive(name, received(task.request, args, more))

    return run


def received(request: Any, args: tuple[Any, ...], more: dict[str, Any]) -> Any:
    """What a task was called with: its message's line, the form before, or whatever it is, told whole."""
    line = (request.headers or {}).get(HEADER)
    if line is not None and not args and not more:
        return line
    return args[0] if len(args) == 1 and not more else {"args": args, **more}
