"""A real Redis for one test or session, on a free port, gone with it."""

from __future__ import annotations

import random
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from redis import Redis
from redis.exceptions import BusyLoadingError, RedisError

from plenum.stack import binaries
from tests.support.waiting import HANGS_S, eventually

BELOW_OUTGOING = range(15_000, 32_768)
"""Ports that Linux gives to no outgoing connection, which could take one before its server does."""
_random = random.SystemRandom()
"""Tests on several cores begin with one seed, and would all find the same ports."""


def free_port() -> int:
    """A port that nobody listens on now."""
    while True:
        port = _random.choice(BELOW_OUTGOING)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def binary() -> str:
    """The server that the embedded stack would take."""
    return str(binaries.redis_server())


class RedisServer:
    """A redis-server with its append-only file in `folder`; can be killed and started again."""

    def __init__(self, folder: Path, program: str | None = None) -> None:
        self.folder = folder
        self.program = program or binary()
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *more: str) -> None:
        """Start and wait until it answers, if only that it reads its file; `more`: further options."""
        self.process = subprocess.Popen(
            [
                self.program,
                *("--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder)),
                *("--appendonly", "yes", "--save", "", "--maxmemory-policy", "noeviction", *more),
            ],
            stdout=subprocess.DEVNULL,
        )
        assert eventually(self._answers), f"redis-server on port {self.port} does not answer"

    def _answers(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, "redis-server ended at its start"
        try:
            with Redis(port=self.port) as client:
                return bool(client.ping())
        except BusyLoadingError:
            return True
        except RedisError:
            return False

    def kill(self) -> None:
        """End it as a crash would."""
        if self.process:
            self.process.kill()
            self.process.wait(HANGS_S)


@contextmanager
def redis_server(folder: Path) -> Iterator[RedisServer]:
    """A running server, killed at the end."""
    server = RedisServer(folder)
    server.start()
    try:
        yield server
    finally:
        server.kill()
