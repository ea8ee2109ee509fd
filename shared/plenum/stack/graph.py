"""The services of the stack, as the installed deployables announce them."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from plenum.announced import announced_services, services_package
from plenum.deployable import Service
from plenum.pipeline.graph import installed_graph
from plenum.settings import variable
from plenum.stack.errors import StackError, UsageError

MOST_WORKERS = 256
"""Of one service on one machine: a typing error does not fill the memory."""
POOL = "pool"
"""Workers that serve every stage, in place of a worker a stage."""
GRAPHS: Final = {"learned": "LEARNED"}
"""Graphs that `plenum up --with NAME` runs in place of the default one, by their names beside it."""
_POOL_APP = "plenum.worker.pool_app"


def choose(names: Sequence[str]) -> list[str]:
    """Have this process, and all that it starts, work by the graph that is among these names; the others."""
    for name in names:
        if name in GRAPHS:
            os.environ[variable("graph")] = f"{services_package()}.stages:{GRAPHS[name]}"
    return [name for name in names if name not in GRAPHS]


def adopt(graph: str) -> None:
    """Work by the graph that a stack runs by, where this process was told of none."""
    if graph:
        os.environ.setdefault(variable("graph"), graph)


def services() -> tuple[Service, ...]:
    """Those that are no stage, and each stage of the graph. Raises StackError where none are installed."""
    try:
        stages = installed_graph().stages
        return (*announced_services(), *(Service(s.name, (s.name,), s.own) for s in stages))
    except LookupError as error:
        raise StackError(str(error)) from error


def service_names() -> tuple[str, ...]:
    """Their names."""
    return tuple(service.name for service in services())


def worker_names() -> tuple[str, ...]:
    """The names of those that consume queues."""
    return tuple(service.name for service in services() if service.queues)


def installed() -> tuple[str, ...]:
    """The names of those whose own libraries are there."""
    return tuple(service.name for service in services() if all(map(find_spec, service.own.modules)))


def most_of(name: str) -> int:
    """How many processes of a service one machine may run."""
    return next((each.most for each in services() if each.name == name and each.most), MOST_WORKERS)


def stage_names() -> tuple[str, ...]:
    """Those of the stages alone. Raises LookupError where none are installed."""
    return tuple(stage.name for stage in installed_graph().stages)


def pooled(workers: int) -> dict[str, int]:
    """Replicas by which so many workers serve every stage, and no stage has one of its own."""
    return {**dict.fromkeys(stage_names(), 0), POOL: workers}


def serves(name: str) -> tuple[str, ...]:
    """The services that a worker of this name works for, and beats for."""
    return stage_names() if name == POOL else (name,)


def workers(replicas: Mapping[str, int]) -> dict[str, int]:
    """How many workers each service has by so many replicas: its own, and the pool's where it serves it."""
    pooled = set(stage_names()) if replicas.get(POOL) else set()
    return {
        name: replicas.get(name, 0) + (replicas[POOL] if name in pooled else 0)
        for name in worker_names()
        if name in replicas or name in pooled
    }


def replicas(services: Sequence[str] | None, scale: Mapping[str, int]) -> dict[str, int]:
    """How many of each service: one unless `scale` says otherwise; all services unless some are named.

    Without names a service whose libraries are not installed is left out. Raises UsageError for a name the
    graph does not have and for a count below 0 or above 256, or above what the service bears.
    """
    if services is not None and not services and not scale:
        return {}
    known = service_names()
    wanted = dict.fromkeys(installed() if services is None else services, 1)
    for name, count in scale.items():
        if count < 0:
            raise UsageError(f"{name}={count}: a count of workers is 0 or more")
        if count > most_of(name):
            raise UsageError(f"{name}={count}: at most {most_of(name)} workers of a service on one machine")
        wanted[name] = count
    for name in wanted:
        if name not in (*known, POOL):
            raise UsageError(f"there is no service {name!r}; the graph has {', '.join(known)}")
    return wanted


def program_arguments(service: str, replica: int | str, package: str = "") -> tuple[str, ...]:
    """A process of a service, program and arguments: natively and in containers the same but for the package.

    Raises KeyError for a name that no service has.
    """
    where = f"{package or services_package()}.{service}"
    if service == POOL:
        app, queues = _POOL_APP, stage_names()
    else:
        app, queues = f"{where}.worker", {each.name: each.queues for each in services()}[service]
    if not queues:
        return ("python", "-m", where)
    return (
        *("celery", "-A", app, "worker", "-Q", ",".join(queues)),
        *("-n", f"{service}-{replica}@%h", "--loglevel", "INFO"),
    )


def program(service: str, replica: int, package: str = "") -> tuple[str, ...]:
    """The same, with the program of the environment that runs this."""
    name, *arguments = program_arguments(service, replica, package)
    return (str(Path(sys.executable).parent / name), *arguments)
