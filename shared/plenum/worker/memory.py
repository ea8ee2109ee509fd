"""The hard bound on a worker process' memory, kept by the kernel."""

from __future__ import annotations

import contextlib
import resource
import sys


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
