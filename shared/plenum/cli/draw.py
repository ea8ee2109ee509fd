"""`plenum draw`: plans of a building as it is, or of a result with all that was placed."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from plenum.cli import streams
from plenum.cli.options import DrawnIn, Layout, in_units
from plenum.cli.reading import tell

if TYPE_CHECKING:
    from plenum.files.building.building import Building
    from plenum.files.drawing.sheets import Wanted


class Format(StrEnum):
    """What drawings are written as."""

    SVG = "svg"
    """A file a drawing."""
    PDF = "pdf"
    """All of them in one file, in print size."""
    DXF = "dxf"
    """The building as a model for CAD, with a layout a storey."""


def draw(  # parameters: the command's options
    layout: Layout,
    out: Annotated[
        Path, typer.Option("-o", "--out", help="A folder. - is standard output, for one drawing.")
    ] = Path("drawings"),
    room: Annotated[
        str | None,
        typer.Option("--room", help="This room alone. On standard output without it: the building."),
    ] = None,
    heat_maps: Annotated[
        bool, typer.Option("--heat-maps", help="Each room's illuminance beside its plan; of a result.")
    ] = False,
    formats: Annotated[
        list[Format],
        typer.Option("--format", help="A file a sheet, all in one PDF, or for CAD. May be given again."),
    ] = [Format.SVG],  # noqa: B006 - typer takes its default from here, and nobody changes it
    rooms: Annotated[
        bool, typer.Option("--rooms/--no-rooms", help="A sheet of each room beside the storeys'.")
    ] = True,
    revision: Annotated[str, typer.Option("--revision", help="For the storeys' title blocks, as P01.")] = "",
    issued: Annotated[str, typer.Option("--issued", help="The date in them.")] = "",
    purpose: Annotated[str, typer.Option("--issued-for", help="What for, as Construction.")] = "",
    units: DrawnIn = None,
) -> None:
    """Draw a building: at a glance, a sheet a storey, a sheet a room; as SVG, PDF or DXF."""
    from plenum.files.completed.reader import read_with_result
    from plenum.files.drawing.issue import Issue
    from plenum.files.drawing.sheets import Wanted
    from plenum.files.read import laid_out

    building, result = read_with_result(streams.source(layout))
    if heat_maps and result is None:
        raise typer.BadParameter("--heat-maps: only a result has an illuminance to show")
    building = in_units(laid_out(building, streams.name_of(layout)), units)
    tell(building)
    if room is not None and room not in [r.room_id for r in building.rooms]:
        raise typer.BadParameter(f"--room: there is no room {room} in {streams.name_of(layout)}")
    wanted = Wanted(room, rooms or room is not None, heat_maps, Issue(revision, issued, purpose))
    if out == streams.STANDARD:
        streams.write(_one(building, result, wanted, formats), out)
    else:
        _write(building, result, wanted, out, formats)


def write_drawings(completed: Mapping[str, Any], folder: Path, *, heat_maps: bool = False) -> None:
    """All sheets of a result as SVG files."""
    from plenum.files.completed.reader import as_building
    from plenum.files.drawing.sheets import Wanted

    _write(as_building(completed), completed, Wanted(heat_maps=heat_maps), folder, [Format.SVG])


def _write(
    building: Building, result: Mapping[str, Any] | None, wanted: Wanted, folder: Path, formats: list[Format]
) -> None:
    """The drawings in the folder, each format's."""
    from plenum.cli.talk import say
    from plenum.files.pdf.drawings import building_pdf

    folder.mkdir(parents=True, exist_ok=True)
    for form in dict.fromkeys(formats):
        drawn = 1
        if form is Format.SVG:
            drawn = _write_svg(building, result, wanted, folder)
        elif form is Format.PDF:
            streams.write(building_pdf(building, result, wanted), folder / "drawings.pdf")
        else:
            streams.write(_dxf(building, wanted), folder / "building.dxf")
        say(f"{drawn} {form.value.upper()} drawing{'s' if drawn != 1 else ''} in {folder}")


def _write_svg(building: Building, result: Mapping[str, Any] | None, wanted: Wanted, folder: Path) -> int:
    """A file a sheet; how many."""
    from plenum.cli.progress import bar
    from plenum.files.drawing.canvas import render
    from plenum.files.drawing.sheets import sheets

    drawn = 0
    with bar("rooms drawn") as advance:
        for sheet in sheets(building, result, wanted):
            streams.write_text(render(sheet.drawing), folder / f"{sheet.name}.svg")
            drawn += 1
            advance(sheet.rooms_done, len(building.rooms))
    return drawn


def _dxf(building: Building, wanted: Wanted) -> bytes:
    from plenum.files.dxf.write import building_dxf

    return building_dxf(building, wanted.issue)


def _one(
    building: Building, result: Mapping[str, Any] | None, wanted: Wanted, formats: list[Format]
) -> bytes:
    """The one drawing that standard output takes."""
    from plenum.files.drawing.canvas import render
    from plenum.files.drawing.sheets import sheets
    from plenum.files.pdf.drawings import building_pdf

    if formats == [Format.PDF]:
        return building_pdf(building, result, wanted)
    if formats == [Format.DXF]:
        return _dxf(building, wanted)
    if wanted.heat_maps and wanted.room_id is None:
        raise typer.BadParameter("--heat-maps on standard output: name one room with --room")
    *_, last = (
        sheets(building, result, wanted) if wanted.room_id else [next(sheets(building, result, wanted))]
    )
    return render(last.drawing).encode("utf-8")
