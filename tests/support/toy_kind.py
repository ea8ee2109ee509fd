"""A component kind that Plenum does not have, added in one place: to a copy of the package's catalogue.

Run as a module with that copy on the path it completes a building with speakers, writes it in every
format, and prints what it found as JSON.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import structlog

from plenum.ceiling.asked.brief import Brief
from plenum.ceiling.room.grid import COMPONENTS
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.layout import Layout, Terminal
from plenum.ceiling.room.room import Room
from plenum.files.completed.reader import as_building
from plenum.files.completed.schema import CompletedFields
from plenum.files.drawing.svg import building_overview_svg, room_plan_svg
from plenum.files.export import WRITERS
from plenum.files.parsing.check import check_fields
from plenum.files.read import read_building
from plenum.files.schema import json_schema
from plenum.pipeline.graph import Graph, Stage
from plenum.pipeline.observe import events
from plenum.pipeline.runner import PipelineRunner
from services.stages import GRAPH
from tests.support.buildings import building, room

ROOT: Final = Path(__file__).parents[2]
ENTRY: Final = """
    SPEAKER = (
        "speaker",
        Entry(
            symbol="P",
            singular="speaker",
            plural="speakers",
            heading="speakers",
            event_field="speakers",
            families=(),
            drawing=Drawing("#5b2a86", "#f3ecfa", "#5b2a86", "#f3ecfa", letters="SP"),
            dxf=Dxf("SPEAKER", "T-SPKR", 6, "Speakers"),
            ifc=Ifc(
                entity="IfcAudioVisualAppliance",
                predefined="SPEAKER",
                property_set="Pset_AudioVisualApplianceTypeCommon",
                depth_m=-0.1,
                colour=(0.4, 0.2, 0.6),
            ),
        ),
    )

"""
AHEAD: Final = "    def __new__("
"""What follows the last kind in the catalogue."""


def run_with_speakers(folder: Path) -> dict[str, Any]:
    """What a process finds that runs on a copy of the package with one entry more."""
    shutil.copytree(
        ROOT / "shared" / "plenum", folder / "plenum", ignore=shutil.ignore_patterns("__pycache__")
    )
    catalogue = folder / "plenum" / "ceiling" / "room" / "kinds.py"
    text = catalogue.read_text(encoding="utf-8")
    assert text.count(AHEAD) == 1
    catalogue.write_text(text.replace(AHEAD, ENTRY + AHEAD), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", __name__],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def place(room: Room, _brief: Brief) -> Layout:
    """One speaker more, on the first free tile."""
    return Layout(Kind("speaker"), (Terminal(room.free()[0]),))


def main() -> None:
    """One speaker came in with the room, another is placed by a stage of its own."""
    graph = Graph(
        (*GRAPH.stages, Stage("speaker_model", f"{__name__}:place", Kind("speaker"), (), (GRAPH.last.name,)))
    )
    rows = ["." * 9, "....P....", *["." * 9] * 6]
    completed = PipelineRunner(graph).run_full_pipeline(read_building(building([room("office", rows=rows)])))
    result = as_building(completed)
    (done,) = completed["rooms"]
    with structlog.testing.capture_logs() as logged:
        events.job_ended(structlog.get_logger(), check_fields(CompletedFields, completed))
    written = {ending: write(result, completed) for ending, write in WRITERS.items()}
    back = read_building(written[".ifc"].decode(), name="back.ifc")
    found = {
        "names": COMPONENTS["P"],
        "rows": done["rows"],
        "counts": completed["totals"]["counts"]["speaker"],
        "plan": room_plan_svg(done, completed),
        "overview": building_overview_svg(completed),
        "dxf": written[".dxf"].decode(),
        "ifc": written[".ifc"].decode(),
        "ifc_rows": list(back.rooms[0].rows),
        "csv": written[".csv"].decode("utf-8-sig"),
        "logged": logged[0],
        "schema": json_schema("completed"),
    }
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
