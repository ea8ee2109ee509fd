"""A completed ceiling goes back into its own model: added to, and otherwise the same."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import ifcopenshell
import ifcopenshell.validate
import pytest
from typer.testing import CliRunner

from plenum.cli.main import app
from plenum.files.building.building import Building
from plenum.files.errors import InvalidBuilding
from plenum.files.ifc.read import building_of
from plenum.files.ifc.writer.increment import increment_ifc
from plenum.files.settings.options import ReadOptions
from tests.support.ifc import Points, Sample

ROOM: Points = ((0, 0), (6, 0), (6, 6), (0, 6))
PLACED = {(1, 1): "L", (3, 4): "S", (8, 4): "R", (5, 7): "D"}


def source(schema: str = "IFC4", unit: str = "mm") -> Sample:
    """A model with a turned room in which a light hangs already."""
    sample = Sample(schema, unit)
    storey = sample.storey("Ground", z=3.5, turn_deg=20, at=(5, 7))
    space = sample.space(storey, "101", [sample.prism(ROOM)], at=(1, 2, 0), turn_deg=90, LongName="Office")
    lamp = sample.element(
        "IfcFlowTerminal" if schema == "IFC2X3" else "IfcLightFixture", (0, 0, 0), "Luminaire"
    )
    lamp.ObjectPlacement = sample.placed(space.ObjectPlacement, (0.9, 5.7, 2.8))
    sample.contain(space, lamp)
    return sample


def completed(sample: Sample) -> Building:
    """Its room with one of each kind besides what is there."""
    building = building_of(sample.text(), ReadOptions())
    (room,) = building.rooms
    assert len(room.existing) == 1
    rows = [list(row) for row in room.rows]
    for (x, y), char in PLACED.items():
        rows[y][x] = char
    done = replace(room, rows=tuple("".join(row) for row in rows), flows={(3, 4): 42.5})
    return replace(building, rooms=(done,))


def statements(file: Any) -> int:
    """What the schema's rules find."""
    logger = ifcopenshell.validate.json_logger()
    ifcopenshell.validate.validate(file, logger)
    return len(logger.statements)


@pytest.mark.parametrize(("schema", "unit"), [("IFC2X3", "ft"), ("IFC4", "mm"), ("IFC4X3", "m")])
def test_what_was_placed_is_added_where_it_is(schema: str, unit: str) -> None:
    """In the file's own schema and unit; read again, the room holds the same with the same flows."""
    sample = source(schema, unit)
    building = completed(sample)
    before = {root.GlobalId for root in sample.file.by_type("IfcRoot")}
    text = increment_ifc(building, {}, sample.text().encode()).decode()
    file: Any = ifcopenshell.file.from_string(text)
    assert before < {root.GlobalId for root in file.by_type("IfcRoot")}
    assert statements(file) == statements(sample.file)
    (again,) = building_of(text, ReadOptions()).rooms
    assert again.rows == building.rooms[0].rows
    assert again.flows == pytest.approx({(3, 4): 42.5})


def test_adding_again_adds_nothing_and_keeps_identifiers() -> None:
    """The same result into its own increment."""
    sample = source()
    building = completed(sample)
    once = increment_ifc(building, {}, sample.text().encode())
    files = [
        ifcopenshell.file.from_string(text.decode()) for text in (once, increment_ifc(building, {}, once))
    ]
    first, second = ({root.GlobalId for root in file.by_type("IfcRoot")} for file in files)
    assert first == second


def test_letters_of_an_old_code_page_stay_what_they_are() -> None:
    """Exporters write Latin-1 though STEP is ASCII; what the file calls things is its own."""
    sample = source()
    building = completed(sample)
    written = sample.text().replace("'Luminaire'", "'Büroleuchte'").encode("latin-1")
    file: Any = ifcopenshell.file.from_string(increment_ifc(building, {}, written).decode())
    assert "Büroleuchte" in {fixture.Name for fixture in file.by_type("IfcLightFixture")}


def test_a_model_that_would_lose_something_is_refused() -> None:
    """An instance that cannot be read would be missing in the increment."""
    sample = source()
    building = completed(sample)
    damaged = sample.text().replace("ENDSEC;\nEND-ISO", "#99999=IFCNOTHING('a');\nENDSEC;\nEND-ISO")
    with pytest.raises(InvalidBuilding, match="a part would be lost: #99999 cannot be read"):
        increment_ifc(building, {}, damaged.encode())


def test_another_model_is_refused(tmp_path: Path) -> None:
    """A room whose space is not in it; and what is no result, or no IFC to be, by the command."""
    building, other = completed(source()), Sample()
    other.space(other.storey(), "101", [other.prism(ROOM)])
    other.file.by_type("IfcSpace")[0].GlobalId = ifcopenshell.guid.new()
    with pytest.raises(InvalidBuilding, match="space of room '101' is not in it"):
        increment_ifc(building, {}, other.text().encode())
    path = tmp_path / "a.ifc"
    path.write_text(source().text())
    asked = ["convert", str(path), "--into", str(path), "-o", str(tmp_path / "b.ifc")]
    refused = CliRunner(env={"COLUMNS": "200"}).invoke(app, asked)
    assert refused.exit_code == 2
    assert "give a result" in refused.stderr
