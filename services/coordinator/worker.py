"""The coordinator: `celery -A services.coordinator.worker worker -Q coordinator,celery`."""

from __future__ import annotations

from typing import Any, Final

from celery import signals
from celery.exceptions import Ignore

from plenum.pipeline.ending import Endings
from plenum.pipeline.errors import IdempotencyConflictError, NotEndedError
from plenum.pipeline.record.redis.inbox import return_taken
from plenum.worker.agreement import check_at_start
from plenum.worker.app import COORDINATOR_QUEUES, hold_as, make_app
from plenum.worker.heartbeat import Heartbeat
from plenum.worker.runtime import attach_runtime

from .door import Door
from .intake import Requests
from .messages import FINISH, PLACE
from .result import returned
from .task_events import TaskEvents
from .watch import Watch

app = make_app("coordinator", COORDINATOR_QUEUES)


@signals.worker_shutdown.connect(weak=False)
def _stop(**_: Any) -> None:
    """What works beside Celery ends before the runtime does, which closes telemetry."""
    _door.stop()
    _watch.stop()


runtime = attach_runtime(app, "coordinator")
check_at_start(app, runtime)
Heartbeat(runtime)
_watch = Watch(runtime, lambda: return_taken(runtime.record))
_events = TaskEvents()
_door = Door(app, runtime, _events)


_SHORT: Final = 16
"""Celery writes every result out as text, up to so many characters, for logs that are not kept here."""


@app.task(name=PLACE, bind=True, shared=False)
def place(  # parameters: what may be asked for, each by its name
    self: Any,
    building: dict[str, Any] | str,
    options: dict[str, Any] | None = None,
    idempotency_key: str | None = None,
    priority: int | None = None,
    deadline_s: float | None = None,
    submitted_by: str | None = None,
    track_started: bool | None = None,
) -> None:
    """Complete a building; the task's result is the completed building.

    `building` is a `plenum.building/1` object, a seed grid, or JSON text of either. Ends by Ignore:
    `plenum.finish` answers under the same id when the job ends. Raises InvalidBuilding,
    IdempotencyConflictError and OverloadedError.
    """
    try:
        asked = (building, options, idempotency_key, priority, deadline_s, submitted_by, track_started)
        Requests(runtime)(self.request, *asked)
    except IdempotencyConflictError as error:
        if error.args == (None, self.request.id):
            # Another building's result would stand for this one: Celery lets no failure overwrite it.
            self.backend.forget(self.request.id)
        raise
    # Raised here and no deeper: Celery writes out every frame of its traceback, twice.
    raise Ignore


@app.task(name=FINISH, bind=True, resultrepr_maxsize=_SHORT, shared=False)
def finish(self: Any, job_id: str) -> Any:
    """The end of a job, under the id of a task that waits for it: the completed building.

    Ends by Ignore where the job is under way again: it has another such message when it ends.
    """
    task_id = str(self.request.id)
    try:
        ended = Endings(runtime).complete(job_id, task_id)
    except NotEndedError:
        raise Ignore from None
    if ended.is_revoked(task_id):
        self.backend.mark_as_revoked(task_id, "revoked", self.request)
        raise Ignore
    if ended.job.reopened and task_id == job_id:
        # Celery lets no success overwrite another, and the one before may have come late.
        self.backend.forget(task_id)
    return returned(ended)


@signals.task_revoked.connect(weak=False)
def _revoked(request: Any = None, **_: Any) -> None:
    """Celery drops a revoked job's finish message unread: settle the job all the same."""
    if request is not None and request.task == finish.name:
        task_id = str(request.id)
        Endings(runtime).settle(str(request.args[0]) if request.args else task_id, task_id)


@signals.worker_init.connect(weak=False)
def _hold(**_: Any) -> None:
    hold_as(app, runtime.owner)


signals.worker_ready.connect(_events.attach, weak=False)
signals.worker_ready.connect(_watch.start, weak=False)
signals.worker_ready.connect(_door.start, weak=False)
signals.worker_shutting_down.connect(_door.close, weak=False)
