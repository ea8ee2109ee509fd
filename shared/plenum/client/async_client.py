"""The client for asyncio: the same calls as `Client`, none of which blocks the event loop."""

from __future__ import annotations

import asyncio
import contextvars
import math
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Any, Final, TypeVar, Unpack

from plenum.client.client import Client, replacing
from plenum.client.listing import JobEntry
from plenum.client.patience import PATIENCE_S, Patience
from plenum.files.building.writer import building_to_json
from plenum.pipeline.job import Progress
from plenum.pipeline.options import GivenBuilding, PlaceOptions

T = TypeVar("T")
_ENDED: Final = object()


class AsyncClient:
    """A connection to a running Plenum by its Redis URL; `async with` closes it.

    The work is done by one thread, since Celery keeps a result connection for each, and answers are heard
    by another: a job that is waited for holds no thread, so that thousands can be.
    """

    def __init__(self, redis_url: str, *, patience_s: float = 10.0) -> None:
        """`patience_s` as `Client` takes it."""
        self.client = Client(redis_url, patience_s=patience_s)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="plenum-client")

    async def __aenter__(self) -> AsyncClient:
        """Nothing is connected before the first call."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close; jobs go on."""
        await self.close()

    async def close(self) -> None:
        """Give the connections back; jobs go on."""
        await self._do(self.client.close)
        self._thread.shutdown(wait=False)

    async def submit(self, building: GivenBuilding, **options: Unpack[PlaceOptions]) -> str:
        """Send `plenum.place`; the job's id. Options as the task takes them: `idempotency_key`, …"""
        return await self._do(self.client.submit, building, **options)

    async def jobs(self) -> list[JobEntry]:
        """Every job with a record, the latest first."""
        return await self._do(self.client.jobs)

    async def progress(self, job_id: str) -> Progress | None:
        """The job's progress; none until it is accepted."""
        return await self._do(self.client.progress, job_id)

    async def watch(self, job_id: str, *, every_s: float = 0.1) -> AsyncIterator[Progress]:
        """Progress every `every_s` seconds until the job's answer is there, and then at once."""
        look: Progress | None = None
        async for look in self._looks(job_id, every_s):
            if look:
                yield look
        last = await self._do(Patience().bear, partial(self.client.progress, job_id), look)
        if last:
            yield last

    async def result(self, job_id: str, timeout_s: float | None = None, *, every_s: float = 1.0) -> Any:
        """The completed building, waiting for it. Raises what the job raised, or TimeoutError, and without a
        timeout redis' ConnectionError where Redis is away for longer than 300 s.

        Redis tells of the answer; every `every_s` seconds it is looked for all the same.
        """
        patience_s = PATIENCE_S if timeout_s is None else math.inf
        async with asyncio.timeout(timeout_s):
            async for _ in self._looks(job_id, every_s, patience_s, at_progress=False):
                pass
        return await self._do(self.client.result, job_id)

    async def place(
        self,
        building: GivenBuilding,
        timeout_s: float | None = None,
        *,
        previous: Mapping[str, Any] | None = None,
        **options: Unpack[PlaceOptions],
    ) -> Any:
        """Submit and wait: the completed building. `previous` as `Client.place` takes it."""
        if previous is None:
            return await self.result(await self.submit(building, **options), timeout_s)
        replacement, left = await self._do(replacing, building, previous, options)
        while (part := replacement.ask()) is not None:
            job_id = await self.submit(building_to_json(part), **replacement.options(left))
            replacement.take(await self.result(job_id, timeout_s))
        return replacement.result()

    async def cancel(self, job_id: str) -> str:
        """Cancel a job; its status now, `gone` where there is none."""
        return await self._do(self.client.cancel, job_id)

    async def _looks(
        self, job_id: str, every_s: float, patience_s: float = PATIENCE_S, *, at_progress: bool = True
    ) -> AsyncIterator[Progress | None]:
        """A look every `every_s` seconds, and one as soon as the answer is there."""
        looks = self.client.looks(job_id, patience_s, at_progress=at_progress)
        loop, told = asyncio.get_running_loop(), asyncio.Event()

        def tell() -> None:
            # A loop that is closed waits for nothing.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(told.set)

        await self._do(self.client.answers.hear, job_id, tell)
        try:
            while (look := await self._do(next, looks, _ENDED)) is not _ENDED:
                yield look if isinstance(look, Progress) else None
                with suppress(TimeoutError):
                    async with asyncio.timeout(every_s):
                        await told.wait()
                told.clear()
        finally:
            # On the thread, and unawaited: who is cancelled waits for nothing more.
            with suppress(RuntimeError):
                self._thread.submit(self.client.answers.forget, job_id, tell)

    async def _do(self, work: Callable[..., T], *args: Any, **more: Any) -> T:
        """One call on the thread, with the caller's context, so that its span goes along."""
        call = partial(contextvars.copy_context().run, work, *args, **more)
        return await asyncio.get_running_loop().run_in_executor(self._thread, call)
