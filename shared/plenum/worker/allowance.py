"""Time for work, counted in slices: a process or a machine that stood still has not used it."""

from __future__ import annotations

import time
from typing import Final

_SLICES: Final = 10
"""Of a limit at least; work may overrun it by one."""
_SLICE_S: Final = 1.0
"""And no longer than this."""


class Allowance:
    """What is left of a limit, taken off slice by slice.

    A slice that lasted far longer than it should was a pause: the process or its machine stood still, and
    no work was done. A native call keeps slices from ending too, but uses the processor meanwhile.
    """

    def __init__(self, limit_s: float) -> None:
        self.left_s = limit_s
        self.slice_s = min(_SLICE_S, limit_s / _SLICES)
        self._wall_s, self._processor_s = time.monotonic(), time.process_time()

    def take(self) -> bool:
        """A slice has ended; whether anything is left."""
        wall_s, processor_s = time.monotonic(), time.process_time()
        passed_s = min(wall_s - self._wall_s, 2 * self.slice_s)
        self.left_s -= max(passed_s, processor_s - self._processor_s)
        self._wall_s, self._processor_s = wall_s, processor_s
        return self.left_s > 0
