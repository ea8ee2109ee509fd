"""supervisord's configuration for a set of processes."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from plenum.stack.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from plenum.stack.folder import StateFolder
    from plenum.stack.parts import Part

_DAEMON = """\
[supervisord]
logfile={log}
logfile_maxbytes=5MB
logfile_backups=1
pidfile={folder}/supervisord.pid
identifier={identifier}
directory={folder}
childlogdir={folder}/logs
nocleanup=true
minfds=1024

[unix_http_server]
file={socket}
chmod=0700

[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
"""

# A process that ends within startsecs did not start: it is tried again after pauses that grow by a
# second each, and given up after startretries, which bounds a crash loop at about a minute.
_PROGRAM = """
[program:{name}]
command={command}
environment={environment}
directory={folder}
autostart=true
autorestart=true
startsecs={start_s}
startretries=10
stopsignal=TERM
stopwaitsecs={stop_s}
stopasgroup={whole_group}
killasgroup=true
redirect_stderr=true
stdout_logfile={folder}/logs/{name}.log
stdout_logfile_maxbytes=10MB
stdout_logfile_backups=2
"""


def render(folder: StateFolder, stack_id: str, parts: Iterable[Part]) -> str:
    """The whole file. One program a process: supervisord leaves alone what did not change."""
    daemon = _DAEMON.format(
        log=_escape(str(folder.supervisor_log)),
        folder=_escape(str(folder.path)),
        socket=_escape(str(folder.socket)),
        identifier=f"plenum-{stack_id}",
    )
    return daemon + "".join(
        _PROGRAM.format(
            name=part.name,
            command=_escape(shlex.join(part.command)),
            environment=_environment(part.environment),
            folder=_escape(str(folder.path)),
            start_s=part.start_s,
            stop_s=part.stop_s,
            whole_group="true" if part.whole_group else "false",
        )
        for part in parts
    )


def _escape(value: str) -> str:
    """A value as supervisord reads it: %(…)s is expanded, ` ;` and ` #` begin comments."""
    if any(sign in value for sign in ("\n", " ;", " #")):
        raise UsageError(
            f"{value!r} cannot stand in supervisord's configuration: choose another --state folder"
        )
    return value.replace("%", "%%")


def _environment(variables: Mapping[str, str]) -> str:
    """NAME="value",…: supervisord strips quotes at both ends and knows no escape for them."""
    for name, value in variables.items():
        if '"' in value or value.strip("'") != value:
            raise UsageError(f"{name}={value!r} cannot stand in supervisord's configuration: it has quotes")
    return ",".join(f'{name}="{_escape(value)}"' for name, value in variables.items())
