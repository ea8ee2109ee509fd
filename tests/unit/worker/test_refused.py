"""What Celery itself throws away is kept as a dead letter, of this app's workers and of no other."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from celery import Celery

from plenum.worker import refused as module
from plenum.worker.refused import store_refused
from plenum.worker.transport import Channel
from tests.support.worker_signals import WorkerSignals, instead_of

RAW = {"headers": {"task": "somebody.elses"}}


class Kept(Channel):
    """A channel of our transport without a connection: keeps what is set aside."""

    def __init__(self) -> None:
        self.letters: list[tuple[str, Any, str]] = []

    def __del__(self) -> None:
        """There is nothing to close."""

    def set_aside(self, queue: str, raw: Any, reason: str) -> None:
        """Instead of Redis."""
        self.letters.append((queue, raw, reason))


class Consumer:
    """A worker of an app, as Celery's signals name it."""

    def __init__(self, app: Celery) -> None:
        self.app = app


@pytest.fixture
def app() -> Celery:
    """An app without a broker."""
    return Celery("plenum.test", broker="memory://", set_as_current=False)


@pytest.fixture
def signals(monkeypatch: pytest.MonkeyPatch, app: Celery) -> WorkerSignals:
    """What its workers say of messages; refusals are kept."""
    found = instead_of(monkeypatch, module)
    store_refused(app)
    return found


def message(channel: object) -> Any:
    """As kombu hands it to Celery, from the selector's queue."""
    return SimpleNamespace(channel=channel, delivery_info={"routing_key": "selector"}, _raw=RAW)


def test_a_task_that_nobody_has_is_kept(signals: WorkerSignals, app: Celery) -> None:
    """With the name that was asked for, cut where a stranger chose a long one."""
    channel = Kept()
    signals.send("task_unknown", Consumer(app), message=message(channel), name="somebody.elses")
    signals.send("task_unknown", Consumer(app), message=message(channel), name="x" * 1000)
    assert channel.letters[0] == ("selector", RAW, "no task 'somebody.elses' here")
    assert len(channel.letters[1][2]) < 250


@pytest.mark.parametrize(
    ("error", "reason"),
    [(ValueError("pickle is not accepted"), "refused: ValueError: pickle is not accepted"), (None, None)],
)
def test_a_message_that_celery_rejects_is_kept(
    signals: WorkerSignals, app: Celery, error: Exception | None, reason: str | None
) -> None:
    """With what Celery said of it, where it said anything."""
    channel = Kept()
    signals.send("task_rejected", Consumer(app), message=message(channel), exc=error)
    assert channel.letters == [("selector", RAW, reason or "refused: not a task's message")]


def test_messages_of_other_apps_and_transports_are_not_ours_to_keep(
    signals: WorkerSignals, app: Celery
) -> None:
    """Another app of this process looks after its own; another broker has no place for them."""
    channel = Kept()
    other = Celery("another", set_as_current=False)
    for name in ("task_unknown", "task_rejected"):
        signals.send(name, Consumer(other), message=message(channel), name="x")
        signals.send(name, Consumer(app), message=message("a channel of another transport"), name="x")
    assert channel.letters == []


def test_a_body_that_cannot_be_decoded_is_kept_and_then_refused(signals: WorkerSignals, app: Celery) -> None:
    """Celery still does what it does with it: it is acknowledged, and so not taken again."""
    (step,) = app.steps["consumer"]
    acknowledged: list[tuple[Any, Exception]] = []

    class Parent:
        on_decode_error: Callable[[Any, Exception], None] = staticmethod(
            lambda message, exc: acknowledged.append((message, exc))
        )

    parent = Parent()
    step(parent)
    channel, error = Kept(), ValueError("not base64")
    undecodable = message(channel)
    parent.on_decode_error(undecodable, error)
    assert channel.letters == [("selector", RAW, "cannot be decoded: ValueError: not base64")]
    assert acknowledged == [(undecodable, error)]
