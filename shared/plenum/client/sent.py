"""What a client sent and has no answer for: looked after while it waits, sent again where it was lost.

A Redis that failed over, or lost its file's last second, may have forgotten what it took in. Then it forgot
many at once: who finds one of them lost looks for all. Each goes by its id, so that what was merely slow
makes no second job.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from redis.exceptions import NoPermissionError

from plenum.pipeline.errors import JobGoneError
from plenum.pipeline.options import GivenBuilding, PlaceOptions

MOST: Final = 100
"""Submissions kept to be sent again until they are answered; older ones are on their own."""
LOOKED_FOR_S: Final = 3600.0
"""What was sent longer ago is looked for only by who waits for it: fetched by nobody, it may have lapsed. (A
stack that keeps results for less does what nobody fetched once more.)"""


@dataclass(frozen=True)
class Submission:
    """What `plenum.place` was asked, and when by this process' clock."""

    building: GivenBuilding
    options: PlaceOptions
    at_s: float


class Sent:
    """One client's submissions by job, the oldest first."""

    def __init__(
        self, send: Callable[[str, GivenBuilding, PlaceOptions], None], is_anywhere: Callable[[str], bool]
    ) -> None:
        """`is_anywhere`: whether a job has a record, an answer or a message that waits."""
        self._send = send
        self._is_anywhere = is_anywhere
        self._kept: dict[str, Submission] = {}

    def send(self, job_id: str, building: GivenBuilding, options: PlaceOptions) -> None:
        """For the first time; what could not be sent is not kept, for its caller knows of no job."""
        self._send(job_id, building, options)
        self._kept[job_id] = Submission(building, options, time.monotonic())
        while len(self._kept) > MOST:
            self._kept.pop(next(iter(self._kept)))

    def forget(self, job_id: str) -> None:
        """It is answered, or nobody wants it any more."""
        self._kept.pop(job_id, None)

    def is_there(self, job_id: str, *, was: bool) -> bool:
        """Whether a job is anywhere; what `was` where it is not.

        Then it is sent again, if it was sent from here, and so are all others that are lost. Raises
        JobGoneError for another's that was there.
        """
        try:
            if self._is_anywhere(job_id):
                return True
            if job_id in self._kept:
                self._send_again(job_id)
            elif was:
                raise JobGoneError(job_id)
        except NoPermissionError:
            # Who may only submit sees no record, and so not that there is none.
            pass
        return was

    def _send_again(self, lost: str) -> None:
        since_s = time.monotonic() - LOOKED_FOR_S
        for job_id, sent in list(self._kept.items()):
            if job_id == lost or (sent.at_s > since_s and not self._is_anywhere(job_id)):
                self._send(job_id, sent.building, sent.options)
