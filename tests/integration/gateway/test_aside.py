"""Work in a process of its own: what runs too long or dies costs its sender an answer, and nobody else."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from typing import Any

import pytest

from services.gateway.aside import Aside
from services.gateway.problems import ProblemError


def double(number: int) -> int:
    """Something that is done."""
    return 2 * number


def hang() -> None:
    """Something that is never done."""
    time.sleep(3600)


def die() -> None:
    """What a library may do on a hostile file."""
    os.kill(os.getpid(), signal.SIGKILL)


def run(seconds: float, task: Any, *args: Any) -> Any:
    """What the task gives."""

    async def asked() -> Any:
        aside = Aside(seconds)
        try:
            return await aside(task, *args)
        finally:
            aside.close()

    return asyncio.run(asked())


def test_what_is_done_comes_back() -> None:
    """As data."""
    assert run(240.0, double, 21) == 42


def test_what_takes_too_long_is_ended_and_refused() -> None:
    """The limit is in the words."""
    with pytest.raises(ProblemError, match="not done within"):
        run(0.5, hang)


def test_what_ends_its_process_is_refused() -> None:
    """The gateway lives."""
    with pytest.raises(ProblemError, match="ended the process"):
        run(240.0, die)
