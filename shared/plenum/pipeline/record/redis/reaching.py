"""How every process reaches Redis: who is silent is noticed, and what passes is told from what does not.

A connection can be half open: a host that froze, a firewall or a proxy that forgot it. Then nothing is
refused, and nothing comes. The kernel finds out a host that is gone (keep-alive, unacknowledged data), but
not a proxy that keeps the connection; so every call has a time in which it must be answered.
"""

from __future__ import annotations

import socket
from typing import Any, Final

from redis import Redis, exceptions

CONNECT_S: Final = 4.0
"""How long a connection may take to be made."""
_IDLE_S, _BETWEEN_S, _PROBES, _UNACKNOWLEDGED_MS = 5, 2, 3, 10_000
KEEPALIVE: Final = {
    getattr(socket, name): value
    for name, value in (
        ("TCP_KEEPIDLE", _IDLE_S),
        ("TCP_KEEPINTVL", _BETWEEN_S),
        ("TCP_KEEPCNT", _PROBES),
        ("TCP_USER_TIMEOUT", _UNACKNOWLEDGED_MS),
    )
    if hasattr(socket, name)
}
"""The kernel's own look at an idle peer: after 5 s, each 2 s, three times; where it knows these options."""

PASSING: Final = (
    exceptions.ConnectionError,
    exceptions.TimeoutError,
    exceptions.BusyLoadingError,
    exceptions.ReadOnlyError,
    exceptions.OutOfMemoryError,
    exceptions.MasterDownError,
    exceptions.TryAgainError,
)
"""What a Redis raises that is away, loading its file, a replica during a fail-over, or full."""
_UNWRITABLE_CODES: Final = ("MISCONF ", "NOREPLICAS ")
_PASSING_CODES: Final = (*_UNWRITABLE_CODES, "BUSY ", "UNBLOCKED ")
"""Errors without a class in redis-py: nothing can be written to its disk; a blocking call was ended."""


def passes(error: BaseException) -> bool:
    """Whether what Redis raised may be over when it is asked again."""
    return isinstance(error, PASSING) or (
        isinstance(error, exceptions.ResponseError) and str(error).startswith(_PASSING_CODES)
    )


def is_unwritable(error: BaseException) -> bool:
    """Whether Redis answered that it takes no writes now: it is full, its disk is, or it is a replica."""
    return isinstance(error, exceptions.ReadOnlyError | exceptions.OutOfMemoryError) or (
        isinstance(error, exceptions.ResponseError) and str(error).startswith(_UNWRITABLE_CODES)
    )


def options(answer_s: float) -> dict[str, Any]:
    """A client's arguments; a call that is not answered within `answer_s` raises TimeoutError."""
    return {
        "socket_timeout": answer_s,
        "socket_connect_timeout": min(CONNECT_S, answer_s),
        "socket_keepalive": True,
        "socket_keepalive_options": KEEPALIVE,
        # Who was idle for longer asks first, so that a lost connection takes no turn with it.
        "health_check_interval": answer_s * 0.8,
    }


def reach(url: str, answer_s: float) -> Redis:
    """A Redis client that notices a silent peer. Raises ValueError where that is no URL of Redis'."""
    return Redis.from_url(url, **options(answer_s))
