"""A worker process does its first work before its first job: solvers are loaded, caches are filled.

Without it the first batch after each start pays for them, which shows as a slow model where the
model is not slow.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from math import inf
from typing import Any, Final

import structlog
from celery import signals
from redis import RedisError

from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.room import Room
from plenum.pipeline.answers import Failure, RoomAnswer
from plenum.pipeline.batch import BatchRoom
from plenum.pipeline.graph import Graph, Stage
from plenum.pipeline.record.calls import SLOW_SAMPLE_MS, SampleRun
from plenum.pipeline.record.port import Ledger
from plenum.pipeline.stage.reserve import with_reserve
from plenum.pipeline.stage.rooms import answer_rooms
from plenum.pipeline.work import StageWork
from plenum.telemetry import names

_ROOM: Final = Room("warm-up", ("." * 8,) * 6)
_TRIES: Final = 3
"""Of a slow one, the fastest counts: all services start at once, and neighbours that work make none slow."""
AGAIN_S: Final = 60.0
"""How old a sample run may be when a worker is done with its messages."""


def warm_up(stage: Stage, ledger: Callable[[], Ledger]) -> None:
    """Run the stage on one small room in each pool process, when it starts; then time it, and say so.

    It is timed again each minute in which the process works. `ledger`: this process' own.
    """
    if stage.kind is None:
        return
    runs = _SampleRuns(stage, ledger)
    signals.worker_process_init.connect(runs.first, weak=False)
    signals.task_postrun.connect(runs.again, weak=False)


class _SampleRuns:
    """A stage's sample runs in one process: each of a room of its own, so that no memory of rooms answers."""

    def __init__(self, stage: Stage, ledger: Callable[[], Ledger]) -> None:
        self._stage = stage
        self._graph = Graph((replace(stage, after=()),))
        self._ledger = ledger
        self._number = 0
        self._last = -inf

    def first(self, **_: Any) -> None:
        """Load and fill what there is to load and fill; then the one that counts."""
        answer = self._answer()
        if isinstance(answer, Failure):
            log = structlog.get_logger()
            log.warning(
                names.WARM_UP_FAILED, stage=self._stage.name, error=answer.error, message=answer.message
            )
        self.again()

    def again(self, **_: Any) -> None:
        """Unless there was one lately."""
        if time.monotonic() - self._last < AGAIN_S:
            return
        made = self._timed()
        for _again in range(_TRIES - 1):
            if made.error or made.took_ms <= SLOW_SAMPLE_MS:
                break
            made = min(made, self._timed(), key=lambda run: run.took_ms)
        # The work waits for Redis; what is said of it beside the work does not.
        with suppress(RedisError):
            self._ledger().note_sample_run(self._stage.name, made)
        self._last = time.monotonic()

    def _timed(self) -> SampleRun:
        began, worked = time.perf_counter(), time.thread_time()
        answer = self._answer()
        error = str(answer)[:200] if isinstance(answer, Failure) else ""
        took_s, cpu_s = time.perf_counter() - began, time.thread_time() - worked
        return SampleRun(round(took_s * 1000, 3), round(cpu_s * 1000, 3), error)

    def _answer(self) -> RoomAnswer:
        self._number += 1
        room = replace(_ROOM, ceiling_height_m=2.8 + self._number % 1000 / 1000)
        settings = Settings()
        rooms = with_reserve([BatchRoom(0, room)], settings)
        (answer,) = answer_rooms(StageWork(self._graph, self._graph.last, "", settings, rooms, {}))
        return answer
