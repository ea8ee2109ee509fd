"""A worker process' memory: the hard bound, kept by the kernel, and what is free given back."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import sys
from pathlib import Path
from typing import Any, Final

GROWN_MIB: Final = 8
"""A process that has grown by less than this has little to give back."""


def limit_memory(most_mib: int) -> None:
    """Let allocations past `most_mib` MiB of private memory fail (Linux; elsewhere nothing is bounded).

    What Python asks for then raises MemoryError, which stays with the room at hand; a library that does
    not survive it ends its process, whose batch is another's. A bound of the system's that is lower holds.
    """
    if sys.platform != "linux":
        return
    wanted = most_mib * 2**20
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard)
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_DATA, (wanted, hard))


class Frees:
    """Gives pages that are free back to the system, after work that has made the process grow (glibc).

    A large room's arrays are freed with it, but the allocator would keep their pages for the next large
    room, in each of a stack's processes. Looking costs some 20 µs a message, giving back a few ms.
    """

    def __init__(self) -> None:
        self._before = resident_mib()

    def __call__(self, **_: Any) -> None:
        """Look, and give back."""
        if resident_mib() - self._before < GROWN_MIB:
            return
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).malloc_trim(0)
        self._before = resident_mib()


def resident_mib() -> float:
    """What this process has in memory, MiB; 0 where the kernel does not tell it so (macOS)."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
