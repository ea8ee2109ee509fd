"""A worker that is told to stop tells the processes of its pool."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from plenum.pipeline.work import StoppedError, no_guard
from plenum.worker import stopping
from plenum.worker.stopping import Stopping
from tests.support.waiting import HANGS_S
from tests.support.worker_signals import WorkerSignals, instead_of


@pytest.fixture
def signals(monkeypatch: pytest.MonkeyPatch) -> Iterator[WorkerSignals]:
    """Celery's, and this process hears what it did before when the test is over."""
    before = signal.getsignal(signal.SIGUSR2)
    yield instead_of(monkeypatch, stopping)
    signal.signal(signal.SIGUSR2, before)


@pytest.mark.slow
def test_processes_that_were_forked_before_hear_of_the_stop(signals: WorkerSignals) -> None:
    """They share a byte with the one that is told."""
    is_stopping = Stopping()
    assert not is_stopping()
    told, tell = os.pipe()
    child = os.fork()
    if not child:
        os.read(told, 1)
        os._exit(7 if is_stopping() else 0)
    stop(signals)
    os.write(tell, b".")
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
    assert is_stopping()


def stop(signals: WorkerSignals) -> None:
    """As Celery tells."""
    signals.worker_shutting_down.send(sender="worker", sig="SIGTERM", how="Warm", exitcode=0)


@pytest.mark.slow
def test_work_on_a_room_is_interrupted_when_patience_is_over(
    monkeypatch: pytest.MonkeyPatch, signals: WorkerSignals
) -> None:
    """By a signal to each process of the pool, one of which may be gone."""
    monkeypatch.setattr(stopping, "PATIENCE_S", 0.01)
    gone = os.fork()
    if not gone:
        os._exit(0)
    os.waitpid(gone, 0)
    pids = [SimpleNamespace(pid=pid) for pid in (gone, os.getpid())]
    monkeypatch.setattr(stopping, "active_children", lambda: pids)
    is_stopping = Stopping()
    signals.worker_process_init.send(sender=None)

    def work() -> None:
        stop(signals)
        time.sleep(HANGS_S)

    with pytest.raises(StoppedError), is_stopping.bounding(no_guard)("room"):
        work()


def test_nothing_else_is_interrupted(signals: WorkerSignals) -> None:
    """Neither before a room nor after it: half a question to Redis could be answered to the next one."""
    is_stopping = Stopping()
    signals.worker_process_init.send(sender=None)
    os.kill(os.getpid(), signal.SIGUSR2)
    with is_stopping.bounding(no_guard)("room"):
        pass
    os.kill(os.getpid(), signal.SIGUSR2)


def test_who_waits_with_patience_keeps_no_process_from_ending(signals: WorkerSignals) -> None:
    """The worker may be done sooner."""
    Stopping()
    stop(signals)
    timers = [thread for thread in threading.enumerate() if isinstance(thread, threading.Timer)]
    assert timers
    assert all(timer.daemon for timer in timers)
    for timer in timers:
        timer.cancel()
