"""The `plenum` command. Results on stdout or in the named file, talk on stderr.

Exit codes: 0 done; 1 failed, or the building did not come back complete; 2 wrong input or usage.
"""

from __future__ import annotations

from importlib import metadata
from typing import Annotated

import typer

from plenum.cli import checks, convert, demo, doctor, jobs, papers, place, stack_commands, texts
from plenum.cli.standard_output import keep_for_results


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"plenum {metadata.version('plenum')}")
        raise typer.Exit


app = typer.Typer(
    name="plenum",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def plenum(
    version: Annotated[  # noqa: ARG001 - its callback answers it
        bool, typer.Option("--version", help="Print the version.", is_eager=True, callback=_version)
    ] = False,
) -> None:
    """Completes ceilings: lights, air supply, air return and smoke detectors, rule by rule."""
    keep_for_results()


app.command()(place.place)
app.command()(jobs.submit)
app.command()(jobs.watch)
app.command()(jobs.result)
app.command()(jobs.trace)
app.command()(jobs.cancel)
app.command()(jobs.dead)
app.command()(jobs.replay)
app.command()(checks.verify)
app.command()(checks.explain)
app.command()(convert.convert)
app.command()(papers.report)
app.command()(stack_commands.up)
app.command()(stack_commands.scale)
app.command()(stack_commands.down)
app.command()(stack_commands.status)
app.command()(doctor.doctor)
app.command()(texts.schema)
app.command()(demo.demo)

if __name__ == "__main__":
    app()
