"""`plenum open`: where a page of the stack is, and the page in a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

import typer

from plenum.cli import streams
from plenum.cli.options import AsJson, State

if TYPE_CHECKING:
    from plenum.stack.info import StackInfo

GATEWAY: Final = "gateway"


def open_(
    job: Annotated[str | None, typer.Argument(help="A job to look at; default: where jobs begin.")] = None,
    of: Annotated[
        str | None,
        typer.Option("--of", metavar="PART", help="Another part's page, by its name in status: prometheus."),
    ] = None,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open it; --no-browser only prints the address.")
    ] = True,
    state: State = None,
    as_json: AsJson = False,
) -> None:
    """Print the page's address and open it in a browser."""
    from plenum.cli.options import stack_info
    from plenum.cli.talk import say

    if job and of:
        raise typer.BadParameter("a job's page is the gateway's: give JOB or --of, not both")
    info, part = stack_info(state), of or GATEWAY
    page = info.pages().get(part) if info else None
    if page is None:
        say(f"no {part} runs here: {_cure(info, part)}")
        raise typer.Exit(1)
    address = f"{page}/jobs/{job}" if job else f"{page}/"
    if as_json:
        streams.write_json({"address": address})
    else:
        typer.echo(address)
    if browser and not as_json:
        import webbrowser

        if not webbrowser.open(address):
            say("no browser could be started: open the address in one")


def _cure(info: StackInfo | None, part: str) -> str:
    if info is None:
        return "plenum up"
    return f"plenum scale {GATEWAY} 1" if part == GATEWAY else f"there is {', '.join(info.pages()) or 'none'}"
