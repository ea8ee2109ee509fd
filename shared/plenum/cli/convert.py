"""`plenum convert`: buildings and results in other formats."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from plenum.cli import formats, streams
from plenum.cli.options import (
    DrawnIn,
    GridOrigin,
    GridRotation,
    Layout,
    Luminaires,
    Tile,
    in_units,
    relit,
    with_grid,
)
from plenum.cli.reading import Reading, ended_unread, tell

if TYPE_CHECKING:
    from plenum.files.building.building import Building


@dataclass(frozen=True)
class Target:
    """Where it goes, and in which form."""

    out: Annotated[
        Path,
        typer.Option(
            "-o",
            "--out",
            help="The file; its name's ending says the format: .json (plenum.building/1), .dxf (drawing),"
            " .csv or .xlsx (schedule), .ifc (model). - is standard output.",
        ),
    ] = streams.STANDARD
    to: Annotated[
        str | None,
        typer.Option("--to", help="The format where the name does not say it: json, dxf, csv, xlsx or ifc."),
    ] = None
    into: Annotated[
        Path | None,
        typer.Option(
            "--into",
            help="The IFC model that a result's rooms are from: what was placed is added, all else stays.",
        ),
    ] = None

    @property
    def ending(self) -> str:
        """Of the format. Raises typer.BadParameter for an unknown one."""
        if self.to:
            return formats.known(self.to)
        return formats.ending_of(self.out) if self.out != streams.STANDARD else formats.JSON


def convert(  # parameters: a command's groups of options
    source: Layout,
    reading: Reading,
    target: Target,
    luminaire: Luminaires = None,
    tile: Tile = None,
    grid_origin: GridOrigin = None,
    grid_rotation: GridRotation = None,
    units: DrawnIn = None,
) -> None:
    """Write a building, or a result with all that was placed, in another format."""
    ending = target.ending
    from plenum.cli.progress import reading as progress
    from plenum.files.completed.reader import read_with_result
    from plenum.files.export import WRITERS
    from plenum.files.read import laid_out

    # A result may become a drawing or a schedule; a building file made of it would hide what was placed.
    asked = reading.asked(source, tile)
    if settings := with_grid(asked.options.get("settings") or {}, None, grid_origin, grid_rotation):
        asked.options["settings"] = settings
    if ending == formats.JSON:
        building, result = reading.read(source, asked), None
    else:
        with progress(source):
            building, result = read_with_result(streams.source(source), asked.options)
        if result and (asked.options or luminaire or reading.luminaires or reading.beside):
            raise typer.BadParameter("a result keeps what it was made with: give no options of reading")
        building = building if result else reading.completed(building, asked)
    building = laid_out(relit(building, luminaire), streams.name_of(source))
    tell(building)
    reading.check(building)
    if target.into:
        content = _added(building, result, target.into, ending)
    else:
        content = WRITERS[ending](in_units(building, units), result)
    formats.save(content, target.out)
    if result is None:
        ended_unread(building)


def _added(building: Building, result: Mapping[str, Any] | None, into: Path, ending: str) -> bytes:
    """The source model with what was placed. Raises InvalidBuilding."""
    from plenum.files.errors import InvalidBuilding
    from plenum.files.ifc.writer.increment import increment_ifc
    from plenum.files.ifc.zipped import unzipped

    if result is None or ending != ".ifc":
        raise typer.BadParameter("--into: give a result, and -o a name that ends in .ifc")
    try:
        return increment_ifc(building, result, unzipped(into.read_bytes()))
    except InvalidBuilding as error:
        raise error.within(into.name) from None
