"""A worker process does its first work before its first job: solvers are loaded, caches are filled.

Without it the first batch after each start pays for them, which shows as a slow model where the
model is not slow.
"""

from __future__ import annotations

from typing import Any

import structlog
from celery import signals

from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.room import Room
from plenum.pipeline.batch import BatchRoom, find_reserve, with_reserve
from plenum.pipeline.execute import Work, run_stage
from plenum.pipeline.graph import Graph, Stage

_ROOM = Room("warm-up", ("." * 8,) * 6)


def warm_up(stage: Stage) -> None:
    """Run the stage on one small room in each pool process, when it starts."""
    if stage.kind is None:
        return
    alone = Graph((Stage(stage.name, stage.model, stage.kind, stage.rules),))

    def run(**_: Any) -> None:
        settings = Settings()
        rooms = [BatchRoom(0, _ROOM)]
        reserve = find_reserve(rooms, settings)
        work = Work(settings, with_reserve(rooms, reserve), {}, reserve)
        (answer,) = run_stage(alone, alone.stages[0], "", work)
        if "error" in answer:
            structlog.get_logger().warning("warm_up_failed", stage=stage.name, **answer["error"])

    signals.worker_process_init.connect(run, weak=False)
