"""What became of telemetry: of one request, and of all that waited when somebody asked."""

from __future__ import annotations

import enum
from dataclasses import dataclass


@dataclass(frozen=True)
class Sent:
    """What a collector made of one request."""

    delivered: bool
    rejected: int = 0
    """Items of it that the collector refused, as OTLP's partial success says."""
    again: bool = False
    """Where it was not delivered: whether it may be, later."""
    after_s: float = 0.0
    """How long the collector asks to be left alone."""
    error: str = ""


class Flushed(enum.Enum):
    """What came of everything since the flush before."""

    DELIVERED = "delivered"
    WAITING = "waiting"
    """Some of it is kept, and will be sent again."""
    LOST = "lost"
    """Some of it is gone: refused for good, or more than may wait."""
