"""Gates that hold a stage's models while a test does something to their processes.

While a stage's gate is closed, each of its processes stops at the next room and leaves its process id. So
a test strikes whoever holds a batch, and neither chance nor speed decides whether it was in time.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.support.waiting import eventually

FOLDER: Final = "TEST_GATES"
"""The environment variable that names the gates' folder to the models."""


def pass_gate(stage: str) -> None:
    """On the models' side: wait while the stage's gate is closed. Whether it had to."""
    folder = Path(os.environ[FOLDER])
    closed = folder / f"{stage}.closed"
    if closed.exists():
        (folder / f"{stage}.{os.getpid()}.here").touch()
        while closed.exists():
            time.sleep(0.01)


def is_healed(stage: str) -> bool:
    """On the models' side: whether the stage is to be well."""
    return (Path(os.environ[FOLDER]) / f"{stage}.healed").exists()


class Gates:
    """On the tests' side."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(exist_ok=True)

    def open(self, stage: str) -> None:
        """Let the stage go on."""
        (self.folder / f"{stage}.closed").unlink(missing_ok=True)
        for mark in self.folder.glob(f"{stage}.*.here"):
            mark.unlink()

    def heal(self, stage: str) -> None:
        """Let the stage be well from now on."""
        (self.folder / f"{stage}.healed").touch()

    @contextmanager
    def closed(self, *stages: str) -> Iterator[None]:
        """Hold these stages until they are opened, at the latest when the block ends."""
        for stage in stages:
            self.open(stage)
            (self.folder / f"{stage}.closed").touch()
        try:
            yield
        finally:
            for stage in stages:
                self.open(stage)

    def strike(self, stage: str, strike: Callable[[int], None]) -> int:
        """Do this to the one process that stands at the stage's gate, which leaves it; who it was."""
        (pid,) = self.waiting(stage)
        strike(pid)
        (self.folder / f"{stage}.{pid}.here").unlink()
        return pid

    def waiting(self, stage: str, count: int = 1) -> list[int]:
        """The processes that stand at the stage's gate, once there are so many."""
        found = eventually(
            lambda: [int(mark.name.split(".")[1]) for mark in self.folder.glob(f"{stage}.*.here")],
            lambda pids: len(pids) >= count,
        )
        assert len(found) >= count, f"{stage} never held {count} batches"
        return found
