"""supervisord that has loaded what the services need, and forks them: python -m plenum.stack.daemon -c FILE.

It starts, watches and ends processes as ever, each by itself. But where it would execute a Python program
of this environment, the process that it has forked for it becomes that program: nothing is imported twice,
and what was imported is in memory once. Other programs, Redis among them, are executed.

New code is loaded when the stack is started again: a service that is restarted alone has the stack's.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from supervisor import supervisord
from supervisor.options import ServerOptions

from plenum.stack import forked, loaded


class Options(ServerOptions):  # type: ignore[misc]  # supervisor has no types
    """supervisord's options, which are also its way to the operating system."""

    forks = False
    """Whether Python programs are forked."""

    def make_logger(self) -> None:
        """Tell how programs are started, among what supervisord tells when there is a log."""
        if self.forks:
            self.parse_infos.append("Python programs are forked from this process")
        else:
            self.parse_warnings.append(
                "every program is started by itself: an import left a thread, or this is macOS"
            )
        super().make_logger()

    def execve(self, filename: str, argv: list[str], env: Mapping[str, str]) -> Any:
        """Become the program, in the process that was forked for it."""
        ours = forked.python_module(argv) if self.forks else None
        if ours is None:
            return super().execve(filename, argv, env)
        log = Path(self.childlogdir) / f"{env['SUPERVISOR_PROCESS_NAME']}.log"
        return forked.become(*ours, env, log)


def main() -> None:
    """Load, then be supervisord."""
    forked.show([sys.executable, "-m", "plenum.stack.daemon", *sys.argv[1:]])
    # macOS' own libraries do not survive a fork without an exec.
    Options.forks = sys.platform != "darwin" and loaded.load()
    supervisord.ServerOptions = Options
    supervisord.main()


if __name__ == "__main__":
    main()
