"""What the record's steps take and answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Push:
    """A message that becomes due when all of `needs` are committed."""

    batch: str
    stage: str
    message: str
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Started:
    """The start script's answer; `outcome` other than `go` means there is nothing to do."""

    outcome: str
    now_ms: float = 0.0
    pushed_ms: float = 0.0
    attempt: int = 0
    settings: str = ""
    graph: str = ""
    rooms: str = ""
    reserve: str = ""
    deaths: Mapping[str, int] = field(default_factory=dict)
    outputs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Committed:
    """The commit script's answer: `outcome`, Redis' time, and which batch/stage were pushed."""

    outcome: str
    now_ms: float = 0.0
    pushed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Swept:
    """What a sweep sent again and what it found hanging, as (job, batch, stage)."""

    resent: tuple[tuple[str, str, str], ...]
    stuck: tuple[tuple[str, str, str], ...]
