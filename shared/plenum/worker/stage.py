"""A stage's worker: the Celery app of its service, around one `StageRun`."""

from __future__ import annotations

from typing import Any

from celery import Celery

from plenum.pipeline.graph import Graph, Stage, installed_graph
from plenum.pipeline.messages import task_name
from plenum.pipeline.stage.run import Begins, StageRun
from plenum.pipeline.work import Guard
from plenum.worker.agreement import check_at_start
from plenum.worker.app import make_app
from plenum.worker.guard import room_guard
from plenum.worker.heartbeat import Heartbeat
from plenum.worker.runtime import Runtime, attach_runtime
from plenum.worker.warm import warm_up


def stage_worker(name: str) -> Celery:
    """The Celery app of one stage's service."""
    graph = installed_graph()
    stage = graph[name]
    app = make_app(name, [name])
    runtime = attach_runtime(app, name, stage.own)
    check_at_start(app, runtime)
    Heartbeat(runtime)
    warm_up(stage)

    add_task(app, runtime, graph, stage)
    return app


def add_task(app: Celery, runtime: Runtime, graph: Graph, stage: Stage) -> None:
    """Have an app's workers take this stage's messages, as the service of this runtime."""

    def guarding(begins: Begins | None) -> Guard:
        return room_guard(stage.own.room_limit_s or runtime.config.room_limit_s, begins)

    stage_run = StageRun(runtime, graph, stage, guarding)

    def run(*args: Any, **more: Any) -> None:
        alone = len(args) == 1 and not more
        stage_run.receive(args[0] if alone else {"args": args, **more})

    # Celery would give every other app of this process the task too.
    app.task(run, name=task_name(stage.name), ignore_result=True, shared=False)
