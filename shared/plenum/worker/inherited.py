"""What a pool's process must not keep of its parent's: copies of its connections.

A forked process has copies of all that its parent has open. A socket that the parent closes stays open in
the copy, and the parent's `epoll` goes on telling of it with no way left to unregister it (epoll(7),
questions and answers, 6). A process that takes a dead one's place is forked while the parent is connected:
when Redis then goes away once, the parent would turn at a whole core for as long as that process lives.
"""

from __future__ import annotations

import os
import socket
import stat
from contextlib import suppress
from pathlib import Path
from typing import Any

from celery import signals


def let_go_in_processes() -> None:
    """In each process that is forked from this one for a pool, before it opens anything of its own."""
    born = os.getpid()

    def begins(**_: Any) -> None:
        # A pool that forks nothing begins in the process itself.
        if os.getpid() != born:
            let_go()

    signals.worker_process_init.connect(begins, weak=False)


def let_go() -> None:
    """Every connection that is open becomes one to nowhere.

    The numbers stay taken: what still holds one, and closes it some day, closes nothing else.
    """
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in [int(file.name) for file in Path("/dev/fd").iterdir()]:
        with suppress(OSError):
            if is_connection(number):
                os.dup2(nowhere, number, inheritable=False)
    os.close(nowhere)


def is_connection(number: int) -> bool:
    """Whether it is a socket to somewhere, and not one end of a pair. Raises OSError where it is closed."""
    if not stat.S_ISSOCK(os.fstat(number).st_mode):
        return False
    with socket.socket(fileno=os.dup(number)) as copy:
        return copy.family in (socket.AF_INET, socket.AF_INET6) or bool(copy.getpeername())
