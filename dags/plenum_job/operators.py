"""Operators over one job: the first sends it, each waits for its own stages, the last has the grid."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from typing import Any, Final

from airflow.sdk import BaseOperator, Context
from airflow.sdk.exceptions import AirflowException, AirflowFailException
from celery import states
from opentelemetry.propagate import inject

from .asked import WrongParameterError, asked, wait_s
from .progress import Progress
from .submission import PlenumAwayError, Run, answer, application, result, submit
from .telling import tell
from .trigger import JobTrigger

WAIT_S: Final = 3600.0
"""A run waits so long for its job where `wait_s` does not say otherwise, s."""
TELL_S: Final = 5.0
"""What the gateway has to tell of a job that has ended is waited for so long, s."""
_PASSING: Final = frozenset({"OverloadedError"})
"""Failures that another try may not meet."""


class JobOperator(BaseOperator):
    """Waits until the job has passed `stages`, deferred; not for one that has ended. Returns the job's id."""

    template_fields: Sequence[str] = ("job",)

    def __init__(self, *, stages: Sequence[str], job: Any, **more: Any) -> None:
        super().__init__(**more)
        self.stages, self.job = tuple(stages), job

    def execute(self, context: Context) -> Any:
        """Wait for the job that an earlier task sent."""
        return self._wait(context, self.job)

    def resumed(self, context: Context, event: dict[str, str], job_id: str) -> Any:  # noqa: ARG002 Airflow gives it
        """What the trigger has seen."""
        self._check(event, job_id)
        return job_id

    def _wait(self, context: Context, job_id: str, *, to_the_end: bool = False) -> Any:
        context["ti"].xcom_push(key="job_id", value=job_id)
        if event := self._ended(job_id):
            return self.resumed(context, event, job_id)
        end_at = time.time() + wait_s(context["params"], WAIT_S)
        trigger = JobTrigger(job_id, self.stages, to_the_end, end_at)
        return self.defer(trigger=trigger, method_name="resumed", kwargs={"job_id": job_id})

    def _ended(self, job_id: str) -> dict[str, str] | None:
        """What a trigger would see of a job that has ended, a process earlier; None while it is under way."""
        try:
            now = answer(application(), job_id)
        except PlenumAwayError:
            return None  # which the trigger waits out
        if not now.ended:
            return None
        self.log.info("job %s has ended: there is nothing to wait for", job_id)
        with suppress(TimeoutError):
            asyncio.run(asyncio.wait_for(tell(job_id, Progress(self.stages), self.log), TELL_S))
        return asdict(now)

    def _check(self, event: dict[str, str], job_id: str) -> None:
        """Raises AirflowFailException where no try can help, AirflowException where one may."""
        state, error = event["state"], event["error"]
        if state in {"PASSED", states.SUCCESS}:
            return
        if state == "LATE":
            raise AirflowException(f"job {job_id} has not come so far in time: {error}; do its workers run?")
        if error.partition(":")[0] in _PASSING:
            raise AirflowException(f"job {job_id}: {error}")
        raise AirflowFailException(f"job {job_id} came to nothing ({state}): {error}")


class SubmitOperator(JobOperator):
    """Sends what the DAG run asks for, then waits. Raises AirflowFailException for wrong parameters."""

    def __init__(self, *, stages: Sequence[str], **more: Any) -> None:
        super().__init__(stages=stages, job=None, **more)

    def execute(self, context: Context) -> Any:
        """A run that is tried again finds the job it has; with other content it is refused."""
        ti = context["ti"]
        run = Run(os.environ.get("PLENUM_SUBMITTED_BY") or "airflow", ti.dag_id, ti.run_id)
        headers: dict[str, str] = {}
        inject(headers)  # the task's span, where [traces] otel_on is set: the job's trace is inside the run's
        try:
            wish = asked(context["params"], os.environ)
            job_id = submit(application(), run, wish, headers)
        except WrongParameterError as error:
            raise AirflowFailException(str(error)) from error
        except PlenumAwayError as error:
            raise AirflowException(str(error)) from error
        self.log.info("job %s, idempotency key %s, %s", job_id, run.key, headers or "no trace")
        return self._wait(context, job_id)


class ResultOperator(JobOperator):
    """Waits for the job's end. Returns the completed grid, or the building of a run that asked for one."""

    def execute(self, context: Context) -> Any:
        """Wait for the end, however the stages went."""
        return self._wait(context, self.job, to_the_end=True)

    def resumed(self, context: Context, event: dict[str, str], job_id: str) -> Any:
        """The final grid; what is not complete fails, as it does for `plenum place`, and can be looked at."""
        self._check(event, job_id)
        try:
            grid = result(application(), job_id)
        except PlenumAwayError as error:
            raise AirflowException(str(error)) from error
        wrong = _not_complete(grid)
        if wrong and not context["params"].get("allow_incomplete"):
            context["ti"].xcom_push(key="incomplete", value=grid)
            raise AirflowFailException(f"job {job_id} is {grid['status']}: {'; '.join(wrong)}")
        return grid


def _not_complete(grid: dict[str, Any]) -> list[str]:
    """What is wrong with a grid or a building, room by room; empty where it is complete."""
    if grid.get("status", "complete") == "complete":
        return []
    rooms = grid.get("rooms", [])
    open_rooms = [
        f"{room['room_id']} {room['status']} {room['reasons']}"
        for room in rooms
        if room["status"] != "complete"
    ]
    return open_rooms or [str(grid.get("reasons"))]
