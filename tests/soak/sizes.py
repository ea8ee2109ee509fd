"""What a stack takes while it is struck: what grows for ever would fail after the hour."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from redis import exceptions

from plenum import stack
from plenum.stack.memory import resident_mib
from tests.support.system import System

MIB = 2**20


class Sizes:
    """MiB at the first look, the most, and at the last."""

    def __init__(self, system: System) -> None:
        self._system = system
        self.seen: dict[str, list[float]] = {}

    def look(self) -> None:
        """Now; what is just not there is left out."""
        state = self._system.info.state
        self._note("files", sum(_size(path) for path in state.rglob("*")) / MIB)
        parts = [part.pid for part in stack.status(state).parts if part.pid]
        self._note("processes", sum(map(sum, resident_mib(parts).values())))
        with suppress(exceptions.RedisError):
            used: dict[str, float] = self._system.client.redis.info("memory")
            self._note("Redis", used["used_memory"] / MIB)

    def _note(self, what: str, mib: float) -> None:
        first, most, _ = self.seen.get(what, [mib, mib, mib])
        self.seen[what] = [round(first), round(max(most, mib)), round(mib)]


def _size(path: Path) -> int:
    try:
        return path.lstat().st_size if path.is_file() else 0
    except OSError:
        return 0
