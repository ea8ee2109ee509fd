"""An MLflow server on SQLite with its artifacts over HTTP, and the programs of training beside it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from services.light_model_d_learned.model import NAME
from tests.support.redis_server import free_port
from tests.support.waiting import eventually

ROOT: Final = Path(__file__).resolve().parents[2]
ENVIRONMENT: Final = ROOT / ".venv-training" / "bin"
PROGRAM_S: Final = 420.0
"""What a program of training may take on a busy machine."""


@dataclass(frozen=True)
class Training:
    """The programs, and where they record."""

    uri: str
    folder: Path

    def run(self, module: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """`python -m training.MODULE`, to its end."""
        return subprocess.run(
            [str(ENVIRONMENT / "python"), "-W", "ignore", "-m", f"training.{module}", *arguments],
            cwd=ROOT,
            env={**os.environ, "MLFLOW_TRACKING_URI": self.uri, "OPENBLAS_NUM_THREADS": "1"},
            capture_output=True,
            text=True,
            timeout=PROGRAM_S,
            check=False,
        )

    def done(self, module: str, *arguments: str) -> str:
        """Its standard output, where it succeeds."""
        ended = self.run(module, *arguments)
        assert ended.returncode == 0, ended.stderr
        return ended.stdout

    def shown(self) -> dict[str, Any]:
        """Aliases and audit."""
        found: dict[str, Any] = json.loads(self.done("registry", "show"))
        return found


@dataclass(frozen=True)
class Server(Training):
    """A server beside them."""

    process: subprocess.Popen[bytes]

    def ask(self, path: str, **query: str) -> dict[str, Any]:
        """What its REST interface answers."""
        url = f"{self.uri}/api/2.0/mlflow/{path}?{urllib.parse.urlencode(query)}"
        with urllib.request.urlopen(url, timeout=30) as answer:
            found: dict[str, Any] = json.load(answer)
        return found

    def shown(self) -> dict[str, Any]:
        """The same, by the server's own interface."""
        kept = self.ask("registered-models/get", name=NAME)["registered_model"]
        moves = {each["key"]: each["value"] for each in kept["tags"] if each["key"].startswith("audit.")}
        return {
            "aliases": {each["alias"]: str(each["version"]) for each in kept["aliases"]},
            "audit": [json.loads(moves[key]) for key in sorted(moves)],
        }

    def stop(self) -> None:
        """End it and what it started."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait(30)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """As `make mlflow` starts one, on a free port."""
    folder, port = tmp_path_factory.mktemp("mlflow"), free_port()
    command = ["make", "mlflow", f"MLFLOW_PORT={port}", f"MLFLOW_FOLDER={folder}"]
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, start_new_session=True)
    found = Server(f"http://127.0.0.1:{port}", folder, process)
    try:
        assert eventually(lambda: _healthy(found)), (folder / "server.log").read_text()
        yield found
    finally:
        found.stop()


def _healthy(server: Server) -> bool:
    assert server.process.poll() is None, (server.folder / "server.log").read_text()
    try:
        with urllib.request.urlopen(f"{server.uri}/health", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
