"""`plenum report`: a result as a page to be read and printed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from plenum.cli import streams
from plenum.cli.options import DrawnIn, Result


def report(
    result: Result,
    out: Annotated[
        Path | None,
        typer.Option(
            "-o", "--out", help="The page; default: NAME.report.html. - is standard output, all on one page."
        ),
    ] = None,
    page_rooms: Annotated[
        int,
        typer.Option(
            "--page-rooms",
            min=0,
            help="Of more rooms, so many a page of their own beside the first; 0: all on one page.",
        ),
    ] = 100,
    units: DrawnIn = None,
) -> None:
    """Write a result as a printable page: plans, schedule, evidence, assumptions, waivers."""
    from plenum.files.completed.reader import load_completed

    if out is None:
        name = result.name.removesuffix(".json").removesuffix(".completed")
        out = streams.STANDARD if result == streams.STANDARD else Path(f"{name}.report.html")
    completed = load_completed(streams.source(result))
    if units:
        completed["settings"] = {**completed["settings"], "units": units.value}
    write_report(completed, out, page_rooms)


def write_report(completed: Mapping[str, Any], path: Path, page_rooms: int = 100) -> None:
    """The report of a completed building in a file, a large one's rooms in more files beside it."""
    from plenum.cli.progress import bar
    from plenum.cli.talk import say
    from plenum.files.report.report import report_pages

    if path == streams.STANDARD:
        ((_, pieces),) = report_pages(completed, "report.html", 0)
        streams.write_text("".join(pieces), path)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    names: list[str] = []
    with bar("rooms in the report") as advance:
        for name, pieces in report_pages(completed, path.name, page_rooms, advance):
            names.append(name)
            with (path.parent / name).open("w", encoding="utf-8") as file:
                file.writelines(pieces)
    more = f" and {len(names) - 1} pages of rooms, {names[1]} to {names[-1]}" if len(names) > 1 else ""
    say(f"report: {path}{more}")
