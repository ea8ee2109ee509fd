"""What a worker says to its neighbours: nothing, but for a coordinator that has some."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from celery.worker import consumer as celerys
from redis import exceptions
from structlog.testing import capture_logs

from plenum.settings import Settings
from plenum.telemetry import names
from plenum.worker import consumer as module
from plenum.worker.app import COORDINATOR_QUEUES, make_app
from plenum.worker.consumer import Consumer, await_writable

CONFIG = Settings(redis_url="redis://127.0.0.1:1/7")


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What Celery's consumer is told at its start."""
    found: dict[str, Any] = {}

    def begins(_self: object, *_: object, worker_options: dict[str, Any], **more: Any) -> None:
        found.update(worker_options, **more)

    monkeypatch.setattr(celerys.Consumer, "__init__", begins)
    return found


class Beats:
    """In the place of a Redis that knows of these workers, or does not answer."""

    def __init__(self, *names: str, away: bool = False) -> None:
        self.names, self.away = names, away

    def __enter__(self) -> Beats:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def zrange(self, *_: object) -> list[bytes]:
        """All in the index."""
        if self.away:
            raise exceptions.ConnectionError("away")
        return [name.encode() for name in self.names]

    def mget(self, names: list[str]) -> list[bytes]:
        """The cards of these: all live."""
        return [b"{}" for _ in names]


def beside(monkeypatch: pytest.MonkeyPatch, beats: Beats) -> None:
    """These beat."""
    monkeypatch.setattr(module, "reach", lambda *_: beats)


def test_a_stages_worker_tells_and_asks_nobody(told: dict[str, Any]) -> None:
    """Nor does it wait for an answer; what else it was started with stays."""
    Consumer(app=make_app("selector", ["selector"], CONFIG), worker_options={"optimization": "fair"})
    assert told["optimization"] == "fair"
    assert told["without_gossip"] is told["without_heartbeat"] is told["without_mingle"] is True


def test_a_worker_that_sends_events_tells_that_it_lives(told: dict[str, Any]) -> None:
    """By them Flower and exporters know it."""
    Consumer(app=make_app("selector", ["selector"], CONFIG), task_events=True)
    assert told["without_heartbeat"] is False


@pytest.mark.parametrize(
    ("beats", "alone"),
    [
        (Beats(), True),
        (Beats("selector:x"), True),
        (Beats("coordinator:x"), False),
        (Beats(away=True), False),
    ],
)
def test_a_coordinator_asks_other_coordinators_what_was_revoked(
    monkeypatch: pytest.MonkeyPatch, told: dict[str, Any], beats: Beats, alone: bool
) -> None:
    """It waits a second for their answers: not where there is none, as far as Redis tells."""
    beside(monkeypatch, beats)
    Consumer(app=make_app("coordinator", COORDINATOR_QUEUES, CONFIG))
    assert told["without_mingle"] is alone


class Writes:
    """A Redis that takes writes as it is told, one after the other."""

    def __init__(self, *answers: Exception | int) -> None:
        self.left = list(answers)

    def __enter__(self) -> Writes:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def incrby(self, _key: str, _by: int) -> int:
        """Any write."""
        answer = self.left.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def test_a_consumer_waits_for_a_redis_that_cannot_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """A replica during a fail-over, a full one: it says so once, and is there when it can."""
    redis = Writes(exceptions.ReadOnlyError("READONLY"), exceptions.OutOfMemoryError("OOM"), 0)
    slept: list[float] = []
    monkeypatch.setattr(module, "reach", lambda *_: redis)
    monkeypatch.setattr(module, "time", SimpleNamespace(sleep=slept.append))
    with capture_logs() as logged:
        await_writable("redis://127.0.0.1:1")
    assert (redis.left, slept) == ([], [1, 1])
    assert [entry["event"] for entry in logged] == [names.CONSUMER_WAITS_FOR_REDIS]


def test_a_consumer_leaves_a_redis_that_is_away_to_celery(monkeypatch: pytest.MonkeyPatch) -> None:
    """Which waits for it in its own way; what will not pass is an error."""
    monkeypatch.setattr(module, "reach", lambda *_: Writes(exceptions.ConnectionError("away")))
    await_writable("redis://127.0.0.1:1")
    monkeypatch.setattr(module, "reach", lambda *_: Writes(exceptions.ResponseError("WRONGTYPE")))
    with pytest.raises(exceptions.ResponseError):
        await_writable("redis://127.0.0.1:1")


def test_every_app_has_this_consumer() -> None:
    """By the name that Celery looks it up by."""
    for app in (make_app("selector", ["selector"], CONFIG), make_app("coordinator", (), CONFIG)):
        assert app.conf.worker_consumer == "plenum.worker.consumer:Consumer"
