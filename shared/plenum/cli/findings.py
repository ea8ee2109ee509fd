"""What Plenum needs, looked for one by one: programs, libraries, a running Plenum and its parts."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Final

from plenum import distribution
from plenum.cli.options import Stack
from plenum.client import Client
from plenum.health import around, store
from plenum.health.check import run
from plenum.redis_url import RedisUrl
from plenum.settings import IGNORE, variable
from plenum.stack.errors import StackError
from plenum.stack.info import StackInfo

_LIBRARIES: Final = (
    ("ifcopenshell", "ifc", "IFC models"),
    ("ezdxf", "dxf", "DXF drawings"),
    ("xlsxwriter", "xlsx", "schedules as workbooks"),
)
"""Optional ones: the distribution, the extra of ours that brings it, what it is for."""
_CURES: Final = {
    store.REACHABLE: "start a stack with `plenum up`, or name another Redis by --redis-url",
    store.WRITABLE: "give it room on its disk or a higher maxmemory; a replica takes no writes",
    "redis.memory": "raise maxmemory, with the policy noeviction",
    "redis.persistence": "CONFIG SET appendonly yes, and room on its disk; its log says what failed",
    store.TLS: f"where the network is trusted, {variable('redis_tls')}={IGNORE}",
}
"""By the health check that is not healthy."""


@dataclass(frozen=True)
class Finding:
    """One thing that was looked for."""

    well: bool
    what: str
    cure: str = ""
    """Empty where nothing is to be done."""
    needed: bool = True
    """Whether Plenum is not well without it."""
    risk: bool = False
    """It works, and something may be lost or slow all the same."""


def all_of(stack: Stack) -> list[Finding]:
    """Everything, in the order in which it is mended. Raises WrongSettingError for a URL that is none."""
    return [_python(), _redis_server(), _full(), *_plenum(stack), *map(_library, _LIBRARIES)]


def _plenum(stack: Stack) -> Iterator[Finding]:
    """The one that runs: its Redis, its workers, its parts, its disk."""
    try:
        client = stack.client()
    except StackError as error:
        yield Finding(False, "a running Plenum", str(error))
        return
    where, writable = RedisUrl.of(client.redis_url).where, True
    for health in run(store.checks(client.redis, client.redis_url)).checks:
        well, risk = health.status != "unhealthy", health.status == "degraded"
        cure = _CURES.get(health.name, "see Redis' log") if risk or not well else ""
        yield Finding(well, f"{health.name} at {where}: {health.message}", cure, risk=risk)
        if health.name == store.REACHABLE and not well:
            return
        if health.name == store.WRITABLE:
            writable = well
    info = None if stack.redis_url else stack.info()
    # Where nothing can be written nobody can beat: all workers would seem to be gone.
    if writable:
        yield from _workers(client)
        if info:
            yield from _parts(info)
    if info:
        yield _folder(info)


def _folder(info: StackInfo) -> Finding:
    """Where the stack writes: whether it may, and whether there is room."""
    if not os.access(info.state, os.W_OK):
        return Finding(False, f"{info.state} can be written", "give its rights back to who runs the stack")
    (health,) = run([around.disk(info.state)]).checks
    return _finding(health.status != "unhealthy", health.message, "make room: Redis and logs write there")


def _finding(well: object, what: str, cure: str) -> Finding:
    return Finding(bool(well), what, "" if well else cure)


def _library(wanted: tuple[str, str, str]) -> Finding:
    """A format's library. Without it the format is refused with the same cure; the rest works."""
    library, extra, what = wanted
    try:
        found = f"{library} {version(library)}"
    except PackageNotFoundError:
        return Finding(False, f"{library}, for {what}", distribution.cure(extra), needed=False)
    return Finding(True, f"{found}, for {what}", needed=False)


def _python() -> Finding:
    running = ".".join(map(str, sys.version_info[:3]))
    return _finding(sys.version_info >= (3, 11), f"Python {running}", "install Python 3.11 or newer")


def _redis_server() -> Finding:
    from plenum.stack import binaries

    found = _quiet(lambda: str(binaries.programs(False, lambda _: None).redis))
    cure = f"install redis, or {distribution.cure('embedded')}"
    return _finding(found, f"redis-server {found}", cure)


def _full() -> Finding:
    from plenum.stack.binaries import lacks_for_full

    lack = lacks_for_full()
    what = f"collector, Jaeger and Prometheus (go {shutil.which('go') or 'not found'})"
    return Finding(lack is None, what, lack or "", needed=False)


def _workers(client: Client) -> Iterator[Finding]:
    from plenum.announced import services_package
    from plenum.pipeline.graph import installed_graph
    from plenum.pipeline.record.redis.workers import living

    for name in ("coordinator", *(stage.name for stage in installed_graph().stages)):
        n = len(living(client.redis, name))
        cure = f"start one: celery -A {services_package()}.{name}.worker worker -Q {name}"
        if name == "coordinator":
            cure += ",celery"
        yield _finding(n, f"{name}: {n} worker{'s' if n != 1 else ''}", cure)


def _parts(info: StackInfo) -> Iterator[Finding]:
    from plenum import stack as stacks

    for part in stacks.status(info.state).parts:
        yield _finding(part.ready, f"{part.name}: {part.state.lower()}", f"see {part.log}")


def _quiet(look: Callable[[], object]) -> object:
    try:
        return look()
    except Exception:  # noqa: BLE001 - whatever it raises, it is not there
        return None
