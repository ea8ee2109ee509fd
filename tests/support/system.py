"""A running Plenum for tests: the real processes in a folder of their own, gone with the session."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import pytest

from plenum import stack, traces
from plenum.client import Client
from plenum.pipeline.record.redis import keys
from plenum.stack import otlp_files
from tests.support.ending import ended_with
from tests.support.held import Held, held
from tests.support.waiting import HANGS_S, eventually


@dataclass
class System:
    """A stack, a client of it, and every result that tests have had from it."""

    info: stack.StackInfo
    client: Client
    env: Mapping[str, str] = field(default_factory=dict)
    """What the stack's processes were told beside its addresses."""
    results: list[dict[str, Any]] = field(default_factory=list)

    def place(
        self, building: dict[str, Any] | str, timeout_s: float = HANGS_S, **options: Any
    ) -> dict[str, Any]:
        """The completed building."""
        return self.fetch(self.client.submit(building, **options), timeout_s)

    def fetch(self, job_id: str, timeout_s: float = HANGS_S) -> dict[str, Any]:
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

    def scale(self, service: str, workers: int) -> None:
        """Run so many workers of a service, and wait for them however long their start takes."""
        stack.scale(self.info.state, service, workers, ready_s=HANGS_S)

    def scale_each(self, workers: Mapping[str, int]) -> None:
        """The same for several services at once."""
        stack.up(self.info.state, full=self.info.full, scale=workers, ready_s=HANGS_S)

    def parts(self, service: str) -> list[stack.PartStatus]:
        """A service's workers, as the process manager and their heartbeats tell of them."""
        found = stack.status(self.info.state).parts
        return [part for part in found if part.name.rpartition("-")[0] == service]

    def ready(self, service: str) -> None:
        """Wait until each worker of a service beats, and nobody else does in its name."""

        def look() -> bool:
            parts = self.parts(service)
            return all(part.ready for part in parts) and self.workers(service) == len(parts)

        assert eventually(look), f"{service} is not ready"

    @contextmanager
    def held(self, *services: str) -> Iterator[Held]:
        """These services' workers take messages and do not work on them until the block ends."""
        for service in services:
            self.ready(service)
        workers = {s: [part.pid for part in self.parts(s) if part.pid] for s in services}
        with held(self.client.redis, workers) as holding:
            yield holding

    def workers(self, service: str) -> int:
        """How many workers of a service beat now."""
        return len(list(self.client.redis.scan_iter(f"{keys.WORKER}{service}:*", count=1000)))

    def counters(self) -> dict[str, int]:
        """The commit script's counters."""
        raw: dict[bytes, bytes] = self.client.redis.hgetall(keys.COUNTERS)  # type: ignore[assignment]  # sync client
        return {name.decode(): int(value) for name, value in raw.items()}

    def trace(self, trace_id: str, spans: int = 1) -> list[traces.Seen]:
        """A job's spans, once its root and at least so many spans arrived and none is an orphan."""
        url = self.info.jaeger_query

        def look() -> list[traces.Seen]:
            if url:
                return traces.from_jaeger(url, trace_id)
            return traces.from_files(self.info.telemetry_dir, trace_id)

        def whole(seen: list[traces.Seen]) -> bool:
            found = traces.shape(list({span.span_id: span for span in seen}.values()))
            return found.roots == 1 and not found.orphans and found.spans >= spans

        return eventually(look, whole)

    def prometheus(self, query: str) -> dict[str, float]:
        """An instant query's answer: the one label that differs → value."""
        assert self.info.prometheus
        url = f"{self.info.prometheus}/api/v1/query?{urllib.parse.urlencode({'query': query})}"
        with urllib.request.urlopen(url, timeout=HANGS_S) as answer:
            data = json.load(answer)["data"]["result"]
        return {",".join(v for k, v in sorted(r["metric"].items())): float(r["value"][1]) for r in data}

    def log_lines(self) -> list[dict[str, Any]]:
        """The log records that arrived at the collector or the sink, flattened."""
        return [
            record
            for export in otlp_files.exports(self.info.telemetry_dir, "logs")
            for part in export.get("resourceLogs", [])
            for scope in part.get("scopeLogs", [])
            for record in scope.get("logRecords", [])
        ]

    @contextmanager
    def spawn(
        self, service: str, *, prefix: tuple[str, ...] = (), extra: tuple[str, ...] = ()
    ) -> Iterator[Any]:
        """A worker started by hand, as a user would, ended with the block."""
        celery = str(Path(sys.executable).with_name("celery"))
        command = [*prefix, celery, "-A", f"services.{service}.worker", "worker", "-Q", service, *extra]
        process = subprocess.Popen(
            command,
            env={**os.environ, **self.env, **self.info.environment()},
            cwd="/",
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        with ended_with(process):
            yield process


def whole_lines(path: Path) -> list[str]:
    """A file's lines but for one that is being written."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    return text[: text.rfind("\n") + 1].splitlines()


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


RESULTS: Final = ("executions:", "selected:", "placed:")


def raised_since(system: System, before: dict[str, int]) -> dict[str, int]:
    """By how much the three counters rose that results tell too."""
    raised = {name: n - before.get(name, 0) for name, n in system.counters().items()}
    return {name: n for name, n in raised.items() if n and name.startswith(RESULTS)}


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
    assert raised_since(system, before) == sums([result])
    assert_one_tree(system.trace(result["trace_id"]))


def assert_one_tree(spans: list[traces.Seen]) -> None:
    """One root, no orphan; a span that came twice, as after a crash before it was noted, is the same one."""
    told = [replace(span, instance="") for span in spans]
    once = {span.span_id: span for span in told}
    assert all(once[span.span_id] == span for span in told)
    found = traces.shape(list(once.values()))
    assert (found.roots, found.orphans) == (1, ())


PATIENT: Final = {
    "PLENUM_EXPORT_INTERVAL_S": "0.5",
    "PLENUM_ROOM_LIMIT_S": "300",
    "PLENUM_JOIN_DEADLINE_S": "600",
    "PLENUM_BATCH_LIMIT_S": "900",
}
"""For results that are compared: no room is given up because the machine is busy with other things."""


@contextmanager
def system(
    folder: Path,
    *,
    full: bool,
    env: Mapping[str, str],
    scale: Mapping[str, int] | None = None,
    beside: Sequence[str] = (),
) -> Iterator[System]:
    """A stack of its own."""
    try:
        info = stack.up(folder, full=full, scale=scale, env=env, beside=beside, ready_s=HANGS_S)
        # Tests look into Redis, and break it, as whoever looks after it may.
        yield System(info, Client(info.redis_url_of("operator")), env)
    finally:
        stack.down(folder)


@pytest.fixture(scope="session")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """The whole stack: services, collector, Jaeger, Prometheus, Alertmanager, VictoriaLogs."""
    folder = tmp_path_factory.mktemp("full")
    with system(folder, full=True, env=PATIENT, beside=("alerts", "logs")) as running:
        yield running
