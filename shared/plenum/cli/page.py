"""`plenum open`: where the page is, and the page in a browser."""

from __future__ import annotations

from typing import Annotated

import typer

from plenum.cli import streams
from plenum.cli.options import AsJson, State


def open_(
    job: Annotated[str | None, typer.Argument(help="A job to look at; default: where jobs begin.")] = None,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open it; --no-browser only prints the address.")
    ] = True,
    state: State = None,
    as_json: AsJson = False,
) -> None:
    """Print the page's address and open it in a browser."""
    from plenum.cli.options import stack_info
    from plenum.cli.talk import say

    info = stack_info(state)
    if info is None or info.gateway is None:
        cure = "plenum scale gateway 1" if info else "plenum up"
        say(f"no gateway runs here: {cure}")
        raise typer.Exit(1)
    address = f"{info.gateway}/jobs/{job}" if job else f"{info.gateway}/"
    if as_json:
        streams.write_json({"address": address})
    else:
        typer.echo(address)
    if browser and not as_json:
        import webbrowser

        if not webbrowser.open(address):
            say("no browser could be started: open the address in one")
