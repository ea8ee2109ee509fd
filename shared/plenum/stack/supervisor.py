"""The process manager: supervisord, talked to over its Unix socket."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
import xmlrpc.client
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Self, cast

from plenum.stack import forked
from plenum.stack.errors import StackError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from plenum.stack.folder import StateFolder

ANSWER_S = 10.0
_START_S = 120.0
"""A machine may be busy with other things while it loads; an import may hang."""
#: States of a program in which no process of it runs.
STOPPED = {"STOPPED", "EXITED", "FATAL", "UNKNOWN"}


class _UnixConnection(http.client.HTTPConnection):
    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=ANSWER_S)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._path))


class _UnixTransport(xmlrpc.client.Transport):
    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path

    def make_connection(self, host: Any) -> http.client.HTTPConnection:
        # Kept by the base class under the host's name, and closed by it when a call fails.
        if not self._connection or not self._connection[1]:
            self._connection = host, _UnixConnection(self._path)
        return cast("http.client.HTTPConnection", self._connection[1])


class Supervisor:
    """One running supervisord. Every call raises OSError when it is not there or does not answer."""

    def __init__(self, folder: StateFolder) -> None:
        self.folder = folder
        self._proxy = xmlrpc.client.ServerProxy("http://localhost", _UnixTransport(folder.socket))
        self._calls: Any = self._proxy.supervisor

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._proxy("close")()

    @contextmanager
    def starting(self, environment: Mapping[str, str], *, forks: bool) -> Iterator[None]:
        """Start it with its configuration; the environment is what all its processes inherit.

        Where it is to fork services it loads what they need first, and the block runs meanwhile; at its
        end the socket is there. Raises StackError with supervisord's own words if not.
        """
        module = "plenum.stack.daemon" if forks else "supervisor.supervisord"
        command = [sys.executable, "-P", *forked.ROOM, "-m", module, "-c"]
        with subprocess.Popen(
            [*command, str(self.folder.supervisor_conf)],
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as daemon:
            yield
            try:
                words, _ = daemon.communicate(timeout=_START_S)
            except subprocess.TimeoutExpired:
                daemon.kill()
                raise StackError(f"supervisord did not start within {_START_S:.0f} s") from None
        if daemon.returncode != 0:
            raise StackError(f"supervisord did not start: {words.strip()}")

    def is_up(self) -> bool:
        """Whether it answers."""
        try:
            return bool(self._calls.getState()["statecode"] == 1)
        except (OSError, http.client.HTTPException, xmlrpc.client.Error):
            return False

    def processes(self) -> list[dict[str, Any]]:
        """Every program: name, statename, pid, start and now in seconds, spawnerr."""
        return cast("list[dict[str, Any]]", self._calls.getAllProcessInfo())

    def apply(self) -> None:
        """Take over the configuration file and let exactly its processes run.

        What is gone from it is ended, what changed is restarted, what was given up is tried again.
        """
        ((added, changed, removed),) = self._calls.reloadConfig()
        self.stop([*changed, *removed])
        for name in (*changed, *removed):
            self._calls.removeProcessGroup(name)
        for name in (*added, *changed):
            self._calls.addProcessGroup(name)
        for process in self.processes():
            if process["statename"] in STOPPED and process["name"] not in (*added, *changed):
                self._calls.startProcess(process["name"], False)

    def hang_up(self, name: str) -> None:
        """SIGHUP to a program, by which it reads its configuration anew; nothing where it does not run."""
        with suppress(xmlrpc.client.Fault):
            self._calls.signalProcess(name, "HUP")

    def stop(self, names: Iterable[str], patience_s: float = 60.0) -> None:
        """Stop these at once and wait until their processes are gone.

        supervisord itself kills a group that outlasts its own limit; past `patience_s` seconds this
        raises StackError.
        """
        waiting = set(names)
        for process in self.processes():
            if process["name"] in waiting and process["statename"] not in STOPPED:
                self._stop_one(process["name"])
        deadline = time.monotonic() + patience_s
        while True:
            running = {p["name"] for p in self.processes() if p["statename"] not in STOPPED}
            if not running & waiting:
                return
            if time.monotonic() > deadline:
                raise StackError(f"did not stop: {', '.join(sorted(running & waiting))}")
            time.sleep(0.05)

    def _stop_one(self, name: str) -> None:
        try:
            self._calls.stopProcess(name, False)
        except xmlrpc.client.Fault as fault:
            # NOT_RUNNING: it ended, or waits for its next try, between the look and the call.
            if "NOT_RUNNING" not in fault.faultString:
                raise StackError(f"{name}: {fault.faultString}") from fault

    def shut_down(self) -> None:
        """End supervisord itself; what still runs under it is stopped first."""
        self._calls.shutdown()
