"""`plenum verify`: every rule again, for any layout, without a running Plenum."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from plenum.cli import streams
from plenum.cli.options import AsJson, Layout

if TYPE_CHECKING:
    from plenum.files.completed.checking import Checked


def verify(
    layout: Layout,
    every: Annotated[bool, typer.Option("--all", help="Rules that hold, too.")] = False,
    as_json: AsJson = False,
) -> None:
    """Check any layout, ours or a person's; exit code 1 when a hard rule is broken."""
    from plenum.files.completed.checking import checked
    from plenum.files.completed.reader import read_layout

    found = checked(read_layout(streams.source(layout)))
    if as_json:
        streams.write_json({"rooms": found.rooms, "building": found.building, "broken": found.broken})
    else:
        _show(found, every)
    if found.broken:
        raise typer.Exit(1)


def _show(found: Checked, every: bool) -> None:
    from rich.console import Console
    from rich.markup import escape

    from plenum.cli.evidence import evidence_table, legend
    from plenum.cli.talk import say

    out = Console()
    for room_id, evidence in {**found.rooms, "(building)": found.building}.items():
        shown = [e for e in evidence if every or not e["passed"]]
        if shown:
            out.print(f"[bold]{escape(room_id)}[/]")
            out.print(evidence_table(shown, out.width))
    legend([*(e for evidence in found.rooms.values() for e in evidence), *found.building])
    n, bad = len(found.rooms), found.broken
    say(f"{n} room{'s' if n != 1 else ''}, {bad} hard rule{'s' if bad != 1 else ''} broken")
