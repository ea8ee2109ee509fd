"""The state folder: everything that one running stack leaves on disk, and the lock on it."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import stat
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from plenum.stack import running
from plenum.stack.errors import StackError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

#: A Unix socket's path holds 104 bytes on macOS and 108 on Linux, and supervisord binds to a
#: temporary name up to 8 longer first.
SOCKET_PATH_LIMIT = 90


@dataclass(frozen=True)
class StateFolder:
    """Where a stack's configuration, logs, data and telemetry are."""

    path: Path

    @classmethod
    def at(cls, state: str | Path | None = None) -> StateFolder:
        """The folder asked for, else PLENUM_STATE, else `.plenum` in the current folder."""
        return cls(Path(state or os.environ.get("PLENUM_STATE") or ".plenum").absolute())

    @classmethod
    def found(cls, state: str | Path | None = None) -> StateFolder:
        """The folder of the stack that is meant, from wherever a command is given.

        As `at` where one is named; else the nearest `.plenum` with a stack, from the current folder upwards;
        else that of the only stack of this user. Raises UsageError where several could be meant.
        """
        here = cls.at(state)
        if state or os.environ.get("PLENUM_STATE"):
            return here
        for folder in here.path.parents:
            if running.holds_stack(folder / here.path.name):
                return cls(folder / here.path.name)
        elsewhere = running.stacks()
        if len(elsewhere) > 1:
            raise UsageError(f"several stacks are up: name one by --state: {', '.join(map(str, elsewhere))}")
        return cls(elsewhere[0]) if elsewhere else here

    @property
    def info_file(self) -> Path:
        """Ports, mode and replicas of the stack; there only while the stack is wanted up."""
        return self.path / running.INFO

    @property
    def ports_file(self) -> Path:
        """The ports of the last run, tried first in the next."""
        return self.path / "ports.json"

    def last_ports(self) -> dict[str, int]:
        """Those of the last run; none before the first."""
        found: dict[str, int] = json.loads(self.ports_file.read_text()) if self.ports_file.exists() else {}
        return found

    @property
    def passwords_file(self) -> Path:
        """Redis' users with their passwords, for the owner alone; kept from run to run."""
        return self.path / "passwords.json"

    @property
    def users_file(self) -> Path:
        """Redis' users as it reads them."""
        return self.path / "users.acl"

    @property
    def supervisor_conf(self) -> Path:
        """The process manager's configuration, made anew at each change."""
        return self.path / "supervisord.conf"

    @property
    def supervisor_log(self) -> Path:
        """What the process manager did and saw."""
        return self.logs / "supervisord.log"

    @property
    def logs(self) -> Path:
        """One log a process."""
        return self.path / "logs"

    @property
    def redis(self) -> Path:
        """The append-only file."""
        return self.path / "redis"

    @property
    def prometheus(self) -> Path:
        """Its configuration, targets and series."""
        return self.path / "prometheus"

    @property
    def telemetry(self) -> Path:
        """JSON lines: logs always, traces and metrics too where no collector runs."""
        return self.path / "telemetry"

    @property
    def socket(self) -> Path:
        """The process manager's socket: in the folder, or in a short one of ours under /tmp."""
        inside = self.path / "supervisor.sock"
        if len(os.fsencode(inside)) <= SOCKET_PATH_LIMIT:
            return inside
        digest = hashlib.sha256(os.fsencode(self.path)).hexdigest()[:16]
        # Not tempfile.gettempdir(): TMPDIR may differ between the shell of `up` and that of `down`.
        return Path(f"/tmp/plenum-{os.getuid()}") / f"{digest}.sock"  # noqa: S108 - owner is checked

    def create(self) -> None:
        """Make the folders. Raises StackError where the socket's folder belongs to somebody else."""
        # Buildings, results, logs and passwords are nobody else's.
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        for folder in (self.logs, self.redis, self.prometheus, self.telemetry):
            folder.mkdir(parents=True, exist_ok=True)
        if self.socket.parent != self.path:
            self.socket.parent.mkdir(mode=0o700, exist_ok=True)
            found = self.socket.parent.lstat()
            if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
                raise StackError(f"{self.socket.parent} is not ours: use a shorter --state path")
            self.socket.parent.chmod(0o700)

    @contextmanager
    def lock(self, patience_s: float = 60.0) -> Iterator[None]:
        """Let one command at a time change the stack.

        Raises StackError when another one holds on for longer than `patience_s` seconds.
        """
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        with locked(self.path / "lock", patience_s, f"another command is busy with {self.path}"):
            yield


@contextmanager
def locked(file: Path, patience_s: float, complaint: str) -> Iterator[None]:
    """Hold an exclusive lock on `file`, which the kernel takes back when the process dies."""
    with file.open("a") as handle:
        deadline = time.monotonic() + patience_s
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise StackError(f"{complaint} (waited {patience_s:.0f} s)") from None
                time.sleep(0.05)
        yield
