"""What runs and where: the answer of `status`."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class PartStatus:
    """One process."""

    name: str
    state: str
    """supervisord's word: RUNNING, STARTING, BACKOFF, STOPPING, STOPPED, EXITED, FATAL."""
    ready: bool
    """Whether it answered the probe that proves it can do its job."""
    pid: int | None
    uptime_s: float | None
    memory_mib: tuple[float, ...]
    """Of the process and of each of its children, MiB; their own share where pages are shared."""
    log: str
    serves: tuple[str, ...] = ()
    """The services that it works for, where it is a worker of the pool."""


@dataclass(frozen=True)
class StackStatus:
    """The stack of a state folder; down and without parts where there is none."""

    state: str
    up: bool
    """Every part runs and is ready."""
    mode: str
    """`full`, `embedded` or `down`."""
    parts: tuple[PartStatus, ...]
    services: dict[str, int]
    """Replicas wanted."""
    addresses: dict[str, str]
    unmanaged: int = 0
    """Processes that work on though their process manager is gone."""

    def to_json(self) -> dict[str, Any]:
        """For machines."""
        return asdict(self)
