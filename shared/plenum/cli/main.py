"""The `plenum` command. Results on stdout or in the named file, talk on stderr.

Commands are defined by modules that import nothing but typer before they run, so that help and
completion cost next to nothing. docs/command-line.md has every command, option and exit code.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from plenum import distribution
from plenum.cli import (
    convert,
    dead,
    demo,
    doctor,
    draw,
    explain,
    health,
    job,
    job_telemetry,
    logs,
    page,
    place,
    report,
    simulate,
    stack_commands,
    stats,
    texts,
    verify,
)
from plenum.cli.grammar import SETTINGS, Command, Dead, Group, Main
from plenum.cli.grouped import grouped
from plenum.cli.standard_output import reserve_for_results


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"plenum {distribution.version()}")
        raise typer.Exit


# Plain help: rich would cost as much as everything else together.
app = typer.Typer(
    name="plenum",
    cls=Main,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings=SETTINGS,
    rich_markup_mode=None,
)
jobs = typer.Typer(cls=Group, no_args_is_help=True, rich_markup_mode=None)
letters = typer.Typer(cls=Dead, rich_markup_mode=None)


@app.callback()
def plenum(
    version: Annotated[  # noqa: ARG001 - its callback answers it
        bool, typer.Option("--version", help="Print the version.", is_eager=True, callback=_version)
    ] = False,
) -> None:
    """Completes ceilings: lights, air supply, air return and smoke detectors, rule by rule."""
    reserve_for_results()


def add(group: typer.Typer, *commands: Callable[..., None]) -> None:
    """Commands by the names of their functions."""
    for command in commands:
        group.command(command.__name__.rstrip("_"), cls=Command)(grouped(command))


add(app, place.place, place.submit)
app.add_typer(jobs, name="job", help="One job's life: list, watch, result, trace, logs, cancel.")
add(jobs, job.list_, job.watch, job.result, job_telemetry.trace, job_telemetry.logs, job.cancel)
app.add_typer(letters, name="dead", help="The work that was given up: list, show, replay, drop.")
add(letters, dead.list_, dead.show, dead.replay, dead.drop)
add(app, verify.verify, explain.explain, convert.convert, draw.draw, report.report)
add(app, stack_commands.up, stack_commands.scale, stack_commands.down)
add(app, page.open_, stack_commands.status, health.health, logs.logs, stats.stats)
add(app, doctor.doctor, texts.schema, texts.version, demo.demo, simulate.simulate)

if __name__ == "__main__":
    app()
