"""The README's tour: one run of the example gives the table that it prints and the pictures beside it."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any, Final

from rich.console import Console

from plenum.cli import summary
from plenum.files.drawing.svg import building_overview_svg, room_plan_svg
from plenum.files.read import read_building
from plenum.pipeline.runner import PipelineRunner

ROOT: Final = Path(__file__).resolve().parents[1]
DRAWN: Final = "laboratory_2"
"""The room that has a picture of its own, and the table's last row here."""
_TABLE: Final = re.compile(r"^    room  .*?(?=; [\d.]+ s; trace )", re.MULTILINE | re.DOTALL)
"""From the table's head to the counts. Seconds and trace behind them are a stack's."""


def run() -> dict[str, Any]:
    """The example completed in process, without what is another each time."""
    completed = PipelineRunner().run_full_pipeline(read_building(ROOT / "examples/small_office.json"))
    return completed | {"job_id": "example", "duration_s": 0.0}


def pictures(completed: dict[str, Any]) -> dict[str, str]:
    """By file, as `plenum place --drawings` draws them."""
    room = next(room for room in completed["rooms"] if room["room_id"] == DRAWN)
    return {
        "small_office.svg": building_overview_svg(completed),
        "laboratory.svg": room_plan_svg(room, completed),
    }


def told(page: str, completed: dict[str, Any]) -> str:
    """The page with what `plenum place` prints of this run, most rooms left out."""
    out = io.StringIO()
    summary.show(completed, Console(file=out, width=80))
    head, first, second, *more = out.getvalue().splitlines()
    drawn = next(line for line in more if line.startswith(f"{DRAWN} "))
    status, counts = more[-2:]
    lines = (head, first, second, "...", drawn, status, counts.partition(";")[0])
    text = "\n".join(f"    {line}".rstrip() for line in lines)
    return _TABLE.sub(lambda _: text, page, count=1)
