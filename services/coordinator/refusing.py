"""What is told to those for whom there is no room: when to come again."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from plenum.pipeline.errors import RETRY_S, OverloadedError

_SHARE: Final = 0.05
"""Of all that may be unfinished: once so much has ended, it is worth asking again."""
_LEAST_S, _MOST_S = 1.0, 300.0
_MEMORY_S: Final = 10.0
"""What lies further back says little of how fast jobs end now."""


class Retry:
    """How fast jobs end here, by which a refusal says how long it takes until there is room."""

    def __init__(self, max_jobs: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._max_jobs = max_jobs
        self._clock = clock
        self._since = clock()
        self._per_s = 0.0
        self._ended = 0

    def ended(self, jobs: int) -> None:
        """So many jobs ended."""
        self._ended += jobs
        passed = self._clock() - self._since
        if passed >= 1.0:
            new = min(1.0, passed / _MEMORY_S)
            self._per_s += new * (self._ended / passed - self._per_s) if self._per_s else self._ended / passed
            self._since, self._ended = self._clock(), 0

    def refusal(self, unfinished: int) -> OverloadedError:
        """For one who is refused now."""
        seconds = _SHARE * self._max_jobs / self._per_s if self._per_s else RETRY_S
        return OverloadedError(unfinished, self._max_jobs, round(min(_MOST_S, max(_LEAST_S, seconds)), 1))
