"""A worker process does its first work before its first job: solvers are loaded, caches are filled.

Without it the first batch after each start pays for them, which shows as a slow model where the
model is not slow.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import structlog
from celery import signals

from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.room import Room
from plenum.pipeline.answers import Failure
from plenum.pipeline.batch import BatchRoom
from plenum.pipeline.graph import Graph, Stage
from plenum.pipeline.stage.reserve import with_reserve
from plenum.pipeline.stage.rooms import answer_rooms
from plenum.pipeline.work import StageWork
from plenum.telemetry import names

_ROOM = Room("warm-up", ("." * 8,) * 6)


def warm_up(stage: Stage) -> None:
    """Run the stage on one small room in each pool process, when it starts."""
    if stage.kind is None:
        return
    alone = Graph((replace(stage, after=()),))

    def run(**_: Any) -> None:
        settings = Settings()
        rooms = with_reserve([BatchRoom(0, _ROOM)], settings)
        (answer,) = answer_rooms(StageWork(alone, alone.last, "", settings, rooms, {}))
        if isinstance(answer, Failure):
            log = structlog.get_logger()
            log.warning(names.WARM_UP_FAILED, stage=stage.name, error=answer.error, message=answer.message)

    signals.worker_process_init.connect(run, weak=False)
