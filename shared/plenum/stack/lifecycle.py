"""Bring a stack up, change how many workers it has, look at it, take it down."""

from __future__ import annotations

import uuid
import xmlrpc.client
from dataclasses import replace
from http.client import HTTPException
from typing import TYPE_CHECKING, Any

from plenum.settings import settings
from plenum.stack import (
    binaries,
    configs,
    graph,
    health,
    leftovers,
    memory,
    neighbours,
    parts,
    ports,
    running,
    users,
)
from plenum.stack.errors import StackError, UsageError
from plenum.stack.folder import StateFolder, locked
from plenum.stack.info import StackInfo
from plenum.stack.report import PartStatus, StackStatus
from plenum.stack.supervisor import Supervisor
from plenum.stack.supervisor_conf import render

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

READY_S = 90.0


def up(  # parameters: what a person may choose, each by its name
    state: str | Path | None = None,
    full: bool = True,
    scale: Mapping[str, int] | None = None,
    services: Sequence[str] | None = None,
    env: Mapping[str, str] | None = None,
    *,
    beside: Sequence[str] = (),
    ready_s: float = READY_S,
    say: Callable[[str], None] = lambda _: None,
) -> StackInfo:
    """Start what is not running yet and wait until every part is ready.

    `full` adds collector, Jaeger and Prometheus in place of the small OTLP sink. `services` names the
    services to run, all of the graph by default, none with an empty list; `scale` says how many
    workers of each: one by default, and where a stack is up as many as it has. `beside` names the
    neighbours (`stack/neighbours.py`); a stack that is up keeps those that it has. `env` is added to what
    all processes inherit, if this starts them. `ready_s` bounds the wait in seconds, builds not
    counted; `say` hears what is being done.

    Raises UsageError for unknown services and for another mode than the running one's, and
    UnhealthyError, with the tail of the log, for what does not become ready; what runs then goes on,
    to be looked at or taken down.
    """
    folder = StateFolder.at(state)
    known = _adopted(folder)
    wanted = graph.replicas(services, scale or {})
    beside = neighbours.wanted(beside, full=full)
    programs = binaries.programs(full, say, beside or (known.beside if known else ()))
    with folder.lock(), Supervisor(folder) as supervisor:
        folder.create()
        before = StackInfo.load(folder)
        if before and supervisor.is_up():
            _refuse_another(before, full, beside)
            info = replace(before, services={**wanted, **before.services, **(scale or {})})
        else:
            if before and leftovers.end(before.stack_id):
                say("the process manager is gone: what it left was ended, all is started anew")
            info = StackInfo(
                folder.path, uuid.uuid4().hex, full, {}, wanted, beside=list(beside), graph=settings().graph
            )
            info = _start(supervisor, info, programs, env or {}, ready_s, say)
        return _apply(supervisor, info, programs, ready_s, say)


def down(state: str | Path | None = None, *, say: Callable[[str], None] = lambda _: None) -> bool:
    """Stop everything and leave no process behind; data, logs and telemetry stay.

    The services go first, so that their last telemetry finds a collector. Works as well when the
    process manager itself was killed. Returns whether there was anything to stop.
    """
    folder = StateFolder.found(state)
    if not folder.path.is_dir():
        return False
    with folder.lock(), Supervisor(folder) as supervisor:
        info = StackInfo.load(folder)
        if info is None:
            return False
        try:
            _stop(supervisor)
        except (OSError, HTTPException, xmlrpc.client.Error, StackError) as error:
            say(f"the process manager does not help ({error}): ending its processes one by one")
        leftovers.end(info.stack_id)
        folder.socket.unlink(missing_ok=True)
        folder.info_file.unlink()
        running.forget(folder.path)
    return True


def scale(
    state: str | Path | None,
    name: str,
    n: int,
    *,
    ready_s: float = READY_S,
    say: Callable[[str], None] = lambda _: None,
) -> StackInfo:
    """Run `n` workers of a service, 0 for none; no other process is touched.

    Raises UsageError where no stack is up, for an unknown service and for a negative number.
    """
    folder = StateFolder.found(state)
    _adopted(folder)
    wanted = graph.replicas([name], {name: n})
    with folder.lock(), Supervisor(folder) as supervisor:
        info = StackInfo.load(folder)
        if info is None or not supervisor.is_up():
            raise UsageError(f"no stack is up in {folder.path}: start one with `plenum up`")
        info = replace(info, services={**info.services, **wanted})
        programs = binaries.programs(info.full, say, info.beside)
        return _apply(supervisor, info, programs, ready_s, say)


def status(state: str | Path | None = None) -> StackStatus:
    """Every part with its state, and the addresses; changes nothing."""
    folder = StateFolder.found(state)
    info = StackInfo.load(folder)
    if info is None:
        return StackStatus(str(folder.path), False, "down", (), {}, {})
    graph.adopt(info.graph)
    with Supervisor(folder) as supervisor:
        processes = supervisor.processes() if supervisor.is_up() else []
    ready = health.working(info, processes) if processes else set()
    held = memory.resident_mib({process["pid"] for process in processes if process["pid"]})
    found = tuple(_part(process, folder, ready, held) for process in processes)
    return StackStatus(
        state=str(folder.path),
        up=bool(found) and all(part.ready for part in found),
        mode=("full" if info.full else "embedded") if found else "down",
        parts=found,
        services=info.services,
        addresses=info.addresses(),
        unmanaged=0 if processes else len(leftovers.marked(info.stack_id)),
    )


def _part(
    process: Mapping[str, Any], folder: StateFolder, ready: set[str], held: Mapping[int, tuple[float, ...]]
) -> PartStatus:
    name, pid = process["name"], process["pid"]
    return PartStatus(
        name=name,
        state=process["statename"],
        ready=name in ready,
        pid=pid or None,
        uptime_s=float(process["now"] - process["start"]) if pid else None,
        memory_mib=held.get(pid, ()),
        log=str(folder.logs / f"{name}.log"),
        serves=graph.serves(graph.POOL) if health.part_of(name) == graph.POOL else (),
    )


def _start(
    supervisor: Supervisor,
    info: StackInfo,
    programs: parts.Programs,
    env: Mapping[str, str],
    ready_s: float,
    say: Callable[[str], None],
) -> StackInfo:
    """The infrastructure, on ports that are free now."""
    folder = supervisor.folder
    # One start at a time on the whole machine, from the choice of ports until the servers hold them.
    with locked(binaries.cache() / "ports.lock", ready_s + 30, "another stack is being started"):
        full = tuple(name for name in ports.CUSTOMARY if name not in (*ports.LATER, *ports.BESIDE))
        needed = (*(full if info.full else ports.EMBEDDED), *neighbours.ports_of(info.beside))
        chosen = ports.choose(needed, folder.last_ports(), running.ports_beside(info.state))
        info = replace(info, ports=chosen, passwords=users.passwords(folder))
        users.write_users(folder, info.passwords)
        info.save(folder)
        running.note(folder.path)
        if info.full:
            configs.write_prometheus(info, folder)
        neighbours.lay(info)
        _write_conf(folder, replace(info, services={}), programs)
        say(f"starting {', '.join(health.infrastructure(info))}")
        with supervisor.starting({**env, leftovers.MARK: info.stack_id}, forks=bool(info.services)):
            health.load_client()
        wanted = health.infrastructure(info)
        health.await_all(folder, supervisor, wanted, lambda: health.listening(info), ready_s)
    return info


def _refuse_another(running: StackInfo, full: bool, beside: Sequence[str]) -> None:
    """Raises UsageError where the stack that is up is not of the kind that is asked for."""
    if running.full != full:
        mode = "full" if running.full else "embedded"
        raise UsageError(f"a stack is up in {running.state} in {mode} mode: take it down first")
    if missing := set(beside) - set(running.beside):
        raise UsageError(f"a stack is up without {', '.join(missing)}: take it down first")
    if running.graph != settings().graph:
        by = running.graph or "the installed graph"
        raise UsageError(f"a stack is up that works by {by}: take it down first")


def _adopted(folder: StateFolder) -> StackInfo | None:
    """The stack that is wanted up there now; its graph is this process' from here on."""
    known = StackInfo.load(folder)
    if known:
        graph.adopt(known.graph)
    return known


def _stop(supervisor: Supervisor) -> None:
    names = {process["name"] for process in supervisor.processes()}
    services = {name for name in names if health.part_of(name) != name}
    supervisor.stop(services)
    supervisor.stop(names - services)
    supervisor.shut_down()


def _write_conf(folder: StateFolder, info: StackInfo, programs: parts.Programs) -> None:
    wanted = (*parts.infrastructure(info, folder, programs), *parts.services(info))
    # It has the services' environment, and with it a password.
    users.write_private(folder.supervisor_conf, render(folder, info.stack_id, wanted))


def _apply(
    supervisor: Supervisor,
    info: StackInfo,
    programs: parts.Programs,
    ready_s: float,
    say: Callable[[str], None],
) -> StackInfo:
    """Let exactly the processes of `info` run, and wait for them; `info` with every port it needs."""
    lacking = tuple(name for name in ports.LATER if info.services.get(name) and name not in info.ports)
    if not lacking:
        _run(supervisor, info, programs, ready_s, say)
        return info
    # As for the infrastructure's: no other stack may choose until they are held.
    with locked(binaries.cache() / "ports.lock", ready_s + 30, "another stack is being started"):
        more = ports.choose(lacking, supervisor.folder.last_ports(), running.ports_beside(info.state))
        info = replace(info, ports={**info.ports, **more})
        _run(supervisor, info, programs, ready_s, say)
    return info


def _run(
    supervisor: Supervisor,
    info: StackInfo,
    programs: parts.Programs,
    ready_s: float,
    say: Callable[[str], None],
) -> None:
    folder = supervisor.folder
    info.save(folder)
    _write_conf(folder, info, programs)
    supervisor.apply()
    if info.full:
        configs.write_wanted(folder, graph.workers(info.services))
        supervisor.hang_up("prometheus")
    wanted = (*health.infrastructure(info), *(part.name for part in parts.services(info)))
    say(f"waiting for {', '.join(wanted)}")
    health.await_all(
        folder, supervisor, wanted, lambda: health.working(info, supervisor.processes()), ready_s
    )
