"""The coordinator's thread that waits for telemetry, so that recovery, deadlines and the lead never do.

A collector that hangs takes seconds of each export. Whatever may wait for one is done here.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final

import structlog
from redis import exceptions

from plenum.pipeline.care import Care
from plenum.telemetry import names

CLOSES_S: Final = 1.0
"""How long a stop waits for what exports: what it has not told another coordinator will."""


class Telling:
    """Sees every `every_s` seconds that ended jobs' spans are exported."""

    def __init__(self, care: Care, every_s: float) -> None:
        self.care = care
        self.every_s = every_s
        self.log = structlog.get_logger()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="plenum-telling", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End; without waiting long for an export that is under way."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(CLOSES_S)

    @staticmethod
    def aside(close: Callable[[], object]) -> threading.Thread:
        """Something that ends with an export, once, on a thread of its own."""
        closing = threading.Thread(target=close, name="plenum-closes", daemon=True)
        closing.start()
        return closing

    def _run(self) -> None:
        while not self._stop.wait(self.every_s):
            try:
                self.care.emit_unreported()
            except exceptions.RedisError as error:
                self.log.warning(names.WATCH_WAITS_FOR_REDIS, error=str(error))
            except Exception:
                self.log.exception(names.WATCH_FAILED)
