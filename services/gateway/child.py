"""A process for pieces of work, from its fork on. It imports no web framework and no client."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any, Final

from plenum.files.errors import InvalidBuilding

JSON, BYTES, INVALID = b"j", b"b", b"i"
"""What an answer begins with."""
_MEMORY: Final = 3 * 2**30
"""Bytes of address space; what a library maps counts too."""


def serve(pipe: Connection) -> None:
    """Do tasks as they come, each with its bytes, until the other side closes or one of them fails."""
    os.setsid()
    _bounded_memory()
    while True:
        try:
            task, content = pipe.recv()
        except EOFError:
            return
        pipe.send_bytes(_done(task, (content,), {}))


def work(sender: Connection, seconds: float, task: Callable[..., Any], args: Any, more: Any) -> None:
    """Do the task, send what it gives, end."""
    os.setsid()
    _bound(seconds)
    sender.send_bytes(_done(task, args, more))


def _done(task: Callable[..., Any], args: Any, more: Any) -> bytes:
    try:
        made = task(*args, **more)
    except InvalidBuilding as error:
        return INVALID + json.dumps(error.args).encode()
    return BYTES + made if isinstance(made, bytes) else JSON + json.dumps(made).encode()


def _bound(seconds: float) -> None:
    """Bounds on time and memory, where the system has them; nobody waits for it after that."""
    signal.alarm(int(seconds) + 5)
    _limited("RLIMIT_CPU", int(seconds) + 1)
    _bounded_memory()


def _bounded_memory() -> None:
    _limited("RLIMIT_AS", _MEMORY)
    _limited("RLIMIT_CORE", 0)


def _limited(name: str, most: int) -> None:
    try:
        import resource
    except ImportError:
        return
    which = getattr(resource, name)
    hard = resource.getrlimit(which)[1]
    least = most if hard == resource.RLIM_INFINITY else min(most, hard)
    # Some systems take no bound on memory; the time is bounded from outside too.
    with suppress(ValueError, OSError):
        resource.setrlimit(which, (least, least))
