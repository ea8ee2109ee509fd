"""A hook that keeps how much of what the models looked up they had remembered, job by job."""

from __future__ import annotations

import threading
from collections import deque
from typing import Final, NamedTuple

from plenum.ceiling.caches import tally
from plenum.events.bus import Bus, Event
from plenum.telemetry import names

_JOBS: Final = 1000


class Looked(NamedTuple):
    """Up, in this process, between the end of one job and that of the next."""

    hits: int
    misses: int

    @property
    def rate(self) -> float:
        """Share of hits; 0 of nothing."""
        both = self.hits + self.misses
        return self.hits / both if both else 0.0


class CacheStatistics:
    """Of the last thousand jobs."""

    def __init__(self, bus: Bus) -> None:
        self._lock = threading.Lock()
        self._before = _now()
        self.jobs: deque[Looked] = deque(maxlen=_JOBS)
        bus.subscribe(self, names.PIPELINE_COMPLETE)

    def __call__(self, _event: Event) -> None:
        """A job ended."""
        with self._lock:
            now = _now()
            self.jobs.append(Looked(now.hits - self._before.hits, now.misses - self._before.misses))
            self._before = now

    def total(self) -> Looked:
        """Of all of them."""
        with self._lock:
            return Looked(sum(one.hits for one in self.jobs), sum(one.misses for one in self.jobs))


def _now() -> Looked:
    found = tally.by_cache().values()
    return Looked(sum(one.hits for one in found), sum(one.misses for one in found))
