"""A worker for all stages is, for each message, the worker of the service whose message it is."""

from __future__ import annotations

import os
from types import SimpleNamespace
from typing import Any

import pytest
from structlog.testing import capture_logs

from plenum.deployable import Own
from plenum.pipeline.graph import installed_graph
from plenum.settings import Settings
from plenum.worker import agreement, heartbeat, runtime, warm
from plenum.worker import pool as module
from plenum.worker import stage as stage_module
from plenum.worker.app import make_app
from plenum.worker.pool import Services, pool_worker
from plenum.worker.runtime import Runtime
from tests.support.toy_models import GRAPH
from tests.support.worker_signals import WorkerSignals, instead_of

CONFIG = Settings(redis_url="redis://127.0.0.1:1/7", telemetry=False, memory_limit_mib=777)


@pytest.fixture(autouse=True)
def limits(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The memory that the process is bounded to, MiB, one after the other; nothing else is done to it."""
    found: list[int] = []
    monkeypatch.setattr(module, "limit_memory", found.append)
    monkeypatch.setattr(runtime, "limit_memory", lambda _mib: None)
    nothing = SimpleNamespace(freeze=lambda: None, set_threshold=lambda *_: None)
    monkeypatch.setattr(runtime, "gc", nothing)
    return found


def test_a_process_holds_a_runtime_for_each_service() -> None:
    """Each with its own name, owner and telemetry."""
    services = Services(Runtime("pool", CONFIG), GRAPH.stages)
    services.open()
    found = services.runtimes
    assert [r.telemetry.service for r in found.values()] == [stage.name for stage in GRAPH.stages]
    assert len({r.owner for r in found.values()}) == len(found)
    assert all(r.owner.endswith(f":{os.getpid()}") for r in found.values())


def test_log_lines_go_with_the_service_at_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the first message with none."""
    asked: list[Any] = []
    monkeypatch.setattr(module, "configure_logs", lambda _form, telemetry, **_more: asked.append(telemetry))
    services = Services(Runtime("pool", CONFIG), GRAPH.stages)
    services.logs()
    services.open()
    (telemetry,) = asked
    assert telemetry() is None
    for name in ("left", "choose", "left"):
        services.be(name)
        assert telemetry() is services.runtimes[name].telemetry


def test_a_message_is_bounded_as_its_own_service_would_bound_it(limits: list[int]) -> None:
    """One that has a limit of its own does not lend it to the next."""
    own = SimpleNamespace(name="large", own=Own(memory_limit_mib=4096))
    services = Services(Runtime("pool", CONFIG), [own, GRAPH["left"]])  # type: ignore[list-item]  # no more is asked of it
    services.be("large")
    services.be("left")
    assert limits == [4096, 777]


def test_all_telemetry_is_sent_when_the_process_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of every service that it was."""
    services = Services(Runtime("pool", CONFIG), GRAPH.stages)
    closed: list[str] = []
    for name, each in services.runtimes.items():
        each._telemetry = SimpleNamespace(shutdown=lambda name=name: closed.append(name))  # type: ignore[assignment]  # all that is asked of it
    services.close()
    assert sorted(closed) == sorted(services.runtimes)


@pytest.fixture
def signals(monkeypatch: pytest.MonkeyPatch) -> WorkerSignals:
    """What a pool's worker hears."""
    for part in (heartbeat, runtime, warm, agreement):
        instead_of(monkeypatch, part)
    monkeypatch.setattr(module, "settings", lambda: CONFIG)
    monkeypatch.setattr(module, "make_app", lambda name, queues: make_app(name, queues, CONFIG))
    return instead_of(monkeypatch, module)


def test_its_app_takes_the_messages_of_every_stage(signals: WorkerSignals) -> None:
    """Under the names that the stages' own workers have for them."""
    app = pool_worker()
    wanted = {f"plenum.stage.{stage.name}" for stage in installed_graph().stages}
    assert {name for name in app.tasks if name.startswith("plenum.stage.")} == wanted
    assert (app.conf.worker_pool, app.conf.worker_concurrency) == ("prefork", 1)
    assert signals.heard() == {
        *("setup_logging", "task_postrun", "worker_process_init", "worker_process_shutdown")
    }


def test_each_stages_work_is_done_by_its_own_runtime(
    signals: WorkerSignals, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it starts, commits and tells has the name of the message's service."""
    made: dict[str, Any] = {}

    def run(host: Any, _graph: Any, stage: Any, _guarding: Any, **_: Any) -> Any:
        made[stage.name] = host
        return SimpleNamespace(reserves=())

    monkeypatch.setattr(stage_module, "StageRun", run)
    pool_worker()
    assert {name: host.service for name, host in made.items()} == {name: name for name in made}
    assert set(made) == {stage.name for stage in installed_graph().stages}


def test_every_model_is_warmed_up(signals: WorkerSignals, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each process may be given any stage's message first."""
    warmed: list[str] = []
    monkeypatch.setattr(module, "warm_up", lambda stage, _ledger: warmed.append(stage.name))
    with capture_logs() as logged:
        pool_worker()
    assert (warmed, logged) == ([stage.name for stage in installed_graph().stages], [])
