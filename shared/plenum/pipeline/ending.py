"""A job's end: the result is assembled from the record, its span emitted, its last day begun."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from plenum.files.completed.schema import CompletedFields
from plenum.pipeline import forms
from plenum.pipeline.errors import JobGoneError, NotEndedError
from plenum.pipeline.host import Host
from plenum.pipeline.job import Job
from plenum.pipeline.observe import events
from plenum.pipeline.observe.batches import batch_spans, of_replays
from plenum.pipeline.observe.counters import ended_counters
from plenum.pipeline.observe.job import emit_ended, job_span
from plenum.pipeline.record.calls import Closing, Ending, Unended
from plenum.pipeline.result.assemble import assemble
from plenum.telemetry import names
from plenum.telemetry.spans import SpanData, SpanRef


@dataclass(frozen=True)
class Ended:
    """A job that has come to its end, assembled and not yet closed."""

    job: Job
    completed: CompletedFields
    begin_ns: int
    """When the assembly began."""
    batches: list[SpanData]
    """Its batches' spans."""

    def is_revoked(self, task_id: str) -> bool:
        """Whether this task was revoked: then it gets Celery's word for that, and no result.

        The worker that answers need not have heard of it: another one may have ended the job.
        """
        return self.job.ended_by == "revoked" and task_id == self.job.job_id


class Endings:
    """Ends jobs, once for each task that waits for one, always from the same record."""

    def __init__(self, host: Host) -> None:
        self.host = host

    def complete(self, job_id: str, task_id: str) -> Ended:
        """The completed building, for a task that waits for it. Raises JobGoneError, and NotEndedError where
        the job is under way, or its form a newer version's.

        The job's own task, which has its id, is the one that tells of the end.
        """
        ended = self._ended(job_id, self.host.owner)
        (is_closed,) = self.close([self.closing(ended, task_id)])
        if not is_closed:
            raise NotEndedError(job_id)
        return ended

    def several(self, job_ids: Sequence[str], most_rooms: int) -> list[Ended | None]:
        """Jobs read together and assembled; none where one is gone, under way, larger, or cannot be."""
        begin_ns = time.time_ns()
        endings = self.host.record.endings(job_ids, self.host.owner, most_rooms)
        return [self._tried(ending, begin_ns) for ending in endings]

    def _tried(self, ending: Ending | Unended, begin_ns: int) -> Ended | None:
        if not isinstance(ending, Ending):
            return None
        try:
            return Ended(ending.job, assemble(ending), begin_ns, batch_spans(ending))
        except Exception:  # noqa: BLE001 - whoever ends this job alone meets it again, and tells of it
            return None

    def closing(self, ended: Ended, task_id: str, result: bytes = b"") -> Closing:
        """A job's end for one task, of which its own task tells; with a result the task is answered too."""
        job = ended.job
        # A job that was reopened had its span and its duration when it first ended.
        own = task_id == job.job_id and not job.reopened
        if own:
            self._emit(ended)
        elif task_id == job.job_id:
            self.host.telemetry.emit(of_replays(ended.batches))
        return Closing(
            job.job_id,
            self.host.owner if own else "",
            task_id,
            result,
            reopened=job.reopened,
            counters={} if job.reopened else ended_counters(job, ended.completed),
        )

    def close(self, closings: Sequence[Closing]) -> Sequence[bool]:
        """Close jobs together, and answer who waits; whether each was, for one may have been reopened."""
        return self.host.record.end(closings, self.host.config.keep_s)

    def settle(self, job_id: str, task_id: str) -> None:
        """The end of a job for a waiting task that was revoked: everything but the result."""
        self.host.record.close(job_id, "revoked", keep_s=self.host.config.keep_s)
        try:
            ended = self._ended(job_id, self.host.owner)
        except (JobGoneError, NotEndedError):
            return
        self.close([self.closing(ended, task_id)])

    def emit_again(self, job_id: str) -> bool:
        """Emit an ended job's span once more, for a host that died before it was exported.

        Whether there is no more to be told of it: a job that was reopened has its span when it ends.
        """
        try:
            ended = self._ended(job_id, "")
        except JobGoneError:
            return True
        except NotEndedError:
            return False
        self.host.telemetry.emit([job_span(ended.job, ended.completed), *ended.batches])
        return True

    def _ended(self, job_id: str, owner: str) -> Ended:
        begin_ns = time.time_ns()
        (ending,) = self.host.record.endings([job_id], owner)
        if ending == "newer":
            # Its ending stays due, and is sent again until somebody takes it who reads it.
            with events.bound(job_id, None):
                self.host.log.warning(names.MESSAGE_IGNORED, reason=forms.waits())
        if ending in ("early", "newer"):
            raise NotEndedError(job_id)
        if not isinstance(ending, Ending):
            raise JobGoneError(job_id)
        return Ended(ending.job, assemble(ending), begin_ns, batch_spans(ending))

    def _emit(self, ended: Ended) -> None:
        emit_ended(self.host.telemetry, ended.job, ended.completed, ended.batches, ended.begin_ns)
        with events.bound(ended.job.job_id, SpanRef.parse(ended.job.root)):
            events.job_ended(self.host.log, ended.completed)
