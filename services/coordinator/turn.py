"""One turn: many messages together, each for itself. What is not plain, or goes wrong, is left to Celery."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, Protocol

from celery import Celery
from redis import exceptions

from plenum.pipeline.ending import Ended, Endings
from plenum.pipeline.errors import PlenumError
from plenum.pipeline.intake import Prepared
from plenum.pipeline.record.calls import Acceptance, Closing
from plenum.pipeline.record.redis.inbox import LARGE_BYTES
from plenum.telemetry import names
from plenum.telemetry.schema import field
from plenum.worker.runtime import Runtime

from .intake import Requests
from .messages import FINISH, PLACE, Message, parse
from .refusing import Retry
from .result import stored
from .task_events import TaskEvents

MOST_ROOMS = 100
"""A job with more rooms is ended by one of Celery's threads, so that small ones need not wait for it."""

_PROBES: Final = 4
Messages = Mapping[int, Message]
"""By their place in the turn."""


class Revoked(Protocol):
    """Ids of tasks: Celery's own list of those that it is not to run."""

    def __contains__(self, task_id: object, /) -> bool: ...

    def add(self, task_id: str, /) -> None:
        """Have Celery tell the task that it was revoked when its message comes."""


Refuse = Callable[[Mapping[str, PlenumError]], None]
"""Tells tasks, by id, why they failed."""


class Turn:
    """Ends jobs and takes jobs in.

    `revoked`: ids of tasks that Celery is not to run. `refuse` tells tasks that they failed.
    """

    def __init__(
        self,
        app: Celery,
        runtime: Runtime,
        revoked: Revoked,
        refuse: Refuse,
        events: TaskEvents | None = None,
    ) -> None:
        self.app = app
        self.events = events or TaskEvents()
        self.runtime = runtime
        self.revoked = revoked
        self.refuse = refuse
        self.requests = Requests(runtime)
        self.endings = Endings(runtime)
        self.retry = Retry(runtime.config.max_jobs)
        self._full = 0
        """How many jobs were unfinished when the last submission was turned away; 0 once one was not."""

    def __call__(self, entries: Sequence[bytes]) -> list[int]:
        """Do what these messages ask for; the places of those that are Celery's. Raises RedisError."""
        found = {
            place: message
            for place, entry in enumerate(entries)
            if len(entry) <= LARGE_BYTES and (message := parse(entry)) and self._wanted(message)
        }
        # Endings first: what is done makes room.
        done = {*self._end(found), *self._take_in(found)}
        return [place for place in range(len(entries)) if place not in done]

    def _wanted(self, message: Message) -> bool:
        return message.request.id not in self.revoked

    def _end(self, found: Messages) -> list[int]:
        """The places of jobs that were ended and answered."""
        finishing = {
            place: (message, str(message.args[0]))
            for place, message in found.items()
            if message.task == FINISH and not message.is_followed and _is_one_id(message)
        }
        if not finishing:
            return []
        try:
            jobs = [job_id for _, job_id in finishing.values()]
            ended = dict(zip(finishing, self.endings.several(jobs, MOST_ROOMS), strict=True))
            closings = {
                place: closing
                for place, one in ended.items()
                if one and (closing := self._closing(one, finishing[place][0]))
            }
            self.endings.close(list(closings.values()))
            self.retry.ended(len(closings))
            self._tell_answered(closings, found, ended)
        except exceptions.RedisError:
            raise
        except Exception:
            self.runtime.log.exception(names.TURN_FAILED)
            return []
        return list(closings)

    def _tell_answered(
        self, closed: Iterable[int], messages: Messages, ended: Mapping[int, Ended | None]
    ) -> None:
        for place in closed:
            if one := ended[place]:
                self.events.answered(str(messages[place].request.id), one.job)

    def _closing(self, ended: Ended, message: Message) -> Closing | None:
        request = message.request
        if ended.is_revoked(str(request.id)):
            self.revoked.add(ended.job.job_id)
            return None
        try:
            result = b"" if request.ignore_result else stored(ended, request, self.app.now())
            return self.endings.closing(ended, str(request.id), result)
        except Exception:  # noqa: BLE001 - Celery's path does it once more, and tells what is wrong
            return None

    def _take_in(self, found: Messages) -> list[int]:
        """The places of submissions that need nothing more: under way, or refused for want of room.

        While there is none, a few and the urgent show whether there is again; if not, the others are not
        even read.
        """
        asked = {place: message for place, message in found.items() if message.task == PLACE}
        ranked = sorted(asked.items(), key=lambda pair: not pair[1].is_urgent)
        urgent = sum(message.is_urgent for message in asked.values())
        first = dict(ranked[: urgent + _PROBES if self._full else None])
        done = self._accept(first)
        others = {place: message for place, message in asked.items() if place not in first}
        if not self._full:
            return done + self._accept(others)
        return done + self._turn_away(others)

    def _turn_away(self, messages: Messages) -> list[int]:
        """The places of those that were told so; where more hangs on the failure it is Celery's to tell."""
        plain = {place: message for place, message in messages.items() if message.is_alone}
        waiting = [m.request.id for m in plain.values() if not m.request.ignore_result]
        self.refuse({task_id: self.retry.refusal(self._full) for task_id in waiting})
        if plain:
            self.runtime.record.count({field("submitted", "overloaded"): len(plain)})
        return list(plain)

    def _accept(self, messages: Messages) -> list[int]:
        prepared = {place: job for place, message in messages.items() if (job := self._prepared(message))}
        if not prepared:
            return []
        try:
            acceptances = self.requests.intake.accept(list(prepared.values()))
        except exceptions.RedisError:
            raise
        except Exception:
            self.runtime.log.exception(names.TURN_FAILED)
            return []
        became = dict(zip(prepared, acceptances, strict=True))
        self._tell_taken_in(became, messages)
        full = {place: a.unfinished for place, a in became.items() if a.outcome == "full"}
        self._full = max(full.values(), default=0)
        away = self._turn_away({place: messages[place] for place in full})
        return away + [place for place, a in became.items() if a.outcome not in ("refused", "full")]

    def _tell_taken_in(self, became: Mapping[int, Acceptance], messages: Messages) -> None:
        for place, acceptance in became.items():
            if acceptance.outcome == "accepted":
                self.events.taken_in(str(messages[place].request.id))

    def _prepared(self, message: Message) -> Prepared | None:
        try:
            return self.requests.begin(message.request, *message.args, **message.kwargs).prepared()
        except Exception:  # noqa: BLE001 - as above: a refusal has callbacks of its own
            return None


def _is_one_id(message: Message) -> bool:
    return len(message.args) == 1 and isinstance(message.args[0], str) and not message.kwargs
