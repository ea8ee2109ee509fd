"""How tests wait: for what they look for, and never to say how fast it came.

A machine that is busy with other things takes many times as long. The deadline is there for what hangs.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final, TypeVar

T = TypeVar("T")
HANGS_S: Final = 240.0
"""What is not there after so many seconds does not come: far more than the busiest machine needs."""


def eventually(look: Callable[[], T], good: Callable[[T], bool] = bool, within_s: float = HANGS_S) -> T:
    """What `look` sees once it is `good`, or whatever it sees when the generous deadline passes."""
    until = time.monotonic() + within_s
    pause_s = 0.01
    while True:
        seen = look()
        if good(seen) or time.monotonic() > until:
            return seen
        time.sleep(pause_s)
        pause_s = min(0.3, pause_s * 1.5)
