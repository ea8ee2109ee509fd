"""What is made to be looked at and printed: plans, heat maps, and `plenum report`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from plenum.cli.common import talk, told
from plenum.files.completed import load_completed


def report(
    result: Annotated[Path, typer.Argument(help="A result's file.")],
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="The page.  [default: NAME.report.html]")
    ] = None,
) -> None:
    """Write a result as one printable page: plans, schedule, evidence, assumptions, waivers."""
    with told():
        name = result.name.removesuffix(".json").removesuffix(".completed")
        write_report(load_completed(result), out or Path(f"{name}.report.html"))


def write_report(completed: Mapping[str, Any], path: Path) -> None:
    """The report of a completed building in a file."""
    from plenum.files.report import building_report_html

    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(building_report_html(completed), encoding="utf-8")
    talk.print(f"report: {path}", highlight=False)


def draw(completed: Mapping[str, Any], folder: Path, *, heat_maps: bool = False) -> int:
    """A plan for each room and one of the building; how many files were written."""
    folder.mkdir(parents=True, exist_ok=True)
    drawn = 0
    for name, svg in _drawings(completed, heat_maps):
        (folder / f"{name}.svg").write_text(svg, encoding="utf-8")
        drawn += 1
    return drawn


def _drawings(completed: Mapping[str, Any], heat_maps: bool) -> Iterator[tuple[str, str]]:
    from plenum.files.svg import building_overview_svg, has_heat_map, room_heat_map_svg, room_plan_svg

    yield "building", building_overview_svg(completed)
    for number, room in enumerate(completed["rooms"]):
        # File names come from outside: the number makes them unique, the rest is letters and digits.
        safe = "".join(c if c.isalnum() else "_" for c in room["room_id"])[:60]
        yield f"{number:04d}_{safe}", room_plan_svg(room, completed)
        if heat_maps and has_heat_map(room):
            yield f"{number:04d}_{safe}.lux", room_heat_map_svg(room, completed)
