"""A running Plenum for tests: the real processes in a folder of their own, gone with the session."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import pytest

from plenum import stack
from plenum.cli import traces
from plenum.client import Client
from plenum.pipeline import keys

T = TypeVar("T")


def eventually(look: Callable[[], T], good: Callable[[T], bool], within_s: float = 60.0) -> T:
    """What `look` sees once it is `good`, or whatever it sees when the generous deadline passes."""
    until = time.monotonic() + within_s
    while True:
        seen = look()
        if good(seen) or time.monotonic() > until:
            return seen
        time.sleep(0.3)


@dataclass
class System:
    """A stack, a client of it, and every result that tests have had from it."""

    info: stack.StackInfo
    client: Client
    results: list[dict[str, Any]] = field(default_factory=list)

    def place(
        self, building: dict[str, Any] | str, timeout_s: float = 120.0, **options: Any
    ) -> dict[str, Any]:
        """The completed building."""
        return self.fetch(self.client.submit(building, **options), timeout_s)

    def fetch(self, job_id: str, timeout_s: float = 120.0) -> dict[str, Any]:
        """A job's result, remembered for the sums."""
        completed: dict[str, Any] = self.client.result(job_id, timeout_s)
        self.results.append(completed)
        return completed

    def pid(self, name: str) -> int:
        """The process id of a part, once it runs."""
        found = eventually(
            lambda: next((p.pid for p in stack.status(self.info.state).parts if p.name == name), None),
            lambda pid: pid is not None,
        )
        assert found is not None
        return found

    def kill(self, name: str, sent: signal.Signals = signal.SIGKILL) -> None:
        """A signal to a part's main process."""
        os.kill(self.pid(name), sent)

    def ready(self, service: str, workers: int = 1) -> None:
        """Wait until that many workers of a service beat."""
        found = eventually(lambda: self.workers(service), lambda n: n == workers)
        assert found == workers

    def workers(self, service: str) -> int:
        """How many workers of a service beat now."""
        return len(list(self.client.redis.scan_iter(f"{keys.WORKER}{service}:*", count=1000)))

    def counters(self) -> dict[str, int]:
        """The commit script's counters."""
        raw: dict[bytes, bytes] = self.client.redis.hgetall(keys.COUNTERS)  # type: ignore[assignment]
        return {name.decode(): int(value) for name, value in raw.items()}

    def trace(self, trace_id: str, spans: int = 1) -> list[traces.Seen]:
        """A job's spans, once its root and at least so many spans arrived and none is an orphan."""
        url = self.info.jaeger_query

        def look() -> list[traces.Seen]:
            if url:
                return traces.from_jaeger(url, trace_id)
            return traces.from_files(self.info.telemetry_dir, trace_id)

        def whole(seen: list[traces.Seen]) -> bool:
            found = traces.shape(seen)
            return found.roots == 1 and not found.orphans and found.spans >= spans

        return eventually(look, whole, 30.0)

    def prometheus(self, query: str) -> dict[str, float]:
        """An instant query's answer: the one label that differs → value."""
        assert self.info.prometheus
        url = f"{self.info.prometheus}/api/v1/query?{urllib.parse.urlencode({'query': query})}"
        with urllib.request.urlopen(url, timeout=10) as answer:
            data = json.load(answer)["data"]["result"]
        return {",".join(v for k, v in sorted(r["metric"].items())): float(r["value"][1]) for r in data}

    def log_lines(self) -> list[dict[str, Any]]:
        """The log records that arrived at the collector or the sink, flattened."""
        found = []
        for path in sorted(self.info.telemetry_dir.glob("logs*.jsonl")):
            for line in path.read_text(encoding="utf-8").splitlines():
                for part in json.loads(line).get("resourceLogs", []):
                    for scope in part.get("scopeLogs", []):
                        found += scope.get("logRecords", [])
        return found

    @contextmanager
    def spawn(
        self, service: str, *, prefix: tuple[str, ...] = (), extra: tuple[str, ...] = ()
    ) -> Iterator[Any]:
        """A worker started by hand, as a user would, ended with the block."""
        celery = str(Path(sys.executable).with_name("celery"))
        command = [*prefix, celery, "-A", f"services.{service}.worker", "worker", "-Q", service, *extra]
        process = subprocess.Popen(
            command,
            env={**os.environ, **self.info.environment()},
            cwd="/",
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(40)
            except subprocess.TimeoutExpired:
                process.kill()


def sums(results: list[dict[str, Any]]) -> dict[str, int]:
    """What the three counters must show after these results, as the commit script names them."""
    total: dict[str, int] = {}
    for result in results:
        for prefix in ("executions", "selected"):
            for model, n in result["totals"][prefix].items():
                total[f"{prefix}:{model}"] = total.get(f"{prefix}:{model}", 0) + n
        for kind, n in result["totals"]["counts"].items():
            total[f"placed:{kind}"] = total.get(f"placed:{kind}", 0) + n["placed"]
    return {name: n for name, n in total.items() if n}


def essence(completed: Mapping[str, Any]) -> dict[str, Any]:
    """A result without what differs between two runs: ids and times."""
    same = {k: v for k, v in completed.items() if k not in ("job_id", "trace_id", "duration_s")}
    same["rooms"] = [
        {**room, "candidates": [{**c, "execution_time": 0} for c in room["candidates"]]}
        for room in completed["rooms"]
    ]
    return same


def assert_unharmed(
    system: System, plain: dict[str, Any], before: dict[str, int], result: dict[str, Any]
) -> None:
    """After a fault: the plain run's result, exactly this job's sums since `before`, one whole trace."""
    assert essence(result) == essence(plain)
    raised = {k: n - before.get(k, 0) for k, n in system.counters().items() if n != before.get(k, 0)}
    assert {k: n for k, n in raised.items() if not k.startswith("resent")} == sums([result])
    found = traces.shape(system.trace(result["trace_id"]))
    assert (found.roots, found.orphans, found.doubled) == (1, (), 0)


@contextmanager
def system(folder: Path, *, full: bool, env: Mapping[str, str]) -> Iterator[System]:
    """A stack of its own."""
    try:
        info = stack.up(folder, full=full, env=env)
        yield System(info, Client(info.redis_url))
    finally:
        stack.down(folder)


@pytest.fixture(scope="session")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """The whole stack: services, collector, Jaeger, Prometheus."""
    quick = {"PLENUM_EXPORT_INTERVAL_S": "0.5"}
    with system(tmp_path_factory.mktemp("full"), full=True, env=quick) as running:
        yield running
