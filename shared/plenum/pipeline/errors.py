"""Why a job is refused or cannot be answered; each survives Celery's JSON result store."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

RETRY_S: Final = 10.0
"""After how long to come again, where nobody knows better."""


class PlenumError(Exception):
    """The base of what Plenum raises to its clients; `args` are what its class takes."""


class IdempotencyConflictError(PlenumError):
    """The key was used before for other content, or the task's id was; `key` is None then."""

    def __init__(self, key: str | None, job_id: str) -> None:
        super().__init__(key, job_id)

    def __str__(self) -> str:
        """What happened and what to do."""
        key, job_id = self.args
        if key is None:
            return f"id {job_id!r} belongs to a job with other content; let Celery choose the id"
        return f"key {key!r} belongs to job {job_id} with other content; use a new key for new content"


class OverloadedError(PlenumError):
    """As many jobs are unfinished as are accepted at a time, or as large ones. Not this time: later."""

    def __init__(self, unfinished: int, limit: int, retry_after_s: float = RETRY_S) -> None:
        super().__init__(unfinished, limit, retry_after_s)

    @property
    def retry_after_s(self) -> float:
        """After so long it is worth trying again, s."""
        return float(self.args[2])

    def __str__(self) -> str:
        """What happened and what to do."""
        unfinished, limit, retry_after_s = self.args
        return (
            f"{unfinished} jobs are unfinished, {limit} is the limit, or their size is; "
            f"submit again in {retry_after_s:g} s"
        )


class UnreadableMessageError(PlenumError):
    """A message that is none of ours, or cannot be read; it is kept as a dead letter."""

    def __init__(self, reason: str, dead_letter: str) -> None:
        super().__init__(reason, dead_letter)

    def __str__(self) -> str:
        """What was wrong, and where the message is."""
        reason, dead_letter = self.args
        return f"the message was set aside, {reason}; `plenum dead show {dead_letter}`"


class UnfinishedError(PlenumError):
    """A room grid's job failed, was cancelled or passed its deadline: there is nothing to hand out."""

    def __init__(self, job_id: str, status: str, reasons: Sequence[str]) -> None:
        super().__init__(job_id, status, list(reasons))

    def __str__(self) -> str:
        """What happened, and why."""
        job_id, status, reasons = self.args
        why = f": {'; '.join(reasons)}" if reasons else ""
        return f"job {job_id} is {status}{why}"


class NotEndedError(PlenumError):
    """The job is under way: whoever was to end it was sent for an end that it had before."""

    def __init__(self, job_id: str) -> None:
        super().__init__(job_id)

    def __str__(self) -> str:
        """What happened."""
        return f"job {self.args[0]} is under way again: it is answered when it ends"


class JobGoneError(PlenumError):
    """The job's record is not there: it never was, it was kept long enough, or Redis lost it."""

    def __init__(self, job_id: str) -> None:
        super().__init__(job_id)

    def __str__(self) -> str:
        """What may have happened."""
        return (
            f"no record of job {self.args[0]}: it is unknown, was removed after its time, or was lost when"
            " Redis failed over; submit it again"
        )
