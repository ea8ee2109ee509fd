"""`plenum convert`: buildings and results in other formats."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from plenum.cli.common import talk, tell_left_out, told
from plenum.files.building import Building
from plenum.files.completed import read_with_result
from plenum.files.export import JSON, WRITERS, Result
from plenum.files.read import read_building


def convert(
    source: Annotated[Path, typer.Argument(help="Any format that Plenum reads, or a result.")],
    out: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--out",
            help="The file; its name's ending says the format: .json (plenum.building/1), .dxf (drawing),"
            " .csv (schedule), .ifc (model).  [default: JSON on stdout]",
        ),
    ] = None,
) -> None:
    """Write a building, or a result with all that was placed, in another format."""
    with told():
        ending = out.suffix.lower() if out else JSON
        if ending not in WRITERS:
            raise typer.BadParameter(f"no format ends in {ending!r}: use {', '.join(WRITERS)}")
        content = WRITERS[ending](*_read(source, ending))
    if out is None:
        typer.echo(content.decode("utf-8"), nl=False)
    else:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(content)
        talk.print(f"{out}: {len(content):,} bytes", highlight=False)


def _read(source: Path, ending: str) -> tuple[Building, Result | None]:
    """A result may become a drawing or a schedule; a building file made of it would hide what was placed."""
    building, result = (read_building(source), None) if ending == JSON else read_with_result(source)
    tell_left_out(building)
    return building, result
