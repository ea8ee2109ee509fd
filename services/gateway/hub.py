"""Events of running jobs: one look at a job for all who listen, and each hears everything from the start."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterable
from contextlib import suppress
from dataclasses import asdict
from functools import partial
from typing import Any, Final

import msgspec

from plenum.client import Client, JobGoneError
from plenum.client.state import JobState
from plenum.client.steps import Step, Steps
from plenum.files.completed.schema import RoomFields

from .backend import Backend
from .problems import ProblemError

_LEAST_S: Final = 0.2
"""Between two looks at a job."""
_EACH_S: Final = 0.004
"""For each job that is watched: a hundred of them are looked at 2.5 times a second each."""
_ALIVE_S: Final = 15.0
"""Silence after which a comment is sent, so that proxies keep the connection."""
_ALIVE: Final = b": still there\n\n"


def event(name: str, data: Any) -> bytes:
    """One server-sent event; its data is one line of JSON."""
    return b"event: " + name.encode() + b"\ndata: " + msgspec.json.encode(data) + b"\n\n"


class Watch:
    """One job's events so far, and the task that adds to them."""

    def __init__(self) -> None:
        self.events: list[bytes] = []
        self.ended = False
        self.listeners = 0
        self.task: asyncio.Task[None] | None = None
        self._more = asyncio.Event()

    def add(self, events: Iterable[bytes], *, ended: bool = False) -> None:
        """Tell everybody."""
        self.events += events
        self.ended = self.ended or ended
        self._more.set()
        self._more = asyncio.Event()

    async def more(self, seconds: float) -> bool:
        """Wait for more; whether it came in time."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._more.wait()
                return True
        return False


def _rooms(steps: Steps, _client: Client) -> list[RoomFields]:
    return steps.rooms()


def _news(steps: Steps, _client: Client) -> list[Step]:
    return list(steps.news())


class Hub:
    """The jobs that somebody listens to."""

    def __init__(self, backend: Backend, most_listeners: int) -> None:
        self._backend = backend
        self._most = most_listeners
        self._watched: dict[str, Watch] = {}

    @property
    def listeners(self) -> int:
        """How many streams are open."""
        return sum(watch.listeners for watch in self._watched.values())

    def admit(self) -> None:
        """Raises ProblemError where as many listen as are served."""
        if self.listeners >= self._most:
            raise ProblemError(503, "overloaded", f"{self._most} streams are open already", retry_s=5)

    async def listen(self, job_id: str) -> AsyncIterator[bytes]:
        """The job's events from its beginning to its end, as they come."""
        watch = self._watched.get(job_id)
        if watch is None:
            watch = self._watched[job_id] = Watch()
            watch.task = asyncio.create_task(self._look(job_id, watch))
        watch.listeners += 1
        heard = 0
        try:
            while True:
                while heard < len(watch.events):
                    chunk = watch.events[heard : heard + 64]
                    heard += len(chunk)
                    yield b"".join(chunk)
                if watch.ended:
                    return
                if not await watch.more(_ALIVE_S) and heard == len(watch.events):
                    yield _ALIVE
        finally:
            watch.listeners -= 1
            if not watch.listeners:
                if watch.task is not None:
                    watch.task.cancel()
                if self._watched.get(job_id) is watch:
                    del self._watched[job_id]

    async def close(self) -> None:
        """End every stream."""
        for watch in list(self._watched.values()):
            watch.add((), ended=True)

    async def _look(self, job_id: str, watch: Watch) -> None:
        """Look until the job has ended; Redis may be away meanwhile."""
        steps: Steps | None = None
        told: JobState | None = None
        while not watch.ended:
            try:
                now = await self._backend.state(job_id)
                fresh: list[bytes] = [event("job", asdict(now))] if now != told else []
                if now.rooms and steps is None:
                    steps = await self._backend.look(lambda client: Steps(client, job_id))
                    fresh.append(event("rooms", await self._backend.look(partial(_rooms, steps))))
                if steps is not None:
                    committed: list[Step] = await self._backend.look(partial(_news, steps))
                    fresh += [event("step", step) for step in committed]
                told = now
                if now.answered:
                    fresh.append(event("end", asdict(now)))
                watch.add(fresh, ended=now.answered)
            except JobGoneError as error:
                watch.add([event("gone", {"detail": str(error)})], ended=True)
            except ProblemError as error:
                # It comes back; who listens hears that it is away.
                watch.add([event("away", json.loads(error.problem.model_dump_json(exclude_none=True)))])
                await asyncio.sleep(1.0)
            await asyncio.sleep(max(_LEAST_S, _EACH_S * len(self._watched)))
