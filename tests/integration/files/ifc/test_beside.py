"""A model of services beside the architect's: what hangs in it occupies tiles by place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from plenum.cli.main import app
from plenum.files.errors import InvalidBuilding
from plenum.files.read import read_model, with_models
from tests.support.ifc import Points, Sample

ROOM: Points = ((0, 0), (6, 0), (6, 6), (0, 6))


def architecture(tmp_path: Path, **more: Any) -> Path:
    """A file with one room, and what of it hangs in its ceiling."""
    sample = Sample("IFC4", "mm")
    storey = sample.storey(z=3.0)
    sample.space(storey, "101", [sample.prism(ROOM)], LongName="Office")
    sample.contain(storey, *(sample.element(kind, at, "A") for kind, at in more.items()))
    path = tmp_path / "architecture.ifc"
    path.write_text(sample.text())
    return path


def services(tmp_path: Path, *elements: tuple[str, str, tuple[float, float, float]]) -> Path:
    """A file of another schema and unit, without rooms."""
    sample = Sample("IFC2X3", "ft")
    storey = sample.storey()
    sample.contain(storey, *(sample.element(kind, at, name) for kind, name, at in elements))
    path = tmp_path / "services.ifc"
    path.write_text(sample.text())
    return path


DIFFUSER = ("IfcFlowTerminal", "Supply diffuser", (0.9, 0.9, 5.8))
SENSOR = ("IfcFlowController", "Smoke Detector", (3.3, 3.3, 5.8))
FAR = ("IfcFlowTerminal", "Return grille", (30.0, 3.3, 5.8))
OTHER_STOREY = ("IfcFlowTerminal", "Supply diffuser", (0.9, 0.9, 9.5))


def test_what_the_other_model_hangs_over_a_room_is_there_already(tmp_path: Path) -> None:
    """By place on the site; what hangs over no room is told with its file."""
    building = read_model(architecture(tmp_path))
    both = with_models(building, [services(tmp_path, DIFFUSER, SENSOR, FAR, OTHER_STOREY)])
    (room,) = both.rooms
    assert (room.rows[1][1], room.rows[5][5]) == ("S", "D")
    assert room.existing == {(1, 1), (5, 5)}
    assert both.left_out == (
        "services.ifc: 1 × air return over no room that is read: 'Return grille'",
        "services.ifc: 1 × air supply over no room that is read: 'Supply diffuser'",
    )


def test_what_both_models_have_is_there_once(tmp_path: Path) -> None:
    """A copy of the architect's luminaire does not take the tile beside it."""
    lamp = (0.9, 0.9, 5.8)
    building = read_model(architecture(tmp_path, IfcLightFixture=lamp))
    both = with_models(building, [services(tmp_path, ("IfcFlowTerminal", "Light fixture", lamp), SENSOR)])
    assert "".join("".join(row) for row in both.rooms[0].rows).count("L") == 1


def test_models_of_different_origins_are_refused(tmp_path: Path) -> None:
    """Where nothing at all hangs over a room, the cure is the origin."""
    building = read_model(architecture(tmp_path))
    with pytest.raises(InvalidBuilding, match="none of its 1 elements hangs over a room") as caught:
        with_models(building, [services(tmp_path, FAR)])
    assert caught.value.source == "services.ifc"
    assert "same origin" in caught.value.cure


def test_a_second_model_of_another_format_is_refused_by_name(tmp_path: Path) -> None:
    """And so is one in which nothing hangs."""
    building = read_model(architecture(tmp_path))
    other = tmp_path / "grid.json"
    other.write_text("{}")
    with pytest.raises(InvalidBuilding, match=r"grid\.json: this is no IFC file"):
        with_models(building, [other])
    with pytest.raises(InvalidBuilding, match="no luminaires"):
        with_models(building, [architecture(tmp_path)])


def test_both_commands_take_a_second_model(tmp_path: Path) -> None:
    """Convert writes what is there, place completes the rooms around it."""
    first, second = architecture(tmp_path), services(tmp_path, DIFFUSER, FAR)
    out, result = tmp_path / "building.json", tmp_path / "result.json"
    runner = CliRunner(env={"COLUMNS": "200"})
    converted = runner.invoke(app, ["convert", str(first), "--with", str(second), "-o", str(out)])
    assert "1 × air return over no room" in converted.stderr
    assert json.loads(out.read_text())["rooms"][0]["rows"][1][1] == "S"
    placed = runner.invoke(app, ["place", str(first), "--with", str(second), "--local", "-o", str(result)])
    assert placed.exit_code == 0, placed.stderr
    (room,) = json.loads(result.read_text())["rooms"]
    assert room["existing"] == [[1, 1]]
    assert room["rows"][1][1] == "S"
