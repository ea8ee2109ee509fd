"""A worker's sign of life: for which processes, how often, and what it does when Redis is away."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from redis import exceptions
from structlog.testing import capture_logs

from plenum.pipeline.record.calls import Worker
from plenum.settings import Settings
from plenum.worker import heartbeat as module
from plenum.worker.heartbeat import Heartbeat, running
from plenum.worker.runtime import Runtime
from tests.support.waiting import HANGS_S, eventually
from tests.support.worker_signals import WorkerSignals, instead_of

CONFIG = Settings(redis_url="redis://127.0.0.1:1/7", heartbeat_s=1e-3, lifetime_s=0.5, telemetry=False)
Beat = Callable[[int], bool]


@pytest.fixture
def signals(monkeypatch: pytest.MonkeyPatch) -> WorkerSignals:
    """What the worker's main process says."""
    return instead_of(monkeypatch, module)


class Consumer:
    """A worker whose prefork pool has children of these ids."""

    def __init__(self, *pids: int) -> None:
        children = [SimpleNamespace(pid=pid) for pid in pids]
        self.pool = SimpleNamespace(_pool=SimpleNamespace(_pool=children))


THREADS = SimpleNamespace(_pool=SimpleNamespace(_pool=None))
"""A pool without processes."""


def gone() -> int:
    """A process that was."""
    child = subprocess.Popen(["true"])
    child.wait(HANGS_S)
    return child.pid


def beats(
    monkeypatch: pytest.MonkeyPatch, signals: WorkerSignals, beat: Beat, most: int = 1
) -> tuple[Runtime, list[tuple[Worker, int]]]:
    """A heartbeat from when its worker is ready until it has beaten so often; `beat` answers each."""
    heard: list[tuple[Worker, int]] = []

    class Recorded:
        client = "the client"

        def __init__(self, *_: object, **__: object) -> None:
            pass

        def beat(self, worker: Worker, lifetime_ms: int) -> bool:
            heard.append((worker, lifetime_ms))
            if len(heard) == most:
                signals.send("worker_shutdown")
            return beat(len(heard))

    monkeypatch.setattr(module, "RedisRecord", Recorded)
    runtime = Runtime("selector", CONFIG)
    found = Heartbeat(runtime)
    signals.send("worker_ready", Consumer(os.getpid()))
    assert found._thread is not None
    found._thread.join(HANGS_S)
    assert not found._thread.is_alive()
    return runtime, heard


def test_it_speaks_for_each_process_of_the_pool_that_lives(signals: WorkerSignals) -> None:
    """A child that is gone is spoken for no longer, though its parent lives."""
    found = Heartbeat(Runtime("selector", CONFIG))
    found._pool = Consumer(os.getpid(), gone(), os.getppid()).pool
    assert found.pids() == [os.getpid(), os.getppid()]


@pytest.mark.parametrize("threads", [None, THREADS, Consumer().pool])
def test_without_children_it_speaks_for_its_own_process(signals: WorkerSignals, threads: Any) -> None:
    """Threads, or a pool that has none yet."""
    found = Heartbeat(Runtime("coordinator", CONFIG))
    found._pool = threads
    assert found.pids() == [os.getpid()]


def test_a_process_that_waits_to_be_reaped_does_not_run() -> None:
    """A zombie has an id and does nothing."""
    child = subprocess.Popen(["true"])
    try:
        assert eventually(lambda: not running(child.pid))
    finally:
        child.wait(HANGS_S)
    assert running(os.getpid())


def test_a_beat_says_who_lives_and_for_how_long(
    monkeypatch: pytest.MonkeyPatch, signals: WorkerSignals
) -> None:
    """From when the worker is ready until it stops; its card says where it runs."""
    runtime, heard = beats(monkeypatch, signals, lambda _n: True, most=3)
    assert len(heard) == 3
    worker, lifetime_ms = heard[0]
    assert worker.owners() == (runtime.owner,)
    assert lifetime_ms == 500
    assert json.loads(worker.card)["pid"] == os.getpid()
    assert {other.card for other, _ in heard} == {worker.card}


def test_settings_that_redis_lost_are_put_back(
    monkeypatch: pytest.MonkeyPatch, signals: WorkerSignals
) -> None:
    """The beat answers whether they stand: after the one that says no, and after no other."""
    renewed: list[Any] = []
    monkeypatch.setattr(module.agreement, "renew", lambda client, config: renewed.append((client, config)))
    beats(monkeypatch, signals, lambda n: n != 2, most=3)
    assert renewed == [("the client", CONFIG)]


def test_redis_away_is_said_once_and_outlasted(
    monkeypatch: pytest.MonkeyPatch, signals: WorkerSignals
) -> None:
    """Each time that it goes: not once a second while it is gone."""

    def beat(number: int) -> bool:
        if number in (1, 2, 4):
            raise exceptions.ConnectionError("away")
        return True

    with capture_logs() as logged:
        _, heard = beats(monkeypatch, signals, beat, most=5)
    assert len(heard) == 5
    assert [entry["event"] for entry in logged] == ["heartbeat_failed"] * 2


def test_a_worker_of_several_services_beats_for_each(
    monkeypatch: pytest.MonkeyPatch, signals: WorkerSignals
) -> None:
    """With the same processes, each under the token that owns its work."""
    heard: list[Worker] = []

    class Recorded:
        client = "the client"

        def __init__(self, *_: object, **__: object) -> None:
            pass

        def beat(self, worker: Worker, _lifetime_ms: int) -> bool:
            heard.append(worker)
            signals.send("worker_shutdown")
            return True

    monkeypatch.setattr(module, "RedisRecord", Recorded)
    both = Runtime("selector", CONFIG), Runtime("air_return_model", CONFIG)
    found = Heartbeat(*both)
    signals.send("worker_ready", Consumer(os.getpid()))
    assert found._thread is not None
    found._thread.join(HANGS_S)
    assert [worker.owners() for worker in heard] == [(runtime.owner,) for runtime in both]


def test_a_worker_that_does_not_consume_does_not_beat(
    monkeypatch: pytest.MonkeyPatch, signals: WorkerSignals
) -> None:
    """Its queue is to be known to have no worker; it beats again when it hears again."""
    deaf = [True, False, True]
    ears = SimpleNamespace(are_deaf=lambda: bool(deaf) and deaf.pop(0))
    monkeypatch.setattr(module, "Ears", lambda *_: ears)
    _, heard = beats(monkeypatch, signals, lambda _n: True, most=2)
    assert (len(heard), deaf) == (2, [])


def test_a_worker_that_stops_beats_for_what_it_still_works_on(
    monkeypatch: pytest.MonkeyPatch, signals: WorkerSignals
) -> None:
    """It consumes nothing more, so that it hears nothing."""
    monkeypatch.setattr(module, "Ears", lambda *_: SimpleNamespace(are_deaf=lambda: True))
    stopping = Runtime("selector", CONFIG, is_stopping=lambda: True)
    told: list[Worker] = []

    class Recorded:
        client = "the client"

        def __init__(self, *_: object, **__: object) -> None:
            pass

        def beat(self, worker: Worker, _lifetime_ms: int) -> bool:
            told.append(worker)
            signals.send("worker_shutdown")
            return True

    monkeypatch.setattr(module, "RedisRecord", Recorded)
    found = Heartbeat(stopping)
    signals.send("worker_ready", Consumer(os.getpid()))
    assert found._thread is not None
    found._thread.join(HANGS_S)
    assert [worker.owners() for worker in told] == [(stopping.owner,)]
