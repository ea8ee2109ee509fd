"""The services of the stack, as the installed deployables announce them."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from plenum.announced import services_package
from plenum.pipeline.graph import installed_graph
from plenum.stack.errors import StackError, UsageError

COORDINATOR = "coordinator"
MOST_WORKERS = 256
"""Of one service on one machine: a typing error does not fill the memory."""


def service_names() -> tuple[str, ...]:
    """Each stage of the graph, and the coordinator. Raises StackError where no graph is installed."""
    try:
        return (COORDINATOR, *(stage.name for stage in installed_graph().stages))
    except LookupError as error:
        raise StackError(str(error)) from error


def replicas(services: Sequence[str] | None, scale: Mapping[str, int]) -> dict[str, int]:
    """How many of each service: one unless `scale` says otherwise; all services unless some are named.

    Raises UsageError for a name the graph does not have and for a count below 0 or above 256.
    """
    if services is not None and not services and not scale:
        return {}
    known = service_names()
    wanted = dict.fromkeys(known if services is None else services, 1)
    for name, count in scale.items():
        if count < 0:
            raise UsageError(f"{name}={count}: a count of workers is 0 or more")
        if count > MOST_WORKERS:
            raise UsageError(f"{name}={count}: at most {MOST_WORKERS} workers of a service on one machine")
        wanted[name] = count
    for name in wanted:
        if name not in known:
            raise UsageError(f"there is no service {name!r}; the graph has {', '.join(known)}")
    return wanted


def worker_arguments(service: str, replica: int | str, package: str = "") -> tuple[str, ...]:
    """The worker's command without the program: natively and in containers the same but for the package."""
    queues = f"{COORDINATOR},celery" if service == COORDINATOR else service
    return (
        *("-A", f"{package or services_package()}.{service}.worker", "worker"),
        *("-Q", queues, "-n", f"{service}-{replica}@%h", "--loglevel", "INFO"),
    )


def worker_command(service: str, replica: int, package: str = "") -> tuple[str, ...]:
    """The command of one worker process, from the environment that runs this."""
    return (str(Path(sys.executable).parent / "celery"), *worker_arguments(service, replica, package))
