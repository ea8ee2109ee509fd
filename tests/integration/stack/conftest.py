"""Real stacks in folders of their own, taken down whatever a test did to them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from plenum import stack
from plenum.stack import leftovers
from plenum.stack.info import StackInfo
from tests.support.waiting import HANGS_S

Up = Callable[..., StackInfo]


@pytest.fixture
def up(tmp_path: Path) -> Iterator[Up]:
    """Bring a stack up: embedded and without services unless the test says otherwise."""
    started: dict[Path, set[str]] = {}

    def bring_up(folder: Path = tmp_path / "state", **options: Any) -> StackInfo:
        started.setdefault(folder, set())
        info = stack.up(folder, **{"full": False, "services": [], "ready_s": HANGS_S, **options})
        started[folder].add(info.stack_id)
        return info

    yield bring_up
    for folder, identifiers in started.items():
        stack.down(folder)
        assert not [process for identifier in identifiers for process in leftovers.marked(identifier)]


@pytest.fixture(scope="module")
def full_stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StackInfo]:
    """Collector, Jaeger, Prometheus and Redis as they are shipped, on free ports."""
    folder = tmp_path_factory.mktemp("full")
    info = stack.up(folder, full=True, services=[], say=print, ready_s=HANGS_S)
    yield info
    stack.down(folder)
    assert not leftovers.marked(info.stack_id)


def plenum(*arguments: str, state: Path) -> subprocess.CompletedProcess[str]:
    """The command line, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "plenum", *arguments],
        env={**os.environ, "PLENUM_STATE": str(state)},
        capture_output=True,
        text=True,
        timeout=HANGS_S,
    )
