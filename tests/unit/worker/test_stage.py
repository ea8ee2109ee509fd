"""A stage's worker: its task hands what came over the queue to the stage's run, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from plenum.pipeline.graph import Graph, Stage, installed_graph
from plenum.pipeline.stage.doubts import Guarding
from plenum.pipeline.work import Guard, no_guard
from plenum.settings import Settings
from plenum.worker import heartbeat, runtime, stopping, warm
from plenum.worker import stage as module
from plenum.worker.app import make_app
from plenum.worker.runtime import Runtime
from plenum.worker.trial import Trial
from tests.support.worker_signals import instead_of

CONFIG = Settings(redis_url="redis://127.0.0.1:1/7", telemetry=False, room_limit_s=11)


class Run:
    """In the place of a stage's run: keeps what it is made of."""

    made: Run

    def __init__(
        self, host: Runtime, graph: Graph, stage: Stage, guarding: Guarding, *, trial: Trial
    ) -> None:
        Run.made = self
        self.host, self.graph, self.stage, self.guarding, self.trial = host, graph, stage, guarding, trial


class Turns:
    """In the place of a worker's turns: keeps whose they are and what they receive."""

    made: Turns

    def __init__(self, host: Runtime, runs: dict[str, Run], is_stopping: Callable[[], bool]) -> None:
        Turns.made = self
        self.host, self.runs, self.is_stopping = host, runs, is_stopping
        self.received: list[tuple[str, Any]] = []

    def receive(self, stage: str, raw: Any) -> None:
        """A message."""
        self.received.append((stage, raw))


@pytest.fixture
def task(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The selector's."""
    for part in (heartbeat, runtime, stopping, warm):
        instead_of(monkeypatch, part)
    monkeypatch.setattr(module, "StageRun", Run)
    monkeypatch.setattr(module, "Turns", Turns)
    monkeypatch.setattr(module, "make_app", lambda name, queues: make_app(name, queues, CONFIG))
    monkeypatch.setattr(runtime, "settings", lambda: CONFIG)

    return module.stage_worker("selector").tasks["plenum.stage.selector"]


def called(task: Any, *args: Any, headers: dict[str, Any] | None = None, **more: Any) -> Any:
    """What comes of a task that Celery calls with these headers."""
    task.push_request(headers=headers)
    try:
        return task.run(*args, **more)
    finally:
        task.pop_request()


def test_the_task_hands_its_messages_line_to_the_turns(task: Any) -> None:
    """From its header; nothing is kept as a result."""
    assert called(task, headers={"plenum": "plenum.msg/2 job b0 selector", "other": 1}) is None
    assert Turns.made.received == [("selector", "plenum.msg/2 job b0 selector")]
    assert task.ignore_result is True


@pytest.mark.parametrize(
    ("args", "more", "received"),
    [
        (({"v": "plenum.msg/1"},), {}, {"v": "plenum.msg/1"}),
        ((), {}, {"args": ()}),
        (({"a": 1}, 2), {}, {"args": ({"a": 1}, 2)}),
        (({"a": 1},), {"b": 2}, {"args": ({"a": 1},), "b": 2}),
    ],
)
@pytest.mark.parametrize("headers", [None, {"other": 1}])
def test_a_task_called_in_another_way_is_told_whole(
    task: Any, args: tuple[Any, ...], more: dict[str, Any], received: Any, headers: Any
) -> None:
    """It is a message of the version before, or none: then its letter shows all of it."""
    called(task, *args, headers=headers, **more)
    assert Turns.made.received == [("selector", received)]


def test_a_line_beside_arguments_is_no_message(task: Any) -> None:
    """Nobody of ours writes both."""
    called(task, 1, headers={"plenum": "plenum.msg/2 job b0 selector"})
    assert Turns.made.received == [("selector", 1)]


def test_the_run_is_of_the_installed_stage_in_this_services_process(task: Any) -> None:
    """Its host is the service's runtime."""
    run = Run.made
    assert Turns.made.runs == {"selector": run}
    assert Turns.made.host is run.host
    assert not Turns.made.is_stopping()
    assert (run.stage, run.graph) == (installed_graph()["selector"], installed_graph())
    assert (run.host.service, run.host.config) == ("selector", CONFIG)


def test_rooms_are_guarded_by_the_services_limit(task: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """And whoever asks hears which room begins."""
    asked: list[Any] = []

    def room_guard(limit_s: float, begins: Any) -> Guard:
        asked.append((limit_s, begins))
        return no_guard

    monkeypatch.setattr(module, "room_guard", room_guard)
    Run.made.guarding(None)
    Run.made.guarding(print)
    assert asked == [(11, None), (11, print)]
    assert Run.made.trial == Trial(11)


def test_a_service_that_the_graph_lacks_ends_with_the_cure() -> None:
    """As the learned model's does where nobody asked for it."""
    with pytest.raises(
        SystemExit, match=r"^light_model_d_learned is no stage of this graph: set PLENUM_GRAPH"
    ):
        module.stage_worker("light_model_d_learned")
