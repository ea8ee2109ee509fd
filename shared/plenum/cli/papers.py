"""What is made to be looked at and printed: plans, heat maps, and `plenum report`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from plenum.cli import convert
from plenum.cli.common import talk, told
from plenum.cli.progress import bar
from plenum.files.completed.reader import load_completed
from plenum.files.export import JSON


def report(
    result: Annotated[Path, typer.Argument(help="A result's file.")],
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="The page; default: NAME.report.html.")
    ] = None,
    page_rooms: Annotated[
        int,
        typer.Option(
            "--page-rooms",
            envvar="PLENUM_PAGE_ROOMS",
            min=0,
            help="Of more rooms, so many a page of their own beside the first; 0: all on one page.",
        ),
    ] = 100,
) -> None:
    """Write a result as a printable page: plans, schedule, evidence, assumptions, waivers."""
    with told():
        name = result.name.removesuffix(".json").removesuffix(".completed")
        write_report(load_completed(result), out or Path(f"{name}.report.html"), page_rooms)


@dataclass(frozen=True)
class Papers:
    """What is to be made of a result beside its file. Raises typer.BadParameter for what cannot be."""

    drawings: Path | None
    """A folder."""
    heat_maps: bool
    report: Path | None
    exports: Sequence[Path]

    def __post_init__(self) -> None:
        if self.heat_maps and not self.drawings:
            raise typer.BadParameter("--heat-maps needs a folder: --drawings DIR")
        for path in self.exports:
            if convert.ending_of(path) == JSON:
                raise typer.BadParameter("--export writes .ifc, .dxf and .csv; -o names the result's file")

    def write(self, completed: Mapping[str, Any]) -> None:
        """All of it."""
        if self.drawings:
            drawn = draw(completed, self.drawings, heat_maps=self.heat_maps)
            talk.print(f"{drawn} drawings in {self.drawings}", highlight=False)
        if self.report:
            write_report(completed, self.report)
        for path in self.exports:
            convert.export(completed, path)


def write_report(completed: Mapping[str, Any], path: Path, page_rooms: int = 100) -> None:
    """The report of a completed building in a file, a large one's rooms in more files beside it."""
    from plenum.files.report.report import report_pages

    path.parent.mkdir(parents=True, exist_ok=True)
    names: list[str] = []
    with bar("rooms in the report") as tell:
        for name, pieces in report_pages(completed, path.name, page_rooms, tell):
            names.append(name)
            with (path.parent / name).open("w", encoding="utf-8") as file:
                file.writelines(pieces)
    more = f" and {len(names) - 1} pages of rooms, {names[1]} to {names[-1]}" if len(names) > 1 else ""
    talk.print(f"report: {path}{more}", highlight=False)


def draw(completed: Mapping[str, Any], folder: Path, *, heat_maps: bool = False) -> int:
    """A plan for each room and one of the building; how many files were written."""
    folder.mkdir(parents=True, exist_ok=True)
    drawn = 0
    with bar("rooms drawn") as tell:
        for rooms, name, svg in _drawings(completed, heat_maps):
            (folder / f"{name}.svg").write_text(svg, encoding="utf-8")
            drawn += 1
            tell(rooms, len(completed["rooms"]))
    return drawn


def _drawings(completed: Mapping[str, Any], heat_maps: bool) -> Iterator[tuple[int, str, str]]:
    """How many rooms are drawn with it, and each drawing's name and text."""
    from plenum.files.drawing.svg import building_overview_svg, has_heat_map, room_heat_map_svg, room_plan_svg

    yield 0, "building", building_overview_svg(completed)
    for number, room in enumerate(completed["rooms"]):
        # File names come from outside: the number makes them unique, the rest is letters and digits.
        safe = "".join(c if c.isalnum() else "_" for c in room["room_id"])[:60]
        yield number + 1, f"{number:04d}_{safe}", room_plan_svg(room, completed)
        if heat_maps and has_heat_map(room):
            yield number + 1, f"{number:04d}_{safe}.lux", room_heat_map_svg(room, completed)
