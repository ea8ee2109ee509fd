"""`plenum up`, `down`, `status`, `scale`: the stack as plain processes.

Addresses and tables go to stdout, talk to stderr. Exit codes: 0 done, 1 failed, 2 wrong usage.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from plenum.cli.common import State, told

if TYPE_CHECKING:
    from plenum.stack import StackInfo, StackStatus

Ready = Annotated[
    float,
    typer.Option("--ready-within", envvar="PLENUM_READY_WITHIN", help="Seconds to wait.", min=1),
]


def up(
    full: Annotated[
        bool | None,
        typer.Option(
            "--full/--embedded",
            envvar="PLENUM_FULL",
            help="With collector, Jaeger and Prometheus, or with a small OTLP sink in their place;"
            " default: full where it can run.",
        ),
    ] = None,
    scale: Annotated[
        list[str] | None,
        typer.Option("--scale", envvar="PLENUM_SCALE", metavar="NAME=N", help="Workers of a service."),
    ] = None,
    state: State = None,
    ready_within: Ready = 90.0,
) -> None:
    """Start Redis, the services and the telemetry, and wait until each is ready."""
    from plenum import stack
    from plenum.stack.binaries import lacks_for_full

    with told():
        replicas = _replicas(scale or [])
        if full is None and (running := stack.status(state).mode) != "down":
            full = running == "full"
        if full is None:
            lack = lacks_for_full()
            full = lack is None
            _say(f"embedded: {lack}" if lack else "full: collector, Jaeger and Prometheus")
        info = stack.up(state, full=full, scale=replicas, ready_s=ready_within, say=_say)
    _print_addresses(info)


def down(state: State = None) -> None:
    """Stop everything; data, logs and telemetry stay in the folder."""
    from plenum import stack

    with told():
        stopped = stack.down(state, say=_say)
    _say("stopped" if stopped else "there was nothing to stop")


def status(
    state: State = None,
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """Show every part with its state and the addresses; exit code 1 unless all are ready."""
    from plenum import stack

    with told():
        found = stack.status(state)
    if as_json:
        typer.echo(json.dumps(found.to_json(), indent=2))
    else:
        _print_status(found)
    if not found.up:
        raise typer.Exit(1)


def scale(
    name: Annotated[str, typer.Argument(help="A service.")],
    n: Annotated[int, typer.Argument(metavar="N", help="Its workers; 0 for none.")],
    state: State = None,
    ready_within: Ready = 90.0,
) -> None:
    """Run N workers of a service; no other process is touched."""
    from plenum import stack

    with told():
        info = stack.scale(state, name, n, ready_s=ready_within, say=_say)
    typer.echo(f"{name} {info.services[name]}")


def _replicas(wishes: list[str]) -> dict[str, int]:
    from plenum.stack import UsageError

    found = {}
    for wish in wishes:
        name, sign, count = wish.partition("=")
        if not sign or not count.isdigit():
            raise UsageError(f"--scale {wish}: write NAME=N, as in selector=2")
        found[name] = int(count)
    return found


def _say(words: str) -> None:
    typer.echo(words, err=True)


def _print_addresses(info: StackInfo) -> None:
    for name, address in info.addresses().items():
        typer.echo(f"{name:17} {address}")


def _print_status(found: StackStatus) -> None:
    console = Console(soft_wrap=True)
    if not found.parts:
        console.print(f"no stack is up in {found.state}", markup=False, highlight=False)
        return
    table = Table("part", "state", "ready", "pid", "up for", "memory, MiB", box=None)
    for part in found.parts:
        uptime = "" if part.uptime_s is None else f"{part.uptime_s:.0f} s"
        ready = "yes" if part.ready else "no"
        held = " + ".join(f"{size:.0f}" for size in part.memory_mib)
        table.add_row(part.name, part.state, ready, str(part.pid or ""), uptime, held)
    console.print(table)
    total = sum(size for part in found.parts for size in part.memory_mib)
    console.print(f"{'memory':17} {total:.0f} MiB in all", highlight=False)
    for name, address in found.addresses.items():
        console.print(f"{name:17} {address}", markup=False, highlight=False)
