"""When one who is refused is to come again: once some of what is unfinished has ended."""

from __future__ import annotations

from plenum.pipeline.errors import RETRY_S
from services.coordinator.refusing import Retry


class Clock:
    """Moved by the test, s."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        """Now."""
        return self.now


def test_the_time_follows_from_how_fast_jobs_end() -> None:
    """A twentieth of the bound at 50 jobs a second; before anything ended a guess."""
    clock = Clock()
    retry = Retry(10_000, clock)
    assert retry.refusal(10_000).args == (10_000, 10_000, RETRY_S)
    for _ in range(5):
        clock.now += 1
        retry.ended(50)
    assert retry.refusal(10_000).retry_after_s == 10.0
    clock.now += 10
    retry.ended(1000)
    assert retry.refusal(10_000).retry_after_s == 5.0


def test_the_time_is_neither_nothing_nor_for_ever() -> None:
    """Between a second and five minutes."""
    clock = Clock()
    fast, slow = Retry(10, clock), Retry(10_000, clock)
    clock.now += 100
    fast.ended(10_000)
    slow.ended(1)
    assert fast.refusal(10).retry_after_s == 1.0
    assert slow.refusal(10).retry_after_s == 300.0
