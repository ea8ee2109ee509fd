"""What a worker process holds: named in the parent, made after the fork, ended with the process."""

from __future__ import annotations

import os
from types import SimpleNamespace
from typing import Any

import pytest

from plenum.settings import Settings
from plenum.worker import runtime as module
from plenum.worker.app import make_app
from plenum.worker.runtime import Runtime, attach_runtime, connect
from tests.support.worker_signals import instead_of

CONFIG = Settings(redis_url="redis://127.0.0.1:1/7", telemetry=False, memory_limit_mib=777)
PARENT = os.getpid()


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What an opening does to its process, which is the test's own."""
    found: list[Any] = []
    monkeypatch.setattr(module, "limit_memory", lambda mib: found.append(f"limits to {mib} MiB"))
    monkeypatch.setattr(module, "die_with_parent", lambda: found.append("dies with its parent"))
    gc = SimpleNamespace(freeze=lambda: found.append("freezes"), set_threshold=lambda *_: None)
    monkeypatch.setattr(module, "gc", gc)
    return found


def forked(monkeypatch: pytest.MonkeyPatch) -> int:
    """From here on this is another process; its id."""
    monkeypatch.setattr(module.os, "getpid", lambda: PARENT + 1)
    return PARENT + 1


def test_an_owner_is_the_worker_and_the_process_within_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The token is drawn in the parent and shared; another worker of the service has another."""
    runtime = Runtime("selector", CONFIG)
    assert runtime.owner == f"selector:{runtime.token}:{PARENT}"
    child = forked(monkeypatch)
    assert runtime.owner == f"selector:{runtime.token}:{child}"
    assert Runtime("selector", CONFIG).token != runtime.token


def test_telemetry_is_there_after_the_opening_and_not_before(done: list[Any]) -> None:
    """Its threads would not survive a fork."""
    runtime = Runtime("selector", CONFIG)
    with pytest.raises(RuntimeError, match="after the pool's processes exist"):
        _ = runtime.telemetry
    runtime.open()
    assert runtime.telemetry.service == "selector"
    assert runtime.telemetry.enabled is False


def test_a_connection_does_not_cross_a_fork(done: list[Any]) -> None:
    """The record is made when it is first used, and anew in a process that opens."""
    runtime = Runtime("selector", CONFIG)
    before = runtime.record
    assert runtime.record is before
    runtime.open()
    assert runtime.record is not before
    assert runtime.record.client is not before.client


@pytest.mark.parametrize("child", [False, True])
def test_a_pools_process_dies_with_its_parent(
    done: list[Any], monkeypatch: pytest.MonkeyPatch, child: bool
) -> None:
    """The parent itself does not; both have their memory bounded."""
    runtime = Runtime("selector", CONFIG)
    if child:
        forked(monkeypatch)
    runtime.open()
    expected = ["limits to 777 MiB", *(["dies with its parent"] if child else []), "freezes"]
    assert done == expected


def test_closing_shuts_telemetry_down_if_there_is_any(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that never opened closes all the same."""
    ended: list[str] = []
    runtime = Runtime("selector", CONFIG)
    runtime.close()
    runtime._telemetry = SimpleNamespace(shutdown=lambda: ended.append("shut down"))  # type: ignore[assignment]  # all that is asked of it
    runtime.close()
    assert ended == ["shut down"]


@pytest.mark.parametrize(
    ("service", "opens", "closes"),
    [
        ("selector", "worker_process_init", "worker_process_shutdown"),
        ("coordinator", "worker_init", "worker_shutdown"),
    ],
)
def test_a_runtime_opens_and_closes_with_the_process_that_works(
    monkeypatch: pytest.MonkeyPatch, done: list[Any], service: str, opens: str, closes: str
) -> None:
    """A pool's child, or the worker itself where it works in threads."""
    signals = instead_of(monkeypatch, module)
    monkeypatch.setattr(module, "settings", lambda: CONFIG)
    runtime = attach_runtime(make_app(service, [service], CONFIG), service)
    assert signals.heard() == {opens, closes, "setup_logging", "task_postrun"}
    signals.send(opens)
    assert runtime.telemetry.service == service
    ended: list[str] = []
    monkeypatch.setattr(runtime.telemetry, "shutdown", lambda: ended.append("shut down"))
    signals.send(closes)
    assert ended == ["shut down"]


def test_log_lines_are_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the form that was set, with whatever telemetry there is at each event."""
    asked: list[Any] = []
    monkeypatch.setattr(
        module, "configure_logs", lambda form, telemetry, **_more: asked.append((form, telemetry()))
    )
    runtime = Runtime("selector", CONFIG)
    runtime.logs()
    assert asked == [(CONFIG.log_format, None)]


def test_a_connection_notices_a_dead_peer() -> None:
    """No call waits for ever."""
    given = connect(CONFIG).connection_pool.connection_kwargs
    assert (given["host"], given["port"], given["db"]) == ("127.0.0.1", 1, 7)
    assert given["socket_timeout"] == CONFIG.redis_answer_s < CONFIG.redis_patience_s
    assert given["socket_keepalive"] is True
    assert given["health_check_interval"] < given["socket_timeout"]
