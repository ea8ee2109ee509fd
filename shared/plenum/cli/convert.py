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
    from plenum.files.read import with_models

    # A result may become a drawing or a schedule; a building file made of it would hide what was placed.
    options = reading.options(source, tile)
    if ending == formats.JSON:
        building, result = reading.read(source, options), None
    else:
        building, result = read_with_result(streams.source(source), options)
        if result and (luminaire or reading.beside):
            raise typer.BadParameter("--luminaire, --with: a result keeps what it was made with")
        building = with_models(building, reading.beside or ())
    tell(building)
    reading.check(building)
    formats.save(WRITERS[ending](relit(building, luminaire), result), out)
    if result is None and unread(building):
        raise typer.Exit(UNREAD)
