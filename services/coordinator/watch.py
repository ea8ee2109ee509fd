"""The coordinator's second hand: rounds of care for all jobs, and the ledger while this one leads."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

import structlog
from celery.worker import state as celery_state
from redis import exceptions

from plenum.pipeline.care import Care
from plenum.pipeline.graph import installed_graph
from plenum.pipeline.observe.series import known_series
from plenum.telemetry import names
from plenum.telemetry.ledger import Ledger, Reading
from plenum.worker.runtime import Runtime

from .figures import Figures
from .telling import CLOSES_S, Telling

_LEASE_MS = 5000
EXPORTED_S: Final = 1.0
"""The ledger is exported so often: a fault is to be seen within seconds."""
_CLOSES_S = 2.0
"""How long a stop waits for the round that is under way."""


class Watch:
    """Sweeps every `sweep_s` seconds; one coordinator of all leads and exports the ledger."""

    def __init__(self, runtime: Runtime, return_taken: Callable[[], int]) -> None:
        self.runtime = runtime
        self.graph = installed_graph()
        self.figures: Callable[[], Reading] = Figures.of_redis(self.graph, runtime.config)
        self.return_taken = return_taken
        self.care = Care(runtime)
        self.telling = Telling(self.care, runtime.config.sweep_s)
        self.log = structlog.get_logger()
        self._stop = threading.Event()
        self._ledger: Ledger | None = None
        self._thread: threading.Thread | None = None

    def start(self, **_: Any) -> None:
        """Begin, when the worker is ready."""
        self._thread = threading.Thread(target=self._run, name="plenum-watch", daemon=True)
        self._thread.start()
        self.telling.start()

    def stop(self, **_: Any) -> None:
        """End, handing the lead on at once."""
        self._stop.set()
        if self._thread:
            self._thread.join(_CLOSES_S)
        self.telling.stop()
        if self._ledger:
            self.telling.aside(self._ledger.shutdown).join(CLOSES_S)
            self._ledger = None
            with suppress(exceptions.RedisError):
                # Else the lease lapses.
                self.runtime.record.resign(self.runtime.owner)

    def _run(self) -> None:
        while not self._stop.wait(self.runtime.config.sweep_s):
            try:
                if self.care.sweep():
                    self._return()
                self.care.end_overdue()
                self.care.cancel_revoked(celery_state.revoked)
                self._lead()
            except exceptions.RedisError as error:
                self.log.warning(names.WATCH_WAITS_FOR_REDIS, error=str(error))
            except Exception:
                self.log.exception(names.WATCH_FAILED)

    def _return(self) -> None:
        """Give back what coordinators that are gone had taken from their queues."""
        if returned := self.return_taken():
            self.log.warning(names.MESSAGES_RETURNED, messages=returned)

    def _lead(self) -> None:
        """Hold or take the lead: the ledger has one emitter, whoever it is."""
        config = self.runtime.config
        leads = self.runtime.record.lead(self.runtime.owner, _LEASE_MS)
        if leads and self._ledger is None and config.telemetry:
            self._ledger = Ledger(
                self.figures,
                known_series(self.graph),
                export_interval_s=min(EXPORTED_S, config.export_interval_s),
                instance=self.runtime.record.identity(),
            )
        elif not leads and self._ledger is not None:
            self.telling.aside(self._ledger.shutdown)
            self._ledger = None
