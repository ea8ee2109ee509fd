"""A worker whose consumer hears nothing does not beat, and is ended where Redis answers others."""

from __future__ import annotations

import signal
from types import SimpleNamespace

import pytest
from redis import exceptions
from structlog.testing import capture_logs

from plenum.telemetry import names
from plenum.worker import ears as module
from plenum.worker.ears import Ears


class Case:
    """A clock, a consumer, a Redis and a process, for ears whose answer's limit is 1 s."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now_s = self.heard_s = 0.0
        self.away = False
        self.sent: list[signal.Signals] = []
        clock = SimpleNamespace(monotonic=lambda: self.now_s)
        process = SimpleNamespace(getpid=lambda: 7, kill=lambda _pid, sent: self.sent.append(sent))
        hearing = SimpleNamespace(silent_s=lambda: self.now_s - self.heard_s)
        monkeypatch.setattr(module, "time", clock)
        monkeypatch.setattr(module, "os", process)
        monkeypatch.setattr(module, "hearing", hearing)
        self.ears = Ears(self, 1.0)  # type: ignore[arg-type]  # as much of a client as is asked for

    def incrby(self, _key: str, _by: int) -> int:
        """Any write."""
        if self.away:
            raise exceptions.ReadOnlyError("READONLY")
        return 0

    def passes(self, seconds: int) -> list[bool]:
        """A look each second."""
        found = []
        for _ in range(seconds):
            self.now_s += 1
            found.append(self.ears.are_deaf())
        return found


@pytest.fixture
def case(monkeypatch: pytest.MonkeyPatch) -> Case:
    """Its consumer has just heard something."""
    return Case(monkeypatch)


def test_a_consumer_that_hears_nothing_for_long_is_deaf_until_it_does(case: Case) -> None:
    """One lost connection, made anew in time, is not enough."""
    assert case.passes(5) == [False, False, False, True, True]
    case.heard_s = case.now_s
    assert case.passes(2) == [False, False]
    assert case.sent == []


def test_a_deaf_worker_is_told_of_then_asked_to_stop_then_killed(case: Case) -> None:
    """Once each, where Redis answers."""
    with capture_logs() as logged:
        case.passes(20)
    assert [entry["event"] for entry in logged] == [names.CONSUMER_DEAF]
    assert case.sent == [signal.SIGTERM, signal.SIGKILL]


def test_nobody_is_ended_for_a_redis_that_is_away_or_cannot_be_written(case: Case) -> None:
    """A consumer waits for it, for as long as it takes; its time begins when Redis is back."""
    case.away = True
    assert case.passes(100)[3:] == [True] * 97
    case.away = False
    case.passes(9)
    assert case.sent == []
    case.passes(2)
    assert case.sent == [signal.SIGTERM]
