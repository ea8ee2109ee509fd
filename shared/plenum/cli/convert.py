"""`plenum convert`: buildings and results in other formats."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from plenum.cli import formats, streams
from plenum.cli.errors import UNREAD
from plenum.cli.options import Layout, Luminaires, relit
from plenum.cli.reading import Reading, tell, unread


def convert(
    source: Layout,
    reading: Reading,
    out: Annotated[
        Path,
        typer.Option(
            "-o",
            "--out",
            help="The file; its name's ending says the format: .json (plenum.building/1), .dxf (drawing),"
            " .csv (schedule), .ifc (model). - is standard output.",
        ),
    ] = streams.STANDARD,
    to: Annotated[
        str | None,
        typer.Option("--to", help="The format where the name does not say it: json, dxf, csv or ifc."),
    ] = None,
    luminaire: Luminaires = None,
    tile: Annotated[
        str | None, typer.Option("--tile", help="A tile's edge in m, or X,Y, where the outline is known.")
    ] = None,
) -> None:
    """Write a building, or a result with all that was placed, in another format."""
    named = formats.ending_of(out) if out != streams.STANDARD and to is None else formats.JSON
    ending = formats.known(to) if to else named
    from plenum.files.completed.reader import read_with_result
    from plenum.files.export import WRITERS
    from plenum.files.read import read_building

    given = streams.source(source)
    # A result may become a drawing or a schedule; a building file made of it would hide what was placed.
    if ending == formats.JSON:
        options = reading.options(source, tile)
        building, result = read_building(given, name=streams.name_of(source), options=options), None
    else:
        building, result = read_with_result(given)
    tell(building)
    reading.check(building)
    if result and luminaire:
        raise typer.BadParameter("--luminaire: a result keeps the luminaires it was made with")
    formats.save(WRITERS[ending](relit(building, luminaire), result), out)
    if result is None and unread(building):
        raise typer.Exit(UNREAD)
