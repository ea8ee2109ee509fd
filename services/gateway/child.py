"""A piece of work's own process, from the fork to its answer. It imports no web framework and no client."""

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


def work(sender: Connection, seconds: float, task: Callable[..., Any], args: Any, more: Any) -> None:
    """Do the task, send what it gives, end."""
    os.setsid()
    _bound(seconds)
    try:
        made = task(*args, **more)
    except InvalidBuilding as error:
        sender.send_bytes(INVALID + json.dumps(error.args).encode())
        return
    sender.send_bytes(BYTES + made if isinstance(made, bytes) else JSON + json.dumps(made).encode())


def _bound(seconds: float) -> None:
    """Bounds on time and memory, where the system has them; nobody waits for it after that."""
    signal.alarm(int(seconds) + 5)
    try:
        import resource
    except ImportError:
        return
    bounds = (
        (resource.RLIMIT_CPU, int(seconds) + 1),
        (resource.RLIMIT_AS, _MEMORY),
        (resource.RLIMIT_CORE, 0),
    )
    for which, most in bounds:
        hard = resource.getrlimit(which)[1]
        least = most if hard == resource.RLIM_INFINITY else min(most, hard)
        # Some systems take no bound on memory; the time is bounded from outside too.
        with suppress(ValueError, OSError):
            resource.setrlimit(which, (least, least))
