"""`plenum verify`: every rule again, for any layout, without a running Plenum."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from plenum.cli import streams
from plenum.cli.options import AsJson, DrawnIn, Layout, in_units

if TYPE_CHECKING:
    from plenum.files.completed.checking import Checked
    from plenum.files.units import Units


def verify(
    layout: Layout,
    every: Annotated[bool, typer.Option("--all", help="Rules that hold, too.")] = False,
    units: DrawnIn = None,
    as_json: AsJson = False,
) -> None:
    """Check any layout, ours or a person's; exit code 1 when a hard rule is broken."""
    from plenum.files.completed.checking import checked
    from plenum.files.completed.reader import read_layout
    from plenum.files.units import Units

    building = in_units(read_layout(streams.source(layout)), units)
    found = checked(building)
    if as_json:
        streams.write_json({"rooms": found.rooms, "building": found.building, "broken": found.broken})
    else:
        _show(found, every, Units.of(building.settings.overrides))
    if found.broken:
        raise typer.Exit(1)


def _show(found: Checked, every: bool, units: Units) -> None:
    """Broken hard rules room by room, soft ones a line each for all rooms; with `every` all of it."""
    from rich.console import Console
    from rich.markup import escape

    from plenum.ceiling.rules.verdict import Verdict, verdict
    from plenum.cli.evidence import evidence_table, findings_table, legend
    from plenum.cli.talk import say
    from plenum.files.completed.findings import findings

    out = Console()
    places = {**found.rooms, "(building)": found.building}
    told: list[Mapping[str, Any]] = []
    for place, evidence in places.items():
        shown = [e for e in evidence if every or verdict(e) is Verdict.BROKEN]
        if shown:
            out.print(f"[bold]{escape(place)}[/]")
            out.print(evidence_table(shown, out.width, units))
        told += shown
    soft = [one for one in findings(places.items()) if one.verdict is Verdict.NOT_MET]
    if soft and not every:
        out.print(findings_table(soft, units))
    legend([*told, *(one.entry for one in soft)])
    say(_verdict_of(len(found.rooms), found.broken, len(soft)))


def _verdict_of(rooms: int, broken: int, soft: int) -> str:
    """One line on stderr: what decides first."""
    where = f"{rooms} room{'s' if rooms != 1 else ''}"
    if broken:
        return f"{where}, {broken} hard rule{'s' if broken != 1 else ''} broken"
    if soft:
        return f"{where}, every hard rule holds; {soft} soft one{'s' if soft != 1 else ''} not met somewhere"
    return f"{where}, every rule holds"
