"""A job's end: the result is assembled from the record, its span emitted, its last day begun."""

from __future__ import annotations

import time

from plenum.files.completed.schema import CompletedFields
from plenum.pipeline.errors import JobGoneError
from plenum.pipeline.host import Host
from plenum.pipeline.job import Job
from plenum.pipeline.observe import events
from plenum.pipeline.observe.job import emit_ended, job_span
from plenum.pipeline.record.calls import Ending
from plenum.pipeline.result.assemble import assemble
from plenum.telemetry.spans import SpanRef


class Endings:
    """Ends jobs, once for each task that waits for one, always from the same record."""

    def __init__(self, host: Host) -> None:
        self.host = host

    def complete(self, job_id: str, task_id: str) -> tuple[Job, CompletedFields]:
        """The completed building, for a task that waits for it. Raises JobGoneError.

        The job's own task, which has its id, is the one that tells of the end.
        """
        begin_ns = time.time_ns()
        ending = self._ending(job_id)
        completed = assemble(ending)
        own = task_id == job_id
        if own:
            self._emit(ending.job, completed, begin_ns)
        self._close(job_id, self.host.owner if own else "")
        return ending.job, completed

    def settle(self, job_id: str) -> None:
        """The end of a job whose waiting task was revoked: everything but the result."""
        self.host.record.close(job_id, "cancelled", keep_s=self.host.config.keep_s)
        begin_ns = time.time_ns()
        try:
            ending = self._ending(job_id)
        except JobGoneError:
            return
        self._emit(ending.job, assemble(ending), begin_ns)
        self._close(job_id, self.host.owner)

    def emit_again(self, job_id: str) -> None:
        """Emit an ended job's span once more, for a host that died before it was exported."""
        try:
            ending = self._ending(job_id)
        except JobGoneError:
            return
        self.host.telemetry.emit([job_span(ending.job, assemble(ending))])

    def _ending(self, job_id: str) -> Ending:
        ending = self.host.record.ending(job_id, self.host.owner)
        if ending is None:
            raise JobGoneError(job_id)
        return ending

    def _close(self, job_id: str, unreported_by: str) -> None:
        self.host.record.close(job_id, "done", keep_s=self.host.config.keep_s, unreported_by=unreported_by)

    def _emit(self, job: Job, completed: CompletedFields, begin_ns: int) -> None:
        emit_ended(self.host.telemetry, job, completed, begin_ns)
        with events.bound(job.job_id, SpanRef.parse(job.root)):
            events.job_ended(self.host.log, completed)
