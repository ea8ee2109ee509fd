"""An event loop in a thread of its own, for handlers that wait for something."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from contextlib import suppress
from typing import Any, Final

_MOST: Final = 1000
"""Handlers under way; past it the next is not begun, and is told so: memory is bounded."""


class TooManyError(RuntimeError):
    """So many handlers are under way that one more was not begun."""


class Aside:
    """Started with the first handler, in each process that a fork makes anew."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._pid = 0
        self._running: set[Future[None]] = set()

    def run(self, make: Callable[[], Any], ended: Callable[[bool], None]) -> None:
        """Have what is made awaited there; `ended` is told whether it failed, while its error is handled.

        Raises TooManyError where so many are under way that it is not begun.
        """

        async def whole() -> None:
            try:
                await make()
            except Exception:  # noqa: BLE001 - whatever a hook does, the others go on
                ended(True)
            else:
                ended(False)

        with self._lock:
            loop = self._started()
            if len(self._running) >= _MOST:
                raise TooManyError(f"{_MOST} handlers are under way")
            future = asyncio.run_coroutine_threadsafe(whole(), loop)
            self._running.add(future)
        future.add_done_callback(self._running.discard)

    def drain(self, within_s: float) -> bool:
        """Wait for all that run; whether they ended."""
        with suppress(RuntimeError):  # one that ends meanwhile changes the set: then there is one less
            return not wait(tuple(self._running), within_s).not_done
        return self.drain(within_s)

    def _started(self) -> asyncio.AbstractEventLoop:
        if self._loop is None or self._pid != os.getpid():
            self._loop, self._pid, self._running = asyncio.new_event_loop(), os.getpid(), set()
            threading.Thread(target=self._loop.run_forever, name="plenum-hooks", daemon=True).start()
        return self._loop
