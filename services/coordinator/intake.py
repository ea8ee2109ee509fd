"""`plenum.place`: what a Celery request asks for, handed to the pipeline's intake."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from opentelemetry.instrumentation.celery import celery_getter
from opentelemetry.propagate import extract

from plenum.files.errors import InvalidBuilding
from plenum.files.read import read_building
from plenum.pipeline.graph import installed_graph
from plenum.pipeline.intake import Ask, BatchSize, Beginning, Intake, Prepared, fingerprint
from plenum.pipeline.messages import JOB_ID
from plenum.pipeline.record.redis.keys import COORDINATOR_QUEUE
from plenum.pipeline.record.redis.render import render
from plenum.telemetry.spans import SpanRef
from plenum.worker.runtime import Runtime

from .messages import FINISH, PLACE
from .propagation import carried

_MOST_DEADLINE_S = 1e7
_MOST_NAME = 100


@dataclass(frozen=True)
class Request:
    """One task's wish, before its building is read."""

    beginning: Beginning
    source: Any
    options: Mapping[str, Any] | None

    def prepared(self) -> Prepared:
        """The job, ready to be taken in. Raises InvalidBuilding."""
        ask = self.beginning.ask
        _check_arguments(ask, self.source)
        return self.beginning.prepared(read_building(self.source, options=self.options))


class Requests:
    """What is accepted is stored, and stored with its first messages."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        config = runtime.config
        size = BatchSize(config.batch_tiles, config.batch_rooms)
        self.intake = Intake(runtime, installed_graph(), size)

    def __call__(self, request: Any, *args: Any, **more: Any) -> None:
        """Take a job in; it is under way when this returns. Raises the reason why it is not."""
        asked = self.begin(request, *args, **more)
        try:
            prepared = asked.prepared()
        except InvalidBuilding as error:
            asked.beginning.refuse(error)
            raise
        self.intake.accept_one(prepared)

    def begin(  # parameters: the task's own, each by its name
        self,
        request: Any,
        building: Any,
        options: dict[str, Any] | None = None,
        idempotency_key: str | None = None,
        priority: int | None = None,
        deadline_s: float | None = None,
        submitted_by: str | None = None,
        track_started: bool | None = None,
    ) -> Request:
        """What `plenum.place` is asked for, its arguments as its callers give them.

        Raises TypeError where it is called within another task, which has no answer to wait for.
        """
        if request.id is None:
            raise TypeError(f"{PLACE} runs by itself alone; send a group of tasks instead of a map")
        ask = Ask(
            job_id=str(request.id),
            fingerprint=fingerprint({"building": building, "options": options}),
            waiter=lambda job_id: _finish_message(request, job_id),
            # The caller's span, which the stock instrumentation's getter finds in the message's headers.
            caller=SpanRef.current_in(extract(request, getter=celery_getter)),
            idempotency_key=idempotency_key,
            priority=priority or 0,
            deadline_s=deadline_s,
            submitted_by=submitted_by or "",
            # Where nobody asks for a result nobody would take the state away again.
            track_started=not request.ignore_result and (track_started or False),
        )
        return Request(self.intake.begin(ask), building, options)


def _check_arguments(ask: Ask, source: Any) -> None:
    """The task's arguments around the building, refused like the building where they are wrong."""
    if not isinstance(source, dict | str):
        raise InvalidBuilding("", "neither an object nor JSON text", "give a building, a grid or a model")
    key, deadline_s = ask.idempotency_key, ask.deadline_s
    if not JOB_ID.match(ask.job_id):
        raise InvalidBuilding(
            "", "the task's id has characters a job id cannot have", "let Celery choose the id"
        )
    if key is not None and not (isinstance(key, str) and 0 < len(key) <= 200):
        raise InvalidBuilding(
            "/idempotency_key", "not a text of 1 to 200 characters", "use an order number or a UUID"
        )
    number = isinstance(deadline_s, int | float) and not isinstance(deadline_s, bool)
    if deadline_s is not None and not (number and 0 < deadline_s < _MOST_DEADLINE_S):
        raise InvalidBuilding(
            "/deadline_s", "not a positive number of seconds", "leave it out for the default"
        )
    if not isinstance(ask.track_started, bool):
        raise InvalidBuilding("/track_started", "neither true nor false", "leave it out for false")
    _check_name(ask.submitted_by)


def _check_name(name: object) -> None:
    if not (isinstance(name, str) and len(name) <= _MOST_NAME and name.isprintable()):
        raise InvalidBuilding(
            "/submitted_by", f"not a printable text of at most {_MOST_NAME} characters", "give a name"
        )


def _finish_message(request: Any, job_id: str) -> str:
    """`plenum.finish` under the waiting task's id, with all that was to follow it: as Task.replace does."""
    return render(
        FINISH,
        str(request.id),
        COORDINATOR_QUEUE,
        [job_id],
        headers=carried(request),
        callbacks=request.callbacks,
        errbacks=request.errbacks,
        chain=request.chain,
        chord=request.chord,
        group_id=request.group,
        group_index=request.group_index,
        root_id=request.root_id,
        parent_id=request.parent_id,
        reply_to=request.reply_to,
        ignore_result=bool(request.ignore_result),
        replaced_task_nesting=(request.replaced_task_nesting or 0) + 1,
    )
