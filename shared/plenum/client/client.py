"""Submit a building, watch it, fetch it: what the command line and Python callers use.

Any Celery client can do the same without this module; it adds names, progress and typed errors.
"""

from __future__ import annotations

import math
import time
import uuid
from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Unpack

import celery
from celery import Celery, exceptions
from celery.result import AsyncResult

from plenum.client.answers import Answers
from plenum.client.listing import JobEntry, entry
from plenum.client.patience import PATIENCE_S, Patience
from plenum.client.refused import explaining
from plenum.client.sent import Sent
from plenum.files.building.writer import building_to_json
from plenum.pipeline.errors import JobGoneError
from plenum.pipeline.job import Progress
from plenum.pipeline.options import GivenBuilding, PlaceOptions
from plenum.pipeline.record.redis.admission import overload
from plenum.pipeline.record.redis.inbox import waits
from plenum.pipeline.record.redis.reaching import CONNECT_S, beside_url, options, reach
from plenum.pipeline.record.redis.record import RedisRecord
from plenum.redis_url import RedisUrl
from plenum.settings import WrongSettingError, verified

if TYPE_CHECKING:
    from plenum.files.building.building import Building
    from plenum.pipeline.result.replacement import Replacement

_QUEUE: Final = "celery"
_ACCEPTED_WITHIN_S: Final = 10.0
"""After so long without an answer it is looked whether a job is there; one that is nowhere is lost."""
_ANSWER_S: Final = 6.0
"""A call that Redis has not answered for so long is made anew, or fails."""
_LOOK_S: Final = 1.0
"""Who waits looks so often though nothing was told, since a restart of Redis may swallow what was."""


class Client:
    """A connection to a running Plenum by its Redis URL. Raises WrongSettingError for what is none.

    Calls of the record outlast an absence of Redis for `patience_s` seconds.
    """

    def __init__(self, redis_url: str, *, patience_s: float = 10.0) -> None:
        try:
            self.redis_url = verified(redis_url)
            self.redis = reach(self.redis_url, _ANSWER_S)
        except WrongSettingError:
            raise
        except ValueError as error:
            # The URL itself may hold a password.
            cure = "write redis://HOST:PORT/0, or sentinel://HOST:PORT;…?master_name=NAME"
            raise WrongSettingError(f"the Redis URL: {error}; {cure}") from None
        self.app: Celery = client_app(self.redis_url)
        self.record = RedisRecord(self.redis, patience_s=patience_s)
        self.answers = Answers(self.redis)
        self._sent = Sent(self._send, self._is_anywhere)

    def submit(self, building: GivenBuilding, **options: Unpack[PlaceOptions]) -> str:
        """Send `plenum.place`; the job's id. Options as the task takes them.

        With the stock instrumentation active the caller's span goes along and becomes the parent. Raises
        OverloadedError where enough waits already and the job is not urgent, UnwritableError and RedisError.
        """
        # Redis itself answers or fails at once; Celery would retry for long and then raise its own.
        refusal = overload(self.redis)
        if refusal and (options.get("priority") or 0) <= 0:
            raise refusal
        job_id = str(uuid.uuid4())
        with explaining():
            self._sent.send(job_id, building, options)
        return job_id

    def _send(self, job_id: str, building: GivenBuilding, options: PlaceOptions) -> None:
        # To write a building out for a log costs more than to send it, and no log of ours has it.
        self.app.send_task(
            "plenum.place",
            args=[building],
            kwargs=options,
            task_id=job_id,
            argsrepr="",
            kwargsrepr="",
        )

    def _is_anywhere(self, job_id: str) -> bool:
        """Whether a job has a record, an answer or a message that waits. Raises NoPermissionError."""
        return bool(self.record.job(job_id) or self.answer(job_id).ready() or waits(self.record, job_id))

    def find(self, job_id: str, within_s: float = _ACCEPTED_WITHIN_S) -> None:
        """Wait until the job is known: it has a record or an answer, or may be on the coordinator's queue.

        Raises JobGoneError where it is neither for `within_s` seconds, and NotPermittedError.
        """
        until = time.monotonic() + within_s
        with explaining():
            while not (self.record.job(job_id) or self.answer(job_id).ready()):
                if self.redis.llen(_QUEUE):
                    return
                if time.monotonic() > until:
                    raise JobGoneError(job_id)
                time.sleep(0.1)

    def answer(self, job_id: str) -> AsyncResult:
        """The job's Celery result."""
        return AsyncResult(job_id, app=self.app)

    def result(self, job_id: str, timeout_s: float | None = None) -> Any:
        """The completed building, waiting for it.

        Raises what the job raised, celery's TimeoutError, and without a timeout redis' ConnectionError
        where Redis is away for longer than 300 s. Meanwhile and else its absence is waited out.
        """
        answer = self.answer(job_id)
        patience = Patience(PATIENCE_S if timeout_s is None else math.inf)
        if not patience.bear(answer.ready, False):
            self._await(answer, patience, math.inf if timeout_s is None else timeout_s)
        self._sent.forget(job_id)
        return answer.get(disable_sync_subtasks=False)

    def _await(self, answer: AsyncResult, patience: Patience, timeout_s: float) -> None:
        """Until the answer is there. Celery's own consumer of results gives up for ever after a few tries."""
        began = looked_at = time.monotonic()
        left_s, is_there = timeout_s, False
        with self.answers.heard(answer.id) as told:
            while left_s > 0:
                told.wait(min(_LOOK_S, left_s))
                told.clear()
                if patience.bear(answer.ready, False):
                    return
                now = time.monotonic()
                left_s = began + timeout_s - now
                if now - looked_at > _ACCEPTED_WITHIN_S:
                    looked_at = now
                    is_there = patience.bear(partial(self._sent.is_there, answer.id, was=is_there), is_there)
        away = f", and Redis is away: {patience.error}" if patience.error else ""
        raise exceptions.TimeoutError(f"no answer after {timeout_s:g} s{away}")

    def place(
        self,
        building: GivenBuilding,
        timeout_s: float | None = None,
        *,
        previous: Mapping[str, Any] | None = None,
        **options: Unpack[PlaceOptions],
    ) -> Any:
        """Submit and wait: the completed building.

        With `previous`, an earlier result of it, only the rooms that changed are submitted, and the
        others are taken from there. Raises InvalidBuilding where that is no result of this building.
        """
        if previous is None:
            return self.result(self.submit(building, **options), timeout_s)
        replacement, left = replacing(building, previous, options)

        def one(part: Building, options: PlaceOptions) -> Any:
            return self.result(self.submit(building_to_json(part), **options), timeout_s)

        return replacement.placed(one, left)

    def cancel(self, job_id: str, keep_s: int = 86_400) -> str:
        """Cancel a job; its status now, `gone` where there is none.

        One that was not taken in yet is cancelled as it comes. Raises NotPermittedError and UnwritableError.
        """
        self._sent.forget(job_id)
        with explaining():
            status = self.record.close(job_id, "cancelled", keep_s=keep_s).status
            if status != "gone" or self.answer(job_id).ready():
                return status
            return "cancelled" if waits(self.record, job_id) else status

    def jobs(self) -> list[JobEntry]:
        """Every job with a record, the latest first. Raises NotPermittedError."""
        with explaining():
            return [entry(job) for job in self.record.jobs()]

    def progress(self, job_id: str) -> Progress | None:
        """The job's progress; none until it is accepted. Raises NotPermittedError."""
        with explaining():
            return self.record.progress(job_id)

    def looks(
        self, job_id: str, patience_s: float = PATIENCE_S, *, at_progress: bool = True
    ) -> Iterator[Progress | None]:
        """A look at the job at each step, until its answer is there; None while it is not accepted, and
        where nobody asks for progress.

        Takes no time between the looks: that is the caller's, who hears of the answer by `answers`. While
        Redis is away there is nothing new to see; raises redis' ConnectionError after `patience_s` of it.
        """
        answer, patience = self.answer(job_id), Patience(patience_s)
        progress: Progress | None = None
        is_there, since = False, time.monotonic()
        while not patience.bear(answer.ready, False):
            if at_progress:
                progress = patience.bear(lambda: self.progress(job_id), progress)
            is_there = is_there or progress is not None
            if not progress and time.monotonic() - since > _ACCEPTED_WITHIN_S:
                since = time.monotonic()
                is_there = patience.bear(partial(self._sent.is_there, job_id, was=is_there), is_there)
            yield progress

    def waiting(
        self, job_id: str, every_s: float, patience_s: float = PATIENCE_S
    ) -> Iterator[Progress | None]:
        """`looks`, one every `every_s` seconds and one as soon as the answer is there."""
        with self.answers.heard(job_id) as told:
            for look in self.looks(job_id, patience_s):
                yield look
                told.wait(every_s)
                told.clear()

    def watch(self, job_id: str, *, every_s: float = 0.1) -> Iterator[Progress]:
        """Progress every `every_s` seconds until the job's answer is there, and then at once.

        Raises NotPermittedError.
        """
        look: Progress | None = None
        for look in self.waiting(job_id, every_s):
            if look:
                yield look
        last = Patience().bear(lambda: self.progress(job_id), look)
        if last:
            yield last

    def close(self) -> None:
        """Give the connections back; jobs go on."""
        self.answers.close()
        self.app.close()
        self.redis.close()


def replacing(
    building: GivenBuilding, previous: Mapping[str, Any], options: PlaceOptions
) -> tuple[Replacement, PlaceOptions]:
    """What is to be placed after an edit, and the options that are left once the building is read."""
    from plenum.files.read import read_building
    from plenum.pipeline.result.replacement import Replacement

    read = read_building(building, options=options.get("options"))
    left = options.copy()
    left.pop("options", None)
    return Replacement(read, previous), left


def client_app(redis_url: str) -> Celery:
    """An app that only sends and waits, as any Celery client would."""
    at = RedisUrl.of(redis_url)
    app = celery.Celery("plenum-client", broker=at.celery, backend=at.celery, set_as_current=False)
    app.conf.update(
        task_serializer="json",
        result_serializer="json",
        accept_content=["json"],
        redis_socket_timeout=_ANSWER_S,
        redis_socket_connect_timeout=CONNECT_S,
        redis_socket_keepalive=True,
        redis_backend_health_check_interval=_ANSWER_S,
        broker_connection_timeout=CONNECT_S,
        broker_transport_options={**options(_ANSWER_S), **beside_url(at), "max_retries": 3},
        result_backend_transport_options=beside_url(at),
        broker_use_ssl=at.tls,
        redis_backend_use_ssl=at.tls,
    )
    return app


def instrument() -> None:
    """Let the stock instrumentation carry the caller's span with what this process sends."""
    from opentelemetry.instrumentation.celery import CeleryInstrumentor

    instrumentor = CeleryInstrumentor()
    if not instrumentor.is_instrumented_by_opentelemetry:
        instrumentor.instrument()
