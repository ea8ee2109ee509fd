"""The whole stack as plain processes: Redis, the services, collector, Jaeger and Prometheus."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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

_HOMES = {
    **dict.fromkeys(("down", "scale", "status", "up"), "lifecycle"),
    **dict.fromkeys(("StackError", "UsageError"), "errors"),
    **dict.fromkeys(("PartStatus", "StackStatus"), "report"),
    "StackInfo": "info",
}


def __getattr__(name: str) -> Any:
    """Import at first use: the sink and the health check live in this package and need none of it."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"plenum.stack.{_HOMES[name]}"), name)
