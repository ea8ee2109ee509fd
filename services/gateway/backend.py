"""Plenum as the routes call it: clients on threads of their own, each call bounded in time.

The clients block; Celery keeps a result connection for each thread. So there are two of one thread each:
one sends and waits, one looks, and a large result that is read holds up nobody who submits.
"""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Any, Final, TypeVar, Unpack

from plenum.client import AsyncClient, Client
from plenum.client.away import AWAY
from plenum.client.keyed import Submitted, submit_once
from plenum.client.rate import Allowed, take_requests
from plenum.client.state import JobState, state
from plenum.pipeline.options import GivenBuilding, PlaceOptions

from .problems import AGAIN_S, ProblemError, result_gone, unfinished

T = TypeVar("T")
_CALL_S: Final = 10.0
"""How long a call may take before the request is told that Redis does not answer."""
_LOOK_S: Final = 1.0
"""How often it is looked whether Redis answers."""
_LAZY_S: Final = 1.0
"""How often an answer is looked for that nobody told of."""


class Backend:
    """The running Plenum; nothing is connected before the first call."""

    def __init__(self, redis_url: str, most_waiting: int) -> None:
        self._work = AsyncClient(redis_url, patience_s=1.0)
        self._looker = Client(redis_url, patience_s=1.0)
        self._looks = ThreadPoolExecutor(1, thread_name_prefix="plenum-looks")
        self._pings = ThreadPoolExecutor(1, thread_name_prefix="plenum-pings")
        self._most_waiting = most_waiting
        self.waiting = 0
        """Requests that wait for a result now."""
        self.away = ""
        """Why Redis cannot be used; empty while it answers."""

    async def watch_redis(self) -> None:
        """Look for ever whether Redis answers, so that requests need not find out one by one."""
        loop = asyncio.get_running_loop()
        while True:
            try:
                await loop.run_in_executor(self._pings, self._looker.redis.ping)
                self.away = ""
            except AWAY as error:
                self.away = str(error)
            await asyncio.sleep(_LOOK_S)

    async def submit(self, building: GivenBuilding, **options: Unpack[PlaceOptions]) -> str:
        """A new job's id. Raises OverloadedError, and ProblemError while Redis is away."""
        return await self._bounded(self._work.submit(building, **options))

    async def submit_once(
        self, building: GivenBuilding, key: str, **options: Unpack[PlaceOptions]
    ) -> Submitted:
        """The job of this idempotency key. Raises IdempotencyConflictError and what `submit` raises."""
        return await self.look(lambda client: submit_once(client, building, key, **options))

    async def result(self, job_id: str, wait_s: float) -> Any:
        """The job's result, waiting for it. Raises what the job raised, and TimeoutError."""
        with self._counted():
            async with asyncio.timeout(wait_s):
                try:
                    return await self._work.result(job_id, every_s=_LAZY_S)
                except AWAY as error:
                    raise self._unavailable(error) from None

    async def ready_result(self, job_id: str) -> Any:
        """The result of a job that has ended. Raises ProblemError where it has not."""
        stands = await self.state(job_id)
        if not stands.answered:
            if stands.status == "done":
                raise result_gone(job_id)
            raise unfinished(job_id, stands.status)
        return await self.look(lambda client: client.result(job_id, _CALL_S))

    async def state(self, job_id: str) -> JobState:
        """How a job stands. Raises JobGoneError."""
        return await self.look(lambda client: state(client, job_id))

    async def cancel(self, job_id: str) -> str:
        """A job's status after it was cancelled."""
        return await self._bounded(self._work.cancel(job_id))

    async def look(self, call: Callable[[Client], T]) -> T:
        """A call with the client that looks, on its thread, with the caller's context."""
        run = partial(contextvars.copy_context().run, call, self._looker)
        return await self._bounded(asyncio.get_running_loop().run_in_executor(self._looks, run))

    async def take_requests(self, caller: str, per_minute: int, wanted: int) -> Allowed:
        """Of what a caller may ask for, whichever gateway it asks; behind no result that is being read."""
        take = partial(take_requests, self._looker.redis, caller, per_minute, wanted)
        return await self._bounded(asyncio.get_running_loop().run_in_executor(self._pings, take))

    async def close(self) -> None:
        """Give the connections back; jobs go on."""
        await self._work.close()
        await asyncio.get_running_loop().run_in_executor(self._looks, self._looker.close)
        self._looks.shutdown(wait=False)
        self._pings.shutdown(wait=False)

    async def _bounded(self, call: Awaitable[T]) -> T:
        # A task, so that what is not waited for ends as well.
        task = asyncio.ensure_future(call)
        if self.away:
            task.cancel()
            raise self._unavailable(self.away)
        try:
            async with asyncio.timeout(_CALL_S):
                return await task
        except TimeoutError:
            raise self._unavailable(f"no answer within {_CALL_S:g} s") from None
        except AWAY as error:
            raise self._unavailable(error) from None

    @contextmanager
    def _counted(self) -> Iterator[None]:
        if self.waiting >= self._most_waiting:
            raise ProblemError(
                503, "overloaded", f"{self.waiting} requests wait for results already", retry_s=AGAIN_S
            )
        self.waiting += 1
        try:
            yield
        finally:
            self.waiting -= 1

    @staticmethod
    def _unavailable(why: object) -> ProblemError:
        return ProblemError(
            503,
            "redis_away",
            f"Redis does not answer: {why}",
            cure="ask again; with an Idempotency-Key no job is made twice",
            retry_s=AGAIN_S,
        )
