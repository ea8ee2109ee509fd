"""Processes of a stack that nobody manages any more, found and ended by their own mark.

supervisord killed with -9 leaves its children running. A list of process ids would be stale by then,
since restarts change them, and ids are used again. The stack's id in the environment of each of its
processes, inherited by their children, is neither.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

MARK = "PLENUM_STACK_ID"
_PROC = Path("/proc")


@dataclass(frozen=True)
class Process:
    """A living process; zombies do not count."""

    pid: int
    group: int


def marked(stack_id: str) -> list[Process]:
    """Every process of ours that carries this stack's mark, this process excepted."""
    found = _from_proc(stack_id) if (_PROC / "self" / "environ").exists() else _from_ps(stack_id)
    return [process for process in found if process.pid != os.getpid()]


def _from_proc(stack_id: str) -> list[Process]:
    mark = f"{MARK}={stack_id}".encode()
    found = []
    for folder in _PROC.iterdir():
        if not folder.name.isdigit():
            continue
        with contextlib.suppress(OSError):  # ended meanwhile, or somebody else's
            if mark not in (folder / "environ").read_bytes().split(b"\0"):
                continue
            # After the name, which may hold anything, in parentheses: state, parent, group.
            state, _, group = (folder / "stat").read_text().rpartition(")")[2].split()[:3]
            if state not in "ZX":
                found.append(Process(int(folder.name), int(group)))
    return found


def _from_ps(stack_id: str) -> list[Process]:
    """The same where there is no /proc (macOS): ps appends the environment to the command."""
    listing = subprocess.run(
        ["ps", "axeww", "-o", "pid=,pgid=,stat=,command="],
        capture_output=True,
        text=True,
        errors="replace",
        check=True,
    )
    found = []
    for line in listing.stdout.splitlines():
        if f" {MARK}={stack_id}" in line:
            pid, group, state = line.split(None, 3)[:3]
            if not state.startswith("Z"):
                found.append(Process(int(pid), int(group)))
    return found


def end(stack_id: str, grace_s: float = 15.0) -> int:
    """End what is left of a stack: leaders are asked first, then all are killed.

    A group's leader gets the signal alone, so that a worker can finish what its children hold.
    `grace_s` is how long that may take, in seconds. Returns how many processes there were.
    """
    found = marked(stack_id)
    for process in found:
        if process.pid == process.group:
            _signal(process.pid, signal.SIGTERM)
            _signal(process.pid, signal.SIGCONT)  # a stopped one would not hear it
    deadline = time.monotonic() + grace_s
    left = found
    while left and time.monotonic() < deadline:
        time.sleep(0.05)
        left = marked(stack_id)
    while left:
        for process in left:
            _signal(process.pid, signal.SIGKILL)
        time.sleep(0.05)
        left = marked(stack_id)
    return len(found)


def _signal(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)
