"""A job's end: assemble the result from the record, emit the job's span, keep the record for a while."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import structlog

from plenum.files.building.writer import completed_to_grid
from plenum.pipeline import events
from plenum.pipeline.assemble import assemble
from plenum.pipeline.errors import JobGoneError
from plenum.pipeline.job_trail import job_span, tell_ended
from plenum.telemetry.spans import SpanRef
from plenum.worker.runtime import Runtime


class Finish:
    """`plenum.finish`: runs once for each task that waits for the job, from the same record."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self.log = structlog.get_logger()

    def __call__(self, job_id: str, task_id: str) -> Any:
        """The completed building; a seed grid where a seed grid came in. Raises JobGoneError."""
        record = self.runtime.record
        begin = time.time_ns()
        job, inputs, outputs = record.ending(job_id, self.runtime.owner)
        if not job:
            raise JobGoneError(job_id)
        completed = assemble(job, inputs, outputs)
        teller = ""
        if task_id == job_id:
            self._tell(job, completed, begin)
            teller = self.runtime.owner
        record.close(job_id, "done", keep_s=self.runtime.config.keep_s, teller=teller)
        return completed_to_grid(completed) if job["answers"] == "grid" else completed

    def settle(self, job_id: str) -> None:
        """The end of a job whose waiting task was revoked: everything but the result."""
        record = self.runtime.record
        record.close(job_id, "cancelled", keep_s=self.runtime.config.keep_s)
        job = record.job(job_id)
        if job:
            begin = time.time_ns()
            self._tell(job, self._assembled(job_id, job), begin)
            record.close(job_id, "done", keep_s=self.runtime.config.keep_s, teller=self.runtime.owner)

    def tell_again(self, job_id: str) -> None:
        """Emit an ended job's span once more, for a coordinator that died before it was exported."""
        record = self.runtime.record
        job = record.job(job_id)
        if job:
            completed = self._assembled(job_id, job)
            self.runtime.telemetry.emit([job_span(job, completed)])

    def _assembled(self, job_id: str, job: Mapping[str, str]) -> dict[str, Any]:
        record = self.runtime.record
        return assemble(job, record.inputs(job_id), record.outputs(job_id))

    def _tell(self, job: Mapping[str, str], completed: Mapping[str, Any], begin: int) -> None:
        root = SpanRef.parse(job["root"])
        tell_ended(self.runtime.telemetry, job, completed, begin)
        with structlog.contextvars.bound_contextvars(
            job_id=job["job_id"], trace_id=f"{root.trace_id:032x}", span_id=f"{root.span_id:016x}"
        ):
            events.job_ended(self.log, completed)
