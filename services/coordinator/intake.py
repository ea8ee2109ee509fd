"""A job's beginning: read the building, store the record, push the first messages."""

from __future__ import annotations

import time
from typing import Any

import structlog
from opentelemetry.instrumentation.celery import celery_getter
from opentelemetry.propagate import extract

from plenum.files.errors import InvalidBuilding
from plenum.files.read import read_building
from plenum.pipeline import events
from plenum.pipeline.errors import IdempotencyConflictError, OverloadedError
from plenum.pipeline.graph import installed_graph
from plenum.pipeline.job_trail import tell_accepted
from plenum.pipeline.keys import COORDINATOR_QUEUE
from plenum.pipeline.messages import JOB_ID
from plenum.pipeline.plan import Trail, fingerprint, plan, push_to
from plenum.pipeline.render import render
from plenum.telemetry import names
from plenum.telemetry.sampling import job_root
from plenum.telemetry.spans import SpanData, SpanRef
from plenum.worker.runtime import Runtime


class Intake:
    """`plenum.place`: what is accepted is stored, and stored with its first messages."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self.log = structlog.get_logger()

    def __call__(
        self,
        request: Any,
        source: Any,
        *,
        options: dict[str, Any] | None,
        idempotency_key: str | None,
        priority: int | None,
        deadline_s: float | None,
    ) -> None:
        """Take a job in; it is under way when this returns. Raises the reason why it is not."""
        begin = time.time_ns()
        caller = self._caller(request)
        parent = caller if caller and caller.sampled else None
        root = job_root(parent)
        job_id = str(request.id)
        with structlog.contextvars.bound_contextvars(
            job_id=job_id, trace_id=f"{root.trace_id:032x}", span_id=f"{root.span_id:016x}"
        ):
            try:
                _check_arguments(job_id, source, idempotency_key, deadline_s)
                building = read_building(source, options=options)
            except InvalidBuilding as error:
                self._refuse(job_id, root, parent, begin, error)
                raise
            graph = installed_graph()
            config = self.runtime.config
            planned = plan(building, graph, most_tiles=config.batch_tiles, most_rooms=config.batch_rooms)
            seconds = min(deadline_s or config.job_deadline_s, config.job_deadline_s)
            trail = Trail(job_id, str(root), time.time() + seconds)
            sends: dict[str, SpanRef] = {}
            pushes = []
            for batch in planned.batches:
                for stage in graph.first():
                    ref = sends[f"{batch}/{stage.name}"] = root.child()
                    pushes.append(push_to(trail, graph, batch, stage.name, str(ref)))
            fields = {
                **planned.fields,
                "job_id": job_id,
                "root": str(root),
                "parent": str(parent or ""),
                "caller": str(caller or ""),
                "answers": building.source_format,
                "begin_ns": str(begin),
                "priority": str(priority or 0),
            }
            push_ns = time.time_ns()
            outcome, detail = self.runtime.record.accept(
                job_id,
                fields,
                planned.batches,
                pushes,
                _finish_message(request, job_id),
                fingerprint=fingerprint({"building": source, "options": options}),
                idempotency_key=idempotency_key,
                deadline_s=seconds,
                max_jobs=config.max_jobs,
            )
            if outcome == "accepted":
                tell_accepted(self.runtime.telemetry, root, job_id, planned.fields, sends, begin, push_ns)
                events.job_begun(
                    self.log,
                    graph,
                    building_id=building.building_id,
                    rooms=len(building.rooms),
                    batches=len(planned.batches),
                )
                return
            if outcome == "exists":
                return
            if outcome == "known":
                self.runtime.record.follow(detail, _finish_message(request, detail))
                self.log.info(names.MESSAGE_IGNORED, reason=f"the same job as {detail}")
                return
            if outcome == "refused":
                raise IdempotencyConflictError(str(idempotency_key), detail)
            raise OverloadedError(int(float(detail)), config.max_jobs)

    @staticmethod
    def _caller(request: Any) -> SpanRef | None:
        """The caller's span, which the stock instrumentation's getter finds in the message's headers."""
        return SpanRef.current_in(extract(request, getter=celery_getter))

    def _refuse(
        self, job_id: str, root: SpanRef, parent: SpanRef | None, begin: int, error: InvalidBuilding
    ) -> None:
        """Bad input is one failed span: it cost nobody else anything."""
        about: dict[str, Any] = {
            names.JOB_ID: job_id,
            names.ERROR_TYPE: "InvalidBuilding",
            names.STATUS: "refused",
        }
        span = SpanData(names.PLACE_JOB, root, parent, begin, time.time_ns(), about, error=str(error)[:300])
        self.runtime.telemetry.emit([span])
        self.log.warning(names.BUILDING_REFUSED, pointer=error.pointer, message=error.message)


def _check_arguments(job_id: str, source: Any, key: str | None, deadline_s: float | None) -> None:
    """The task's arguments around the building, refused like the building where they are wrong."""
    if not isinstance(source, dict | str):
        raise InvalidBuilding("", "neither an object nor JSON text", "give a building, a grid or a model")
    if not JOB_ID.match(job_id):
        raise InvalidBuilding(
            "", "the task's id has characters a job id cannot have", "let Celery choose the id"
        )
    if key is not None and not (isinstance(key, str) and 0 < len(key) <= 200):
        raise InvalidBuilding(
            "/idempotency_key", "not a text of 1 to 200 characters", "use an order number or a UUID"
        )
    number = isinstance(deadline_s, int | float) and not isinstance(deadline_s, bool)
    if deadline_s is not None and not (number and 0 < deadline_s < 1e7):
        raise InvalidBuilding(
            "/deadline_s", "not a positive number of seconds", "leave it out for the default"
        )


def _finish_message(request: Any, job_id: str) -> str:
    """`plenum.finish` under the waiting task's id, with all that was to follow it: as Task.replace does."""
    return render(
        "plenum.finish",
        str(request.id),
        COORDINATOR_QUEUE,
        [job_id],
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
