"""Submit a building, watch it, fetch it: what the command line and Python callers use.

Any Celery client can do the same without this module; it adds names, progress and typed errors.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import celery
from celery import Celery
from celery.result import AsyncResult
from opentelemetry.instrumentation.celery import CeleryInstrumentor
from redis import Redis

from plenum.pipeline.keys import JobKeys
from plenum.pipeline.record import Record


@dataclass(frozen=True)
class Progress:
    """How far a job is: stages of batches committed, of all there are."""

    status: str
    rooms: int
    done: int
    total: int
    trace_id: str


class Client:
    """A connection to a running Plenum by its Redis URL."""

    def __init__(self, redis_url: str) -> None:
        self.redis_url = redis_url
        self.app: Celery = client_app(redis_url)
        self.redis = Redis.from_url(redis_url, socket_connect_timeout=4, socket_timeout=30)
        self.record = Record(self.redis, patience_s=10.0)

    def submit(self, building: dict[str, Any] | str, **options: Any) -> str:
        """Send `plenum.place`; the job's id. Options as the task takes them.

        With the stock instrumentation active the caller's span goes along and becomes the parent.
        """
        self.redis.ping()  # a plain answer at once, where Celery would retry for long and then raise its own
        job_id = str(uuid.uuid4())
        self.app.send_task("plenum.place", args=[building], kwargs=options, task_id=job_id)
        return job_id

    def answer(self, job_id: str) -> AsyncResult:
        """The job's Celery result."""
        return AsyncResult(job_id, app=self.app)

    def result(self, job_id: str, timeout_s: float | None = None) -> Any:
        """The completed building, waiting for it. Raises what the job raised, or celery's TimeoutError."""
        return self.answer(job_id).get(timeout=timeout_s, disable_sync_subtasks=False)

    def cancel(self, job_id: str, keep_s: int = 86_400) -> str:
        """Cancel a job; its status now, `gone` where there is none."""
        return self.record.close(job_id, "cancelled", keep_s=keep_s)[0]

    def progress(self, job_id: str) -> Progress | None:
        """The job's progress; none until it is accepted."""
        job = self.record.job(job_id)
        if not job:
            return None
        stages = job["graph"].count('"name"')
        done = int(self.redis.hlen(JobKeys(job_id).outputs))
        trace_id = job["root"].split("-")[1]
        return Progress(job["status"], int(job["rooms"]), done, stages * int(job["batches"]), trace_id)

    def watch(
        self, job_id: str, *, every_s: float = 0.1, clock: Callable[[float], None] = time.sleep
    ) -> Iterator[Progress]:
        """Progress until the job's answer is there."""
        answer = self.answer(job_id)
        while not answer.ready():
            progress = self.progress(job_id)
            if progress:
                yield progress
            clock(every_s)
        progress = self.progress(job_id)
        if progress:
            yield progress


def client_app(redis_url: str) -> Celery:
    """An app that only sends and waits, as any Celery client would."""
    app = celery.Celery("plenum-client", broker=redis_url, backend=redis_url, set_as_current=False)
    app.conf.update(
        task_serializer="json",
        result_serializer="json",
        accept_content=["json"],
        redis_socket_timeout=30,
        broker_connection_timeout=4,
        broker_transport_options={"max_retries": 3},
    )
    return app


def instrument() -> None:
    """Let the stock instrumentation carry the caller's span with what this process sends."""
    instrumentor = CeleryInstrumentor()
    if not instrumentor.is_instrumented_by_opentelemetry:
        instrumentor.instrument()
