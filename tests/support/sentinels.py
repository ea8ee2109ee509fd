"""A Redis, its replica, and three Sentinels that put the one in the other's place."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final

from redis import Redis
from redis.exceptions import RedisError

from tests.support.ending import ended_with
from tests.support.redis_server import RedisServer, free_port
from tests.support.waiting import eventually

NAME: Final = "plenum"
"""Of the master, as the Sentinels know it."""


class Replicated:
    """Two servers, of which the first is the master until it dies."""

    def __init__(self, folder: Path, program: str) -> None:
        self.folder = folder
        self.first, self.second = (self._server(name, program) for name in ("first", "second"))
        self.ports = [free_port() for _ in range(3)]
        """The Sentinels'."""

    def _server(self, name: str, program: str) -> RedisServer:
        (self.folder / name).mkdir()
        return RedisServer(self.folder / name, program)

    @property
    def url(self) -> str:
        """By which everybody reaches the master."""
        sentinels = ";".join(f"sentinel://127.0.0.1:{port}/0" for port in self.ports)
        return f"{sentinels}?master_name={NAME}"

    def in_step(self) -> bool:
        """Whether the replica has what the master had when it came: before that it lacks everything."""
        with Redis(port=self.second.port) as replica:
            return bool(dict(replica.info("replication"))["master_link_status"] == "up")

    def cut(self) -> None:
        """From now on nothing reaches the replica, which answers as before."""
        with Redis(port=self.second.port) as replica, Redis(port=self.first.port) as master:
            replica.config_set("masterauth", "nobody knows it")
            replica.config_set("masteruser", "nobody")
            master.client_kill_filter(_type="replica")

    def fails_over(self) -> None:
        """The master dies; returns once the replica stands in its place."""
        self.first.kill()
        assert eventually(self._stands_in), "the replica was not promoted"

    def _stands_in(self) -> bool:
        with Redis(port=self.second.port) as replica:
            return bool(replica.role()[0] == b"master")

    def start_sentinel(self, port: int, program: str) -> subprocess.Popen[bytes]:
        """One of the three: two agree on a death that they see for a second."""
        folder = self.folder / f"sentinel-{port}"
        folder.mkdir()
        (folder / "sentinel.conf").write_text(
            f"port {port}\nbind 127.0.0.1\ndir {folder}\n"
            f"sentinel monitor {NAME} 127.0.0.1 {self.first.port} 2\n"
            f"sentinel down-after-milliseconds {NAME} 1000\n"
            f"sentinel failover-timeout {NAME} 10000\n"
        )
        command = [program, str(folder / "sentinel.conf"), "--sentinel"]
        return subprocess.Popen(command, stdout=subprocess.DEVNULL)

    def watched(self) -> bool:
        """Whether each Sentinel knows the replica and the two others."""
        return all(_knows(port) for port in self.ports)


def _knows(port: int) -> bool:
    try:
        with Redis(port=port) as sentinel:
            seen: dict[str, Any] = sentinel.sentinel_master(NAME)
    except RedisError:
        return False
    return bool(seen["num-slaves"] == 1 and seen["num-other-sentinels"] == 2)


@contextmanager
def replicated(folder: Path, program: str) -> Iterator[Replicated]:
    """All five, watched; killed at the end."""
    made = Replicated(folder, program)
    with ExitStack() as running:
        for server in (made.first, made.second):
            running.callback(server.kill)
        made.first.start()
        made.second.start("--replicaof", "127.0.0.1", str(made.first.port))
        for port in made.ports:
            running.enter_context(ended_with(made.start_sentinel(port, program)))
        assert eventually(made.watched), "the Sentinels do not know each other"
        assert eventually(made.in_step), "the replica does not follow"
        yield made
