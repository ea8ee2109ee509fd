"""A stack's processes as the kernel accounts for them (Linux): processor seconds and memory."""

from __future__ import annotations

import contextlib
import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from plenum.stack import leftovers

_TICKS = os.sysconf("SC_CLK_TCK")
TELEMETRY_PARTS = ("otlp-sink", "otel-collector", "jaeger", "prometheus")
_TELEMETRY = {"plenum.stack.sink": "otlp-sink", "otelcol": "otel-collector", "jaeger": "jaeger"}
_POOL = {"plenum.worker.pool_app": "pool"}


@dataclass(frozen=True)
class Process:
    """One process: which part of the stack it is, and whether it is a worker's pool child."""

    pid: int
    part: str
    child: bool

    def cpu_s(self) -> float:
        """Processor seconds so far, its own in user and system mode."""
        return sum(map(int, _stat(self.pid)[11:13])) / _TICKS

    def memory_mib(self) -> tuple[float, float]:
        """Resident, and the share that is its own when what is shared is divided among the sharers."""
        text = Path(f"/proc/{self.pid}/smaps_rollup").read_text()
        sizes = {line.split(":")[0]: int(line.split()[1]) for line in text.splitlines() if "kB" in line}
        return sizes["Rss"] / 1024, sizes["Pss"] / 1024


def of_stack(stack_id: str) -> list[Process]:
    """Every living process of a stack."""
    found = []
    for process in leftovers.marked(stack_id):
        with contextlib.suppress(OSError):
            part = _part(_command(process.pid))
            parent = int(_stat(process.pid)[1])
            found.append(Process(process.pid, part, _part(_command(parent)) == part))
    return found


def cpu_by_part(found: Iterable[Process]) -> Counter[str]:
    """Processor seconds by part."""
    spent: Counter[str] = Counter()
    for process in found:
        with contextlib.suppress(OSError):
            spent[process.part] += process.cpu_s()  # type: ignore[assignment]  # a Counter of seconds
    return spent


def _stat(pid: int) -> list[str]:
    """The fields of /proc/<pid>/stat from the third on: state, parent, …"""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _command(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")


def _part(command: list[str]) -> str:
    """The part's name from its command line."""
    if "-Q" in command:
        app = command[command.index("-A") + 1]
        return app.split(".")[-2] if app.endswith(".worker") else _POOL.get(app, app)
    text = " ".join(command)
    for sign, name in {**_TELEMETRY, "redis-server": "redis", "supervisord": "supervisord"}.items():
        if sign in text:
            return name
    return "prometheus" if "prometheus" in Path(command[0]).name else Path(command[0]).name
