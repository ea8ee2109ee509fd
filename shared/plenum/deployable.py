"""What the stack knows of a service: its name, its queues, what it needs and may use for itself alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Own:
    """What only one service needs. Its own weights need no word here: they lie in its folder."""

    extra: str = ""
    """The distribution's extra that brings its libraries; only its image installs it."""
    registered: bool = False
    """Whether it answers by other weights where a registry names them: its module has `by_weights` then."""
    modules: tuple[str, ...] = ()
    """What it cannot start without, of that extra: where these are not installed it is left out."""
    memory_limit_mib: int | None = None
    """Its bound where another one than all services' is right (PLENUM_MEMORY_LIMIT_MIB)."""
    room_limit_s: float | None = None
    """Likewise for one room's time (PLENUM_ROOM_LIMIT_S)."""


ORDINARY: Final = Own()


@dataclass(frozen=True)
class Service:
    """One deployable, a folder of its name. A stage is one; so is what is none, such as the coordinator."""

    name: str
    queues: tuple[str, ...] = ()
    """What its Celery workers consume. Without any it is a program: `python -m PACKAGE.NAME`."""
    own: Own = ORDINARY
    most: int | None = None
    """Processes of it on one machine at most, where it is not as many as of a worker."""
