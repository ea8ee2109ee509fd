"""A stack that is measured: its client, its processes, and how to make it stand still.

Of several stacks on one machine only the measured one may run: the others are stopped by signal, or
their heartbeats and exports would be measured too.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import processes, rooms
from benchmarks.processes import Process
from plenum import stack
from plenum.client import Client
from plenum.stack.folder import StateFolder
from plenum.stack.info import StackInfo

ROOT = Path(__file__).resolve().parents[1]
EXPORT_S = 1.0
"""The workers' export interval in a benchmark: shorter than usual, so that a run's tail is soon over."""
READY_S = 300
"""A machine that is busy with other things is slow, which is no reason to give up."""
SETTLE_S = 1.2
"""A little longer than a heartbeat and a sweep: what a stack does when it awakes is over by then."""


@dataclass(frozen=True)
class Run:
    """One building through the stack. Times in seconds."""

    wall: float
    rooms: int
    job_id: str
    result: dict[str, Any]

    @property
    def rate(self) -> float:
        """Rooms a second."""
        return self.rooms / self.wall


class Running:
    """A stack that is up."""

    def __init__(self, name: str, info: StackInfo, start_s: float) -> None:
        self.name = name
        self.info = info
        self.start_s = start_s
        """From `plenum up` to every part healthy."""
        self.client = Client(info.redis_url_of("operator"))

    def place(self, building: dict[str, Any], timeout_s: float = 300.0) -> Run:
        """Place a building and wait for its result."""
        began = time.perf_counter()
        job_id = self.client.submit(building)
        result: dict[str, Any] = self.client.result(job_id, timeout_s)
        return Run(time.perf_counter() - began, len(result["rooms"]), job_id, result)

    def send_place(self, building: dict[str, Any]) -> Any:
        """The same as any Celery client does it, not waiting."""
        return self.client.app.send_task("plenum.place", args=[building])

    def processes(self) -> list[Process]:
        """Every process of the stack."""
        return processes.of_stack(self.info.stack_id)

    def signal(self, sent: signal.Signals) -> None:
        """A signal to all processes of the stack."""
        for process in self.processes():
            os.kill(process.pid, sent)

    @contextmanager
    def awake(self) -> Iterator[None]:
        """Run within the block, warmed up, and stand still after it."""
        self.signal(signal.SIGCONT)
        try:
            time.sleep(SETTLE_S)
            for _ in range(3):
                self.place(rooms.small_rooms())
            yield
        finally:
            self.rest()

    @contextmanager
    def lent(self, *parts: str) -> Iterator[None]:
        """These parts alone run, for somebody else."""
        for process in self.processes():
            os.kill(process.pid, signal.SIGCONT if process.part in parts else signal.SIGSTOP)
        try:
            yield
        finally:
            self.rest()

    def rest(self) -> None:
        """Stand still."""
        self.signal(signal.SIGSTOP)


@contextmanager
def running(
    name: str,
    folder: Path,
    *,
    full: bool = False,
    env: Mapping[str, str] | None = None,
    scale: Mapping[str, int] | None = None,
) -> Iterator[Running]:
    """A stack of its own, started as a user would, standing still until it is awoken."""
    environment = {
        **os.environ,
        "PLENUM_EXPORT_INTERVAL_S": str(EXPORT_S),
        "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
        **(env or {}),
    }
    scales = [option for service, n in (scale or {}).items() for option in ("--scale", f"{service}={n}")]
    plenum = str(Path(sys.executable).with_name("plenum"))
    mode = "--full" if full else "--embedded"
    try:
        began = time.perf_counter()
        done = subprocess.run(
            [plenum, "up", mode, "--state", str(folder), "--ready-within", str(READY_S), *scales],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"plenum up: {done.stderr}")
        started = time.perf_counter() - began
        info = StackInfo.load(StateFolder.at(folder))
        if info is None:
            raise RuntimeError(f"no stack in {folder} after `plenum up`")
        found = Running(name, info, started)
        found.rest()
        yield found
    finally:
        left = StackInfo.load(StateFolder.at(folder))
        if left:
            for process in processes.of_stack(left.stack_id):
                os.kill(process.pid, signal.SIGCONT)
        stack.down(folder)
