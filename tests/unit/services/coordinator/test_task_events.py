"""Events as Celery's own workers send them, of what the door does."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from services.coordinator.task_events import TaskEvents


class Dispatcher:
    """In the place of Celery's."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, dict[str, Any]]] = []

    def send(self, kind: str, **fields: Any) -> None:
        """Noted."""
        self.sent.append((kind, fields))


def test_a_job_has_the_events_of_a_task() -> None:
    """With the name by which tools sort tasks, and the job's time for the runtime."""
    dispatcher, events = Dispatcher(), TaskEvents()
    events.attach(SimpleNamespace(event_dispatcher=dispatcher))
    events.taken_in("one")
    events.answered("one", SimpleNamespace(accepted_ms=1000.0, ended_ms=3500.0))  # type: ignore[arg-type]  # of a job
    (received, named), (started, _), (succeeded, told) = dispatcher.sent
    assert (received, started, succeeded) == ("task-received", "task-started", "task-succeeded")
    assert (named["uuid"], named["name"], told["runtime"]) == ("one", "plenum.place", 2.5)


@pytest.mark.parametrize("consumer", [None, SimpleNamespace(event_dispatcher=None)])
def test_nothing_is_sent_where_nothing_is_ready(consumer: Any) -> None:
    """Before the worker is, and without a connection for events."""
    events = TaskEvents()
    if consumer:
        events.attach(consumer)
    events.taken_in("one")
