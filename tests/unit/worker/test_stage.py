"""A stage's worker: its task hands what came over the queue to the stage's run, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from plenum.pipeline.graph import Graph, Stage, installed_graph
from plenum.pipeline.stage.run import Guarding
from plenum.settings import Settings
from plenum.worker import heartbeat, runtime, warm
from plenum.worker import stage as module
from plenum.worker.app import make_app
from plenum.worker.runtime import Runtime
from tests.support.worker_signals import instead_of

CONFIG = Settings(redis_url="redis://127.0.0.1:1/7", telemetry=False, room_limit_s=11)


class Run:
    """In the place of a stage's run: keeps what it is made of and what it receives."""

    made: Run

    def __init__(self, host: Runtime, graph: Graph, stage: Stage, guarding: Guarding) -> None:
        Run.made = self
        self.host, self.graph, self.stage, self.guarding = host, graph, stage, guarding
        self.received: list[Any] = []

    def receive(self, raw: Any) -> None:
        """A message."""
        self.received.append(raw)


@pytest.fixture
def task(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The selector's."""
    for part in (heartbeat, runtime, warm):
        instead_of(monkeypatch, part)
    monkeypatch.setattr(module, "StageRun", Run)
    monkeypatch.setattr(module, "make_app", lambda name, queues: make_app(name, queues, CONFIG))
    monkeypatch.setattr(runtime, "settings", lambda: CONFIG)

    return module.stage_worker("selector").tasks["plenum.stage.selector"]


def test_the_task_hands_its_message_to_the_stages_run(task: Any) -> None:
    """As it came; nothing is kept as a result."""
    message = {"v": "plenum.msg/1"}
    assert task(message) is None
    assert Run.made.received == [message]
    assert task.ignore_result is True


@pytest.mark.parametrize(
    ("args", "more", "received"),
    [
        ((), {}, {"args": ()}),
        (({"a": 1}, 2), {}, {"args": ({"a": 1}, 2)}),
        (({"a": 1},), {"b": 2}, {"args": ({"a": 1},), "b": 2}),
    ],
)
def test_a_task_called_in_another_way_is_told_whole(
    task: Any, args: tuple[Any, ...], more: dict[str, Any], received: Any
) -> None:
    """It is no message; its letter shows all of it."""
    task(*args, **more)
    assert Run.made.received == [received]


def test_the_run_is_of_the_installed_stage_in_this_services_process(task: Any) -> None:
    """Its host is the service's runtime."""
    run = Run.made
    assert (run.stage, run.graph) == (installed_graph()["selector"], installed_graph())
    assert (run.host.service, run.host.config) == ("selector", CONFIG)


def test_rooms_are_guarded_by_the_services_limit(task: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """And whoever asks hears which room begins."""
    asked: list[Any] = []
    monkeypatch.setattr(module, "room_guard", lambda limit_s, begins: asked.append((limit_s, begins)))
    Run.made.guarding(None)
    Run.made.guarding(print)
    assert asked == [(11, None), (11, print)]
