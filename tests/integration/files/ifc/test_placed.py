"""An IFC file from the command line to a result and back to IFC, and nobody else pays for the library."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import ifcopenshell
from typer.testing import CliRunner

from plenum.cli.main import app
from plenum.cli.options import JobOptions
from plenum.files.completed.reader import load_completed
from tests.support.ifc import Sample

FLOOR = ((0, 0), (7.2, 0), (7.2, 6), (0, 6))


def office() -> str:
    """A room with a diffuser of a known flow and a light, and a shaft that is no room."""
    sample = Sample("IFC2X3", "mm")
    storey = sample.storey("Ground floor", z=1.2, turn_deg=25)
    space = sample.space(storey, "1.01", [sample.prism(FLOOR, 2.8)], LongName="Meeting room")
    sample.space(storey, "Shaft", None)
    diffuser = sample.element("IfcFlowTerminal", (0, 0, 0), "Supply diffuser")
    lamp = sample.element("IfcFlowTerminal", (0, 0, 0), "Light fixture")
    for element, tile in ((diffuser, (5, 5)), (lamp, (2, 2))):
        at = ((tile[0] + 0.5) * 0.6, (tile[1] + 0.5) * 0.6, 2.8)
        element.ObjectPlacement = sample.placed(space.ObjectPlacement, at)
    flow = sample.new("IfcVolumetricFlowRateMeasure", 0.0425)
    sample.define(diffuser, "Pset_AirTerminalOccurrence", AirFlowRate=flow)
    sample.contain(space, diffuser, lamp)
    return sample.text()


def test_a_model_is_completed_around_what_it_holds(tmp_path: Path) -> None:
    """What was there stays with its flow, what was left out is told, and the model comes back whole."""
    source, result, out = tmp_path / "office.ifc", tmp_path / "r.json", tmp_path / "done.ifc"
    schedule, again = tmp_path / "s" / "schedule.csv", tmp_path / "again.ifc"
    source.write_text(office())
    runner = CliRunner(env={"COLUMNS": "200"})
    placed = runner.invoke(
        app,
        ["place", str(source), "--local", "-o", str(result), "--export", str(out), "--export", str(schedule)],
    )
    assert "left out: space 'Shaft': it is no room with a ceiling" in placed.stderr
    completed = load_completed(result)
    assert [text.partition(":")[0] for text in completed["left_out"]] == ["space 'Shaft'"]
    (room,) = completed["rooms"]
    assert (room["room_id"], room["name"], room["room_type"]) == ("1.01", "Meeting room", "conference")
    assert room["rows"][5][5] == "S"
    assert room["rows"][2][2] == "L"
    assert sorted(room["existing"]) == [[2, 2], [5, 5]]
    assert [5, 5, 42.5] in room["flows"]
    assert runner.invoke(app, ["convert", str(result), "-o", str(again)]).exit_code == 0
    assert again.read_bytes() == out.read_bytes()
    assert schedule.is_file()
    done = ifcopenshell.open(out)
    for kind, entity in (("light", "IfcLightFixture"), ("smoke_detector", "IfcSensor")):
        counted = room["counts"][kind]
        assert len(done.by_type(entity)) == counted["placed"] + counted["existing"] > 0
    listed = done.by_type("IfcPropertyEnumeratedValue")
    statuses = [entry.EnumerationValues[0].wrappedValue for entry in listed if entry.Name == "Status"]
    assert statuses.count("EXISTING") == 2


def test_an_export_that_cannot_be_written_is_refused_before_the_work(tmp_path: Path) -> None:
    """An unknown ending, and the result's own format."""
    source, result = tmp_path / "office.ifc", tmp_path / "r.json"
    source.write_text(office())
    for name, words in (("plan.dwg", "no format ends in '.dwg'"), ("x.json", "-o names the result")):
        outcome = CliRunner(env={"COLUMNS": "200"}).invoke(
            app, ["place", str(source), "--local", "-o", str(result), "--export", name]
        )
        assert outcome.exit_code == 2
        assert words in outcome.stderr
        assert not result.exists()


def test_the_library_is_loaded_only_where_a_file_asks_for_it() -> None:
    """Neither the command line nor the readers of other formats import it."""
    code = (
        "import sys, plenum.cli.main, plenum.files.read, plenum.files.export, plenum.files.ifc.reader;"
        "from plenum.files.read import read_building;"
        'read_building(\'{"grid_id":"g","width":1,"height":1,'
        '"cells":[{"x":0,"y":0,"component":"empty"}]}\');'
        "sys.exit('ifcopenshell' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_a_tile_may_be_set_where_something_hangs_already(tmp_path: Path) -> None:
    """What is there is put on the tiles of that size; the grid stays where nothing else is asked of it."""
    source = tmp_path / "office.ifc"
    source.write_text(office())
    building = JobOptions(tile="0.5").read(source)
    (room,) = building.rooms
    assert room.tile_m == (0.5, 0.5)
    assert len(room.existing) == 2
    assert "tiles of 0.5 m × 0.5 m, as set" in building.assumptions["1.01"]
    assert not any("stays as it is" in note for note in building.assumptions["1.01"])
