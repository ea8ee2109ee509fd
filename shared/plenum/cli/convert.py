"""`plenum convert`: buildings and results in other formats."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from plenum.cli.common import Luminaires, relit, talk, tell_left_out, told
from plenum.files.building.building import Building
from plenum.files.completed.reader import as_building, read_with_result
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
            " .csv (schedule), .ifc (model); default: JSON on stdout.",
        ),
    ] = None,
    luminaire: Luminaires = None,
) -> None:
    """Write a building, or a result with all that was placed, in another format."""
    with told():
        ending = ending_of(out) if out else JSON
        building, result = _read(source, ending)
        if result and luminaire:
            raise typer.BadParameter("--luminaire: a result keeps the luminaires it was made with")
        content = WRITERS[ending](relit(building, luminaire), result)
    if out is None:
        typer.echo(content.decode("utf-8"), nl=False)
    else:
        _write(out, content)


def ending_of(out: Path) -> str:
    """The format that a file's name asks for. Raises typer.BadParameter for an unknown one."""
    ending = out.suffix.lower()
    if ending not in WRITERS:
        raise typer.BadParameter(f"no format ends in {ending!r}: use {', '.join(WRITERS)}")
    return ending


def export(completed: Result, out: Path) -> None:
    """A result in the format that the file's name asks for."""
    _write(out, WRITERS[ending_of(out)](as_building(completed), completed))


def _write(out: Path, content: bytes) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(content)
    talk.print(f"{out}: {len(content):,} bytes", highlight=False)


def _read(source: Path, ending: str) -> tuple[Building, Result | None]:
    """A result may become a drawing or a schedule; a building file made of it would hide what was placed."""
    building, result = (read_building(source), None) if ending == JSON else read_with_result(source)
    tell_left_out(building)
    return building, result
