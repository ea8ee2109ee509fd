"""The whole stack as plain processes: Redis, the services, collector, Jaeger and Prometheus."""

from __future__ import annotations

from plenum.stack.errors import StackError, UsageError
from plenum.stack.info import StackInfo
from plenum.stack.lifecycle import down, scale, status, up
from plenum.stack.report import PartStatus, StackStatus

__all__ = [
    "PartStatus",
    "StackError",
    "StackInfo",
    "StackStatus",
    "UsageError",
    "down",
    "scale",
    "status",
    "up",
]
