"""A real PostgreSQL for one test or module, as an ordinary user: it refuses to run as root."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.support.redis_server import free_port
from tests.support.waiting import HANGS_S, eventually


def programs() -> Path:
    """The folder of `initdb` and `postgres`: on the path, or where Debian puts them, the newest version's."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda at: int(at.parts[4]))
    assert versions, "no PostgreSQL: ./.ci/system-packages installs it"
    return versions[-1].parent


def user() -> dict[str, Any]:
    """Whom the server runs as, for `subprocess`: whoever runs this, or as root Debian's user for it."""
    if os.geteuid():
        return {}
    known = {entry.pw_name for entry in pwd.getpwall()}
    name = "postgres" if "postgres" in known else "nobody"
    return {"user": name, "group": pwd.getpwnam(name).pw_gid, "extra_groups": []}


class PostgresServer:
    """A server with one database; can be ended and started again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"postgresql://plenum@127.0.0.1:{self.port}/postgres"
        self.process: subprocess.Popen[bytes] | None = None
        made = ["-D", str(folder / "data"), "-U", "plenum", "-A", "trust", "--no-sync", "-E", "UTF8"]
        subprocess.run([programs() / "initdb", *made], check=True, capture_output=True, cwd=folder, **user())

    def start(self) -> None:
        """Start it and wait until it answers."""
        self.process = subprocess.Popen(
            [
                programs() / "postgres",
                *("-D", str(self.folder / "data"), "-p", str(self.port), "-k", str(self.folder)),
                *("-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"),
            ],
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **user(),
        )
        assert eventually(self._answers), f"PostgreSQL on port {self.port} does not answer"

    def _answers(self) -> bool:
        import psycopg

        assert self.process is not None
        assert self.process.poll() is None, "PostgreSQL ended at its start"
        try:
            with psycopg.connect(self.url, connect_timeout=2):
                return True
        except psycopg.OperationalError:
            return False

    def stop(self) -> None:
        """End it at once, with every connection."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)  # `fast`: to terminate would wait for its clients
            self.process.wait(HANGS_S)


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """A running server in a folder that its user may enter; gone at the end."""
    folder = Path(tempfile.mkdtemp(prefix="plenum-postgres-"))
    try:
        if owner := user():
            shutil.chown(folder, owner["user"])
        server = PostgresServer(folder)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
