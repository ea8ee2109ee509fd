"""`plenum draw`: plans of a building as it is, or of a result with all that was placed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from plenum.cli import streams
from plenum.cli.options import Layout
from plenum.cli.reading import tell

_LONGEST_ID: Final = 60
"""Characters of a room's id in a file's name."""


def draw(
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
) -> None:
    """Draw a plan of each room and one of the building, as SVG."""
    from plenum.files.completed.reader import read_with_result
    from plenum.files.drawing.as_it_is import as_it_is

    building, result = read_with_result(streams.source(layout))
    if heat_maps and result is None:
        raise typer.BadParameter("--heat-maps: only a result has an illuminance to show")
    tell(building)
    shown = result or as_it_is(building)
    if room is not None and room not in [r["room_id"] for r in shown["rooms"]]:
        raise typer.BadParameter(f"--room: there is no room {room} in {streams.name_of(layout)}")
    if out == streams.STANDARD:
        streams.write_text(_one(shown, room, heat_maps), out)
    else:
        write_drawings(shown, out, heat_maps=heat_maps, only=room)


def write_drawings(
    completed: Mapping[str, Any], folder: Path, *, heat_maps: bool = False, only: str | None = None
) -> int:
    """A plan for each room and one of the building, or one room's alone; how many files were written."""
    from plenum.cli.progress import bar
    from plenum.cli.talk import say

    folder.mkdir(parents=True, exist_ok=True)
    drawn = 0
    with bar("rooms drawn") as advance:
        for rooms, name, svg in _drawings(completed, heat_maps, only):
            (folder / f"{name}.svg").write_text(svg, encoding="utf-8")
            drawn += 1
            advance(rooms, len(completed["rooms"]))
    say(f"{drawn} drawing{'s' if drawn != 1 else ''} in {folder}")
    return drawn


def _drawings(
    completed: Mapping[str, Any], heat_maps: bool, only: str | None
) -> Iterator[tuple[int, str, str]]:
    """How many rooms are drawn with it, and each drawing's name and text."""
    from plenum.files.drawing.svg import building_overview_svg, has_heat_map, room_heat_map_svg, room_plan_svg

    if only is None:
        yield 0, "building", building_overview_svg(completed)
    for number, room in enumerate(completed["rooms"]):
        if only not in (None, room["room_id"]):
            continue
        # File names come from outside: the number makes them unique, the rest is letters and digits.
        safe = "".join(c if c.isalnum() else "_" for c in room["room_id"])[:_LONGEST_ID]
        yield number + 1, f"{number:04d}_{safe}", room_plan_svg(room, completed)
        if heat_maps and has_heat_map(room):
            yield number + 1, f"{number:04d}_{safe}.lux", room_heat_map_svg(room, completed)


def _one(completed: Mapping[str, Any], room_id: str | None, heat_map: bool) -> str:
    """The one drawing that standard output takes."""
    from plenum.files.drawing.svg import building_overview_svg, room_heat_map_svg, room_plan_svg

    if room_id is None:
        if heat_map:
            raise typer.BadParameter("--heat-maps on standard output: name one room with --room")
        return building_overview_svg(completed)
    room = next(r for r in completed["rooms"] if r["room_id"] == room_id)
    return (room_heat_map_svg if heat_map else room_plan_svg)(room, completed)
