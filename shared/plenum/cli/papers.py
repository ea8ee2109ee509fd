"""What is made of a result beside its file: drawings, heat maps, the report, models and schedules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from plenum.cli import formats


@dataclass(frozen=True)
class Papers:
    """What is asked for. Raises typer.BadParameter for what cannot be, before any work is done."""

    drawings: Annotated[Path | None, typer.Option("--drawings", help="A folder for the plans.")] = None
    heat_maps: Annotated[
        bool,
        typer.Option("--heat-maps", help="Each room's illuminance beside its plan in the drawings."),
    ] = False
    report: Annotated[Path | None, typer.Option("--report", help="A printable page of HTML.")] = None
    export: Annotated[
        list[Path] | None,
        typer.Option(
            "--export",
            help="The result as a model, drawing or schedule too, by the ending: .ifc, .dxf, .csv, .xlsx. May"
            " be given again.",
        ),
    ] = None

    def __post_init__(self) -> None:
        if self.heat_maps and not self.drawings:
            raise typer.BadParameter("--heat-maps needs a folder: --drawings DIR")
        for path in self.export or ():
            if formats.ending_of(path) == formats.JSON:
                raise typer.BadParameter(
                    "--export writes .ifc, .dxf, .csv and .xlsx; -o names the result's file"
                )

    def write(self, completed: Mapping[str, Any]) -> None:
        """All of it."""
        from plenum.cli import draw, report

        if self.drawings:
            draw.write_drawings(completed, self.drawings, heat_maps=self.heat_maps)
        if self.report:
            report.write_report(completed, self.report)
        for path in self.export or ():
            formats.export(completed, path)
