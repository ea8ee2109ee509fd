"""An Airflow of its own without containers, on SQLite, with this folder's DAGs: for demo.py and tests.

Knows no Airflow library: it starts `airflow standalone` of another environment and talks to its REST API.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final, Self
from urllib.parse import quote

DAGS: Final = Path(__file__).parent
DAG_ID: Final = "ceiling_grid_pipeline"
LOOK_S: Final = 1.0
STARTS_S: Final = 600.0
"""A start that takes longer hangs: three minutes are not rare on a laptop that does other things."""


@dataclass(frozen=True)
class Plenum:
    """Where a running Plenum answers."""

    redis: str
    gateway: str = "none"
    otlp_http: str = ""
    """Where Airflow sends its own spans; empty for nowhere."""


class Standalone:
    """Scheduler, processor of DAGs, triggerer and API server under one process, ended with it."""

    def __init__(
        self, environment: Path, home: Path, plenum: Plenum, more: Mapping[str, str] | None = None
    ) -> None:
        self.home = home
        self.port, *logs = _free_ports(3)
        self.url = f"http://127.0.0.1:{self.port}"
        self._environ = {**os.environ, **_settings(home, self.port, logs), **_plenum(plenum), **(more or {})}
        self._environ["PATH"] = f"{environment / 'bin'}{os.pathsep}{os.environ['PATH']}"
        self._airflow = str(environment / "bin" / "airflow")
        self._process: subprocess.Popen[bytes] | None = None
        self._log: IO[bytes] | None = None
        self._token = ""

    def __enter__(self) -> Self:
        """Start and wait until the DAG can be run. Raises TimeoutError, or RuntimeError where it ended."""
        self.home.mkdir(parents=True, exist_ok=True)
        self._log = (self.home / "standalone.log").open("wb")
        for arguments in (["db", "migrate"], ["standalone"]):
            self._process = subprocess.Popen(
                [self._airflow, *arguments],
                env=self._environ,
                stdout=self._log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            if arguments != ["standalone"] and self._process.wait():
                raise RuntimeError(f"airflow {' '.join(arguments)} failed: {self.home / 'standalone.log'}")
        try:
            self.wait_for(self._ready, STARTS_S)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """End all of it."""
        if self._process is not None and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGTERM)
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(self._process.pid, signal.SIGKILL)
        if self._log is not None:
            self._log.close()

    def trigger(self, run_id: str, conf: Mapping[str, Any] | None = None) -> None:
        """Start a run. Raises urllib.error.HTTPError where Airflow refuses its parameters."""
        self._call("POST", "/dagRuns", {"dag_run_id": run_id, "logical_date": None, "conf": dict(conf or {})})

    def run(self, run_id: str) -> dict[str, Any]:
        """The run as the API tells it."""
        return dict(self._call("GET", f"/dagRuns/{quote(run_id)}"))

    def state(self, run_id: str) -> str:
        """The run's state."""
        return str(self.run(run_id)["state"])

    def tasks(self, run_id: str) -> dict[str, dict[str, Any]]:
        """The run's task instances by the task's name."""
        found = self._call("GET", f"/dagRuns/{quote(run_id)}/taskInstances")["task_instances"]
        return {task["task_id"]: task for task in found}

    def ended(self, run_id: str, within_s: float) -> str:
        """The state in which the run ends. Raises TimeoutError."""
        return str(
            self.wait_for(lambda: (now := self.state(run_id)) in {"success", "failed"} and now, within_s)
        )

    def xcom(self, run_id: str, task: str, key: str = "return_value") -> Any:
        """What a task left."""
        path = f"/dagRuns/{quote(run_id)}/taskInstances/{task}/xcomEntries/{key}?deserialize=true"
        return self._call("GET", path)["value"]

    def log(self, run_id: str, task: str, attempt: int = 1) -> str:
        """A task's log as the page shows it, the triggerer's lines included."""
        path = f"/dagRuns/{quote(run_id)}/taskInstances/{task}/logs/{attempt}?full_content=true"
        return "\n".join(
            " ".join(filter(None, (line.get("level"), line.get("event"), _errors(line))))
            for line in self._call("GET", path)["content"]
        )

    def clear(self, run_id: str) -> None:
        """Run all tasks of a run again."""
        self._call("POST", f"/dagRuns/{quote(run_id)}/clear", {"dry_run": False})

    def wait_for(self, look: Any, within_s: float) -> Any:
        """What `look` answers once it is true. Raises TimeoutError, or RuntimeError where Airflow ended."""
        end = time.monotonic() + within_s
        while time.monotonic() < end:
            if found := look():
                return found
            if self._process is None or self._process.poll() is not None:
                raise RuntimeError(f"Airflow has ended: {self.home / 'standalone.log'}")
            time.sleep(LOOK_S)
        raise TimeoutError(f"not within {within_s:g} s: {self.home / 'standalone.log'}")

    def _ready(self) -> bool:
        try:
            self._token = self._request("GET", "/auth/token")["access_token"]
            health = self._request("GET", "/api/v2/monitor/health")
            parts = ("metadatabase", "scheduler", "triggerer", "dag_processor")
            return all(health[part]["status"] == "healthy" for part in parts) and bool(self._call("GET", ""))
        except (urllib.error.URLError, OSError, KeyError):
            return False

    def _call(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        return self._request(method, f"/api/v2/dags/{DAG_ID}{path}", body)

    def _request(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        data = None if body is None else json.dumps(body).encode()
        address = self.url + path
        request = urllib.request.Request(address, data, headers, method=method)  # noqa: S310 its own address
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 likewise
            return json.load(answer)


def _errors(line: Mapping[str, Any]) -> str:
    return "; ".join(f"{error['exc_type']}: {error['exc_value']}" for error in line.get("error_detail") or ())


def _settings(home: Path, port: int, logs: list[int]) -> dict[str, str]:
    """Airflow's own: on this machine alone, everybody an administrator."""
    options = {
        "CORE__DAGS_FOLDER": str(DAGS),
        "CORE__LOAD_EXAMPLES": "False",
        "CORE__EXECUTOR": "LocalExecutor",
        "SCHEDULER__USE_JOB_SCHEDULE": "False",  # runs come by hand alone
        "CORE__PARALLELISM": "4",
        "CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": "True",
        "CORE__EXECUTION_API_SERVER_URL": f"http://127.0.0.1:{port}/execution/",
        "API__HOST": "127.0.0.1",
        "API__PORT": str(port),
        "API__WORKERS": "1",
        "LOGGING__WORKER_LOG_SERVER_PORT": str(logs[0]),
        "LOGGING__TRIGGER_LOG_SERVER_PORT": str(logs[1]),
        "DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": "300",
        # Two cores that do other things are slow to start, and no sign of anything wrong.
        "DAG_PROCESSOR__DAG_FILE_PROCESSOR_TIMEOUT": "300",
        "CORE__DAGBAG_IMPORT_TIMEOUT": "200",
        "WORKERS__EXECUTION_API_TIMEOUT": "60",
        "SCHEDULER__SCHEDULER_HEALTH_CHECK_THRESHOLD": "120",
    }
    return {
        "AIRFLOW_HOME": str(home),
        "PYTHONPATH": str(DAGS),
        **{f"AIRFLOW__{name}": value for name, value in options.items()},
    }


def _plenum(plenum: Plenum) -> dict[str, str]:
    found = {"PLENUM_REDIS_URL": plenum.redis, "PLENUM_GATEWAY_URL": plenum.gateway}
    if not plenum.otlp_http:
        return found
    return {
        **found,
        "AIRFLOW__TRACES__OTEL_ON": "True",
        "OTEL_SERVICE_NAME": "airflow",
        "OTEL_EXPORTER_OTLP_ENDPOINT": plenum.otlp_http,
        "OTEL_TRACES_EXPORTER": "otlp_proto_http",  # Airflow asks no variable of the protocol
    }


def _free_ports(count: int) -> list[int]:
    with_ports = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [server.getsockname()[1] for server in with_ports]
    for server in with_ports:
        server.close()
    return ports
