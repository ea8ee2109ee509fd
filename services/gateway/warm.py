"""A process that is kept for layouts: what a drag asks many times a second is done by one that did it before.

A fresh process spends ten times as long on a room, since it has yet to learn what rooms of that kind need.
It is bounded as the others are, ended whole when it takes too long, and replaced now and then.
"""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, Final

from .aside import Aside, answered, end
from .child import serve

MOST_BYTES: Final = 2**20
"""Of what is done here; what is larger would keep the others waiting."""
_MOST_WAITING: Final = 8
_MOST_TASKS: Final = 2000
"""Of one process; what it remembers is bounded, what libraries do is not known."""


class Warm:
    """Runs functions of one argument, bytes, one at a time; what is large or too much goes aside."""

    def __init__(self, aside: Aside, seconds: float) -> None:
        self._aside = aside
        self._seconds = seconds
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="plenum-warm")
        self._context = multiprocessing.get_context("forkserver")
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None
        self._done = 0
        self._waiting = 0

    async def __call__(self, task: Callable[[bytes], Any], content: bytes) -> Any:
        """What the task gives. Raises InvalidBuilding, and ProblemError past a bound."""
        if len(content) > MOST_BYTES or self._waiting >= _MOST_WAITING:
            return await self._aside(task, content)
        self._waiting += 1
        try:
            answer = await asyncio.get_running_loop().run_in_executor(self._thread, self._ask, task, content)
        finally:
            self._waiting -= 1
        # What it ended on, or took too long for, is told by a process of its own.
        return await self._aside(task, content) if answer is None else answered(answer)

    def close(self) -> None:
        """End it when what waits is done."""
        self._thread.submit(self._end)
        self._thread.shutdown(wait=False)

    def _ask(self, task: Callable[[bytes], Any], content: bytes) -> bytes | None:
        """The answer; None where there is none in time, or the process ended."""
        pipe = self._ready()
        try:
            pipe.send((task, content))
            if pipe.poll(self._seconds):
                self._done += 1
                return pipe.recv_bytes()
        except (EOFError, OSError):
            pass
        self._end()
        return None

    def _ready(self) -> Connection:
        if self._pipe is None or self._done >= _MOST_TASKS:
            self._end()
            ours, theirs = self._context.Pipe()
            self._process = self._context.Process(target=serve, args=(theirs,), daemon=True)
            self._process.start()
            theirs.close()
            self._pipe, self._done = ours, 0
        return self._pipe

    def _end(self) -> None:
        if self._process is not None:
            end(self._process.pid)
            self._process.join()
        if self._pipe is not None:
            self._pipe.close()
        self._process = self._pipe = None
