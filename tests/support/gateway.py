"""A gateway as its own process, as the stack starts it, on any Redis."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx2 as httpx

from tests.support.redis_server import free_port
from tests.support.waiting import HANGS_S, eventually

ROOT: Final = Path(__file__).parents[2]
WAITING: Final = {"Prefer": f"wait={HANGS_S:g}"}
"""Headers of a request for the result itself, however busy the machine is."""


@dataclass(frozen=True)
class RunningGateway:
    """Its address, its process and its folder."""

    url: str
    process: subprocess.Popen[bytes]
    folder: Path

    def client(self, **more: Any) -> httpx.Client:
        """Somebody who asks it."""
        return httpx.Client(base_url=self.url, timeout=HANGS_S, **more)

    def log(self) -> str:
        """What it wrote."""
        return (self.folder / "gateway.log").read_text(errors="replace")


@contextmanager
def running_gateway(
    folder: Path, redis_url: str, *, ready: bool = True, **env: str
) -> Iterator[RunningGateway]:
    """Once it is alive, and with `ready` once it can serve; ended with the block."""
    port = free_port()
    folder.mkdir(exist_ok=True)
    with (folder / "gateway.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "services.gateway"],
            cwd=ROOT,
            env={
                **os.environ,
                "PLENUM_REDIS_URL": redis_url,
                "PLENUM_TELEMETRY": "false",
                "PLENUM_LOG_FORMAT": "json",
                "PLENUM_GATEWAY_PORT": str(port),
                "PLENUM_GATEWAY_FOLDER": str(folder / "kept"),
                "PLENUM_GATEWAY_WAIT_S": str(HANGS_S),
                **env,
            },
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    running = RunningGateway(f"http://127.0.0.1:{port}", process, folder)
    try:
        assert eventually(
            lambda: process.poll() is not None or answers(running, "ready" if ready else "live")
        )
        assert process.poll() is None, running.log()
        yield running
    finally:
        process.terminate()
        process.wait(HANGS_S)


def answers(running: RunningGateway, what: str) -> bool:
    """Whether one of its probes says so."""
    try:
        return httpx.get(f"{running.url}/health/{what}", timeout=HANGS_S).status_code == 200
    except httpx.TransportError:
        return False
