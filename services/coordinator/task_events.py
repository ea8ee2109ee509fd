"""Celery's events of the jobs that the door takes in and ends, for Flower and its like.

A worker tells of what comes to it, where that is asked for (PLENUM_TASK_EVENTS, or `-E`). The door's messages
never do.
"""

from __future__ import annotations

from typing import Any

from plenum.pipeline.job import Job

from .messages import PLACE


class TaskEvents:
    """A coordinator's; silent until its worker is ready, and where that sends none."""

    def __init__(self) -> None:
        self._consumer: Any = None

    def attach(self, sender: Any, **_: Any) -> None:
        """When the worker is ready: its consumer has the way that events go."""
        self._consumer = sender

    def taken_in(self, task_id: str) -> None:
        """A job is under way."""
        about = {"args": "", "kwargs": "", "retries": 0, "eta": None, "expires": None}
        self._send("task-received", task_id, name=PLACE, **about)
        self._send("task-started", task_id)

    def answered(self, task_id: str, job: Job) -> None:
        """A task has its job's result, however the rooms came out."""
        self._send("task-succeeded", task_id, result="", runtime=(job.ended_ms - job.accepted_ms) / 1000)

    def _send(self, kind: str, task_id: str, **fields: Any) -> None:
        dispatcher = getattr(self._consumer, "event_dispatcher", None)
        if dispatcher is not None:
            dispatcher.send(kind, uuid=task_id, **fields)
