"""The limit that ends a pool's process counts work: what a pause lasted is no task's time."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from plenum.worker import allowance, batch_limit


class Case:
    """A pool with one task of 20 s, on a clock and a loop of its own."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now_s = 0.0
        self.timers: list[tuple[float, Any]] = []
        self.ended: list[int] = []
        self._cache = {7: "a task"}
        clock = SimpleNamespace(monotonic=lambda: self.now_s, process_time=lambda: 0.0)
        monkeypatch.setattr(allowance, "time", clock)
        monkeypatch.setattr(batch_limit, "_create_handlers", lambda _pool, _hub: None)
        batch_limit._handlers(self, self)
        self.on_timeout_set: Any
        self.on_timeout_set(SimpleNamespace(_job=7), None, 20.0)

    def call_later(self, delay_s: float, call: Any) -> None:
        """As the loop's."""
        self.timers.append((self.now_s + delay_s, call))

    def _on_hard_timeout(self, job: int) -> None:
        self.ended.append(job)

    def passes(self, seconds: float, *, frozen: bool = False) -> None:
        """Time goes by; in a frozen process the timers ring when it goes on."""
        until = self.now_s + seconds
        while self.timers and self.timers[0][0] <= until:
            at, call = self.timers.pop(0)
            self.now_s = until if frozen else at
            call()
        self.now_s = until


@pytest.fixture
def case(monkeypatch: pytest.MonkeyPatch) -> Case:
    """The task has just begun."""
    return Case(monkeypatch)


def test_a_task_that_hangs_is_ended_at_its_limit(case: Case) -> None:
    """And not before."""
    case.passes(19)
    assert case.ended == []
    case.passes(1)
    assert case.ended == [7]


def test_a_pause_is_not_its_time(case: Case) -> None:
    """However long; afterwards it has what it had left, but for two slices."""
    case.passes(10)
    case.passes(3600, frozen=True)
    assert case.ended == []
    case.passes(7)
    assert case.ended == []
    case.passes(2)
    assert case.ended == [7]


def test_a_task_that_is_done_is_watched_no_more(case: Case) -> None:
    """Its timer rings once more and then never."""
    case._cache.clear()
    case.passes(30)
    assert (case.ended, case.timers) == ([], [])
