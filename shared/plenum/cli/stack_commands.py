"""`plenum up`, `down`, `status`, `scale`: the stack as plain processes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from plenum.cli import streams
from plenum.cli.options import AsJson, State

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.table import Table

    from plenum.stack import PartStatus, StackInfo, StackStatus

Ready = Annotated[
    float,
    typer.Option("--ready-within", help="Seconds to wait.", min=1),
]


def up(  # parameters: options, each by its name
    full: Annotated[
        bool | None,
        typer.Option(
            "--full/--embedded",
            help="With collector, Jaeger and Prometheus, or with a small OTLP sink in their place;"
            " default: full where it can run.",
        ),
    ] = None,
    scale: Annotated[
        list[str] | None,
        typer.Option("--scale", metavar="NAME=N", help="Workers of a service."),
    ] = None,
    cores: Annotated[
        int | None,
        typer.Option(
            "--cores",
            min=1,
            help="So many workers that serve every stage, in place of one a stage; for few cores.",
        ),
    ] = None,
    beside: Annotated[
        list[str] | None,
        typer.Option(
            "--with",
            metavar="NAME",
            help="Also alerts, logs (full stack), mlflow, or a light model: learned. May be repeated.",
        ),
    ] = None,
    state: State = None,
    ready_within: Ready = 90.0,
    as_json: AsJson = False,
) -> None:
    """Start Redis, the services and the telemetry, and wait until each is ready."""
    from plenum import stack
    from plenum.stack.folder import StateFolder
    from plenum.stack.graph import choose, pooled

    # Where no folder is named a stack begins here, whatever else is up.
    state = StateFolder.at(state).path
    beside = choose(beside or [])
    replicas = _replicas(scale or [])
    if cores:
        replicas = {**pooled(cores), **replicas}
    full = _mode(full, beside, state)
    info = stack.up(state, full=full, scale=replicas, beside=beside, ready_s=ready_within, say=_say)
    if as_json:
        streams.write_json({"addresses": info.addresses(), "services": info.services})
    else:
        _print_addresses(info)


def _mode(wish: bool | None, beside: list[str], state: State) -> bool:
    """Whether the full stack is meant: as asked, as it runs, or where it can run."""
    from plenum import stack
    from plenum.stack.binaries import lacks_for_full
    from plenum.stack.neighbours import need_full

    if wish is not None:
        return wish
    if need_full(beside):
        return True
    if (running := stack.status(state).mode) != "down":
        return running == "full"
    lack = lacks_for_full()
    _say(f"embedded: {lack}" if lack else "full: collector, Jaeger and Prometheus")
    return lack is None


def down(state: State = None, as_json: AsJson = False) -> None:
    """Stop everything; data, logs and telemetry stay in the folder."""
    from plenum import stack

    stopped = stack.down(state, say=_say)
    if as_json:
        streams.write_json({"stopped": stopped})
    _say("stopped" if stopped else "there was nothing to stop")


def status(state: State = None, as_json: AsJson = False) -> None:
    """Show every part with its state, the health and the addresses; exit code 1 unless all are ready."""
    from plenum import stack
    from plenum.cli import checks
    from plenum.cli.options import stack_info

    found = stack.status(state)
    info = stack_info(state) if found.parts else None
    report = checks.report_of(info.redis_url, info) if info else None
    if as_json:
        streams.write_json({**found.to_json(), "health": report.to_json() if report else None})
    else:
        _print_status(found)
        if report:
            checks.show(report, every=False)
    if not found.up:
        raise typer.Exit(1)


def scale(
    name: Annotated[str, typer.Argument(help="A service.")],
    n: Annotated[int, typer.Argument(metavar="N", help="Its workers; 0 for none.")],
    state: State = None,
    ready_within: Ready = 90.0,
    as_json: AsJson = False,
) -> None:
    """Run N workers of a service; no other process is touched."""
    from plenum import stack

    info = stack.scale(state, name, n, ready_s=ready_within, say=_say)
    if as_json:
        streams.write_json({"services": info.services})
    else:
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
    from plenum.cli.talk import without_password

    for name, address in info.addresses().items():
        typer.echo(f"{name:17} {without_password(address)}")


def _print_status(found: StackStatus) -> None:
    from rich.console import Console

    from plenum.cli.talk import without_password

    console = Console(soft_wrap=True, highlight=False, markup=False)
    if not found.parts:
        console.print(f"no stack is up in {found.state}")
        if found.unmanaged:
            console.print(
                f"its process manager is gone, {found.unmanaged} processes work on:"
                " `plenum up` starts all anew, `plenum down` ends them"
            )
        return
    console.print(_table(found.parts))
    total = sum(size for part in found.parts for size in part.memory_mib)
    console.print(f"{'memory':17} {total:.0f} MiB in all")
    for served in {part.serves for part in found.parts if part.serves}:
        console.print(f"{'pool':17} each of its workers serves {', '.join(served)}")
    for name, address in found.addresses.items():
        console.print(f"{name:17} {without_password(address)}")


def _table(parts: Iterable[PartStatus]) -> Table:
    from rich.table import Table

    table = Table("part", "state", "ready", "pid", "up for", "memory, MiB", box=None)
    for part in parts:
        uptime = "" if part.uptime_s is None else f"{part.uptime_s:.0f} s"
        ready = "yes" if part.ready else "no"
        held = " + ".join(f"{size:.0f}" for size in part.memory_mib)
        table.add_row(part.name, part.state, ready, str(part.pid or ""), uptime, held)
    return table
