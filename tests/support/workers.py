"""Workers on any Redis, without a process manager: a coordinator, and a pool that serves every stage."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from redis import Redis

from plenum.pipeline.record.redis.workers import living
from services.stages import GRAPH
from tests.support.held import children
from tests.support.waiting import HANGS_S, eventually

ROOT: Final = Path(__file__).parents[2]
_CELERY: Final = str(Path(sys.executable).with_name("celery"))
_STAGES: Final = [stage.name for stage in GRAPH.stages]
_APPS: Final = {"coordinator": ("services.coordinator.worker", ["coordinator", "celery"])}
_APPS.update({name: (f"services.{name}.worker", [name]) for name in _STAGES})
_APPS["pool"] = ("plenum.worker.pool_app", _STAGES)
_APPS["newer_coordinator"] = ("tests.support.newer_form.coordinator", ["coordinator", "celery"])
_APPS["newer_pool"] = ("tests.support.newer_form.pool", _STAGES)


class Workers:
    """Those that a test has started, by name, with their logs in `folder`."""

    def __init__(self, folder: Path, redis_url: str, env: Mapping[str, str] | None = None) -> None:
        self.folder = folder
        self.env = {
            **os.environ,
            "PLENUM_TELEMETRY": "false",
            "PLENUM_LOG_FORMAT": "json",
            "PLENUM_REDIS_URL": redis_url,
            "PYTHONPATH": str(ROOT),
            **(env or {}),
        }
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, **env: str) -> subprocess.Popen[bytes]:
        """A worker: a service's, or `pool`; a second one by a number after its name, `coordinator-2`."""
        app, queues = _APPS[name.partition("-")[0]]
        command = [_CELERY, "-A", app, "worker", "-Q", ",".join(queues), "-n", f"{name}@{self.folder.name}"]
        with self.log(name).open("wb") as log:
            self.processes[name] = subprocess.Popen(
                [*command, "--loglevel", "INFO"],
                env={**self.env, **env},
                cwd=self.folder,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        return self.processes[name]

    def plenum(self) -> None:
        """A coordinator and a pool, once both beat."""
        names = ("coordinator", "pool")
        for name in names:
            self.start(name)
        with Redis.from_url(self.env["PLENUM_REDIS_URL"]) as redis:
            assert eventually(lambda: all(living(redis, name) for name in names))

    def log(self, name: str) -> Path:
        """What a worker wrote."""
        return self.folder / f"{name}.log"

    def said(self, name: str, event: str) -> int:
        """How often a worker's log has a text."""
        return self.log(name).read_text(errors="replace").count(event)

    def all_pids(self) -> set[int]:
        """The workers' processes and their pools'."""
        found = {process.pid for process in self.processes.values() if process.poll() is None}
        return found.union(*(children(pid) for pid in found))

    def stop(self) -> None:
        """Everything ends."""
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            try:
                process.wait(HANGS_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(HANGS_S)


@contextmanager
def workers(folder: Path, redis_url: str, **env: str) -> Iterator[Workers]:
    """Nobody yet; ended with the block."""
    running = Workers(folder, redis_url, env)
    try:
        yield running
    finally:
        with suppress(ProcessLookupError):
            for pid in running.all_pids():
                os.kill(pid, signal.SIGCONT)
        running.stop()


def to_all(running: Workers, sent: signal.Signals, *others: Any) -> None:
    """A signal to all processes of the workers, and to others."""
    for pid in [*running.all_pids(), *others]:
        os.kill(pid, sent)
