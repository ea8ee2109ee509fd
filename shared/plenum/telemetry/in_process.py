"""Telemetry of a process that does every service's work: one set of providers a service, as over Celery.

Dashboards, alerts and `plenum job trace` see the services they know, distinct from the stack's by their
instance ids alone.
"""

from __future__ import annotations

import atexit
import threading
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from plenum.settings import Settings, settings
from plenum.telemetry.ledger import Ledger, Reading
from plenum.telemetry.logs import exported_log
from plenum.telemetry.setup import Telemetry


class InProcess:
    """The process' telemetry by service, and the sums of its records' counters."""

    def __init__(self, config: Settings) -> None:
        self._interval_s = config.export_interval_s
        self._lock = threading.Lock()
        self._counters: Counter[str] = Counter()
        self._of: dict[str, Telemetry] = {}
        self._ledger = Ledger(self._reading, {}, export_interval_s=self._interval_s, instance=None)

    def of(self, service: str) -> Telemetry:
        """A service's telemetry, made when it is first asked for."""
        with self._lock:
            if service not in self._of:
                self._of[service] = Telemetry(service, export_interval_s=self._interval_s, alone=False)
                self._shut_down_first()
            return self._of[service]

    def log(self, service: str) -> Any:
        """A logger for the service's events; the terminal belongs to whoever started the process."""
        return exported_log(lambda: self.of(service))

    def count(self, raised: Mapping[str, int]) -> None:
        """Raise the counters, named as the commit names them."""
        with self._lock:
            self._counters.update(raised)

    def _reading(self) -> Reading:
        with self._lock:
            return Reading(dict(self._counters))

    def _shut_down_first(self) -> None:
        """At the end of the process before the SDK's own handlers, which wait for one provider at a time."""
        atexit.unregister(self.shutdown)
        atexit.register(self.shutdown)

    def shutdown(self) -> None:
        """Send what waits and stop, all at once: no longer than the slowest is allowed to take."""
        closers = [self._ledger.shutdown, *(telemetry.shutdown for telemetry in self._of.values())]
        threads = [threading.Thread(target=close, daemon=True) for close in closers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


@lru_cache(maxsize=1)
def in_process() -> InProcess:
    """This process' telemetry, one for all its jobs, sent in full when the process ends."""
    return InProcess(settings())
