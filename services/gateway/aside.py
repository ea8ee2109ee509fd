"""A process for each piece of work on what somebody sent: bounded in time and memory, ended whole.

A fork of a server that has everything imported, so that it costs milliseconds. What it answers is bytes
and JSON: it may have read something hostile, and nothing of it is unpickled.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from multiprocessing import forkserver
from typing import Any, Final

from plenum.files.errors import InvalidBuilding

from .child import BYTES, INVALID, work
from .problems import AGAIN_S, ProblemError

_AT_ONCE: Final = 2
_MOST_WAITING: Final = 32
_PRELOADED: Final = [f"{__package__}.{module}" for module in ("child", "tasks", "reworked", "overlays")]


class Aside:
    """Runs functions of `tasks.py`, a few at a time."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="plenum-aside")
        self._waiting = 0
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(_PRELOADED)

    async def __call__(self, task: Callable[..., Any], *args: Any, **more: Any) -> Any:
        """What the task gives. Raises InvalidBuilding, and ProblemError past a bound."""
        if self._waiting >= _MOST_WAITING:
            raise ProblemError(503, "overloaded", "too many files are being read", retry_s=AGAIN_S)
        self._waiting += 1
        try:
            run = partial(self._run, task, args, more)
            return await asyncio.get_running_loop().run_in_executor(self._threads, run)
        finally:
            self._waiting -= 1

    def warm(self) -> None:
        """Start the server that is forked, so that the first file need not wait for it."""
        forkserver.ensure_running()

    def close(self) -> None:
        """Begin nothing more."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _run(self, task: Callable[..., Any], args: Any, more: Any) -> Any:
        receiver, sender = self._context.Pipe(duplex=False)
        process = self._context.Process(
            target=work, args=(sender, self._seconds, task, args, more), daemon=True
        )
        process.start()
        sender.close()
        answer: bytes | None = None
        try:
            if receiver.poll(self._seconds):
                answer = receiver.recv_bytes()
        except EOFError:
            raise ProblemError(
                422, "unreadable", "it ended the process that worked on it", cure="export the file again"
            ) from None
        finally:
            receiver.close()
            if answer is None:
                end(process.pid)
            process.join()
        if answer is None:
            raise ProblemError(
                422, "too_slow", f"not done within {self._seconds:g} s", cure="send a smaller part of it"
            )
        return answered(answer)


def end(pid: int | None) -> None:
    """The process and what it may have started itself; it leads a group as soon as it begins."""
    if pid is not None:
        for kill in (os.killpg, os.kill):
            with suppress(ProcessLookupError, PermissionError):
                kill(pid, signal.SIGKILL)


def answered(answer: bytes) -> Any:
    """What a piece of work gave. Raises InvalidBuilding where that is what it raised."""
    kind, content = answer[:1], answer[1:]
    if kind == BYTES:
        return content
    data = json.loads(content)
    if kind == INVALID:
        raise InvalidBuilding(*map(str, data))
    return data
