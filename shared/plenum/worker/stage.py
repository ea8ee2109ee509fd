"""A stage's worker: the Celery app of its service, around one `StageRun`."""

from __future__ import annotations

from typing import Any

from celery import Celery

from plenum.pipeline.graph import installed_graph
from plenum.pipeline.messages import task_name
from plenum.pipeline.stage.run import Begins, StageRun
from plenum.pipeline.work import Guard
from plenum.worker.agreement import check_at_start
from plenum.worker.app import make_app
from plenum.worker.guard import room_guard
from plenum.worker.heartbeat import Heartbeat
from plenum.worker.runtime import attach_runtime
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

    def guarding(begins: Begins | None) -> Guard:
        return room_guard(stage.own.room_limit_s or runtime.config.room_limit_s, begins)

    stage_run = StageRun(runtime, graph, stage, guarding)

    def run(*args: Any, **more: Any) -> None:
        alone = len(args) == 1 and not more
        stage_run.receive(args[0] if alone else {"args": args, **more})

    # Celery would give every other app of this process the task too.
    app.task(run, name=task_name(name), ignore_result=True, shared=False)
    return app
