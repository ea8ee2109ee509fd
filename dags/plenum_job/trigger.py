"""The wait for a job's progress, in Airflow's triggerer: no worker slot is held meanwhile.

The end of a job is Celery's to tell, the way to it the gateway's. So a gateway that is away costs log lines
and the two earlier tasks' green before the end, never a run; a Redis that is away is waited for.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict
from typing import Any, Final

from airflow.triggers.base import BaseTrigger, TriggerEvent

from .progress import Progress
from .submission import Answer, PlenumAwayError, answer, application
from .telling import tell

LOOK_S: Final = 1.0
"""Between two looks at the job's answer, s."""
LEAST_S: Final = 3.0
"""No wait is shorter, s: Airflow takes a task that goes on before its first process is gone for lost."""


class JobTrigger(BaseTrigger):
    """Fires when a job has passed some stages, ended, or is late; its log lines are the waiting task's."""

    def __init__(self, job_id: str, stages: Sequence[str], to_the_end: bool, end_at: float) -> None:
        super().__init__()
        self.job_id, self.stages, self.to_the_end, self.end_at = job_id, tuple(stages), to_the_end, end_at
        self._app = application()

    def serialize(self) -> tuple[str, dict[str, Any]]:
        """What another triggerer needs to go on; no address or password, which are its own environment's."""
        return "plenum_job.trigger.JobTrigger", {
            "job_id": self.job_id,
            "stages": list(self.stages),
            "to_the_end": self.to_the_end,
            "end_at": self.end_at,
        }

    async def run(self) -> AsyncIterator[TriggerEvent]:
        """One event: `state` is Celery's, or PASSED, or LATE."""
        progress = Progress(self.stages)
        listening = asyncio.create_task(tell(self.job_id, progress, self.log))
        try:
            await asyncio.sleep(LEAST_S)
            yield TriggerEvent(await self._outcome(progress))
        finally:
            listening.cancel()

    async def _outcome(self, progress: Progress) -> dict[str, str]:
        away = False
        while True:
            try:
                now = await asyncio.to_thread(answer, self._app, self.job_id)
            except PlenumAwayError as error:
                if not away:
                    self.log.warning("%s; waiting for it", error)
                away, now = True, Answer("AWAY")
            else:
                if away:
                    self.log.info("Plenum's Redis answers again")
                away = False
            if now.ended:
                # What the gateway has yet to tell of the last steps is worth a moment.
                await asyncio.sleep(LOOK_S)
                return asdict(now)
            if progress.reached and not self.to_the_end:
                return {"state": "PASSED", "error": ""}
            if time.time() >= self.end_at:
                return {"state": "LATE", "error": "Redis is away" if away else f"last seen {progress.status}"}
            await asyncio.sleep(LOOK_S)

    async def on_kill(self) -> None:
        """Who fails or clears the waiting task by hand wants no more of the job: it is cancelled."""
        await asyncio.to_thread(self._app.control.revoke, self.job_id)
