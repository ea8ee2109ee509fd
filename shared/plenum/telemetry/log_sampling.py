"""Which share of an event's log lines is kept: of those that say the same again and again.

Decided by job where there is one, so that a job's events are kept or left out together, by every process
alike; what is severe is always kept.
"""

from __future__ import annotations

import random
import zlib
from collections.abc import Callable, Mapping
from typing import Any, Final

import structlog
from structlog.typing import EventDict, Processor

_SEVERE: Final = frozenset({"warning", "error", "critical", "exception"})
_ALL: Final = 2**32


def shares(text: str) -> dict[str, float]:
    """`model_execution_complete=0.1,model_selected=0.1`. Raises ValueError for what is no share."""
    found = {}
    for word in filter(None, (part.strip() for part in text.split(","))):
        event, _, share = word.partition("=")
        try:
            found[event] = float(share)
        except ValueError:
            raise ValueError(f"{word}: give event=share, as model_selected=0.1") from None
        if not (event and 0 <= found[event] <= 1):
            raise ValueError(f"{word}: a share is from 0 to 1")
    return found


def sampled(kept: Mapping[str, float], draw: Callable[[], float] = random.random) -> Processor:
    """structlog's processor that ends events that are not of the share that is kept.

    Of a job the first bits of its id's checksum decide; `draw`: of an event without a job.
    """

    def sample(_logger: Any, method: str, event: EventDict) -> EventDict:
        share = kept.get(event["event"])
        if share is None or method in _SEVERE:
            return event
        job = event.get("job_id")
        drawn = zlib.crc32(job.encode()) / _ALL if isinstance(job, str) else draw()
        if drawn < share:
            return event
        raise structlog.DropEvent

    return sample
