"""A completed model is the same project as its source: identifiers, storeys and place on earth are kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ifcopenshell
import ifcopenshell.validate
import pytest
from typer.testing import CliRunner

from plenum.cli.main import app
from plenum.files.building.building import Building
from plenum.files.building.writer import building_to_json
from plenum.files.errors import InvalidBuilding
from plenum.files.ifc.read import building_of
from plenum.files.ifc.writer.write import building_ifc
from plenum.files.read import read_building
from plenum.files.settings.options import ReadOptions
from tests.support.ifc import Points, Sample

ROOM: Points = ((0, 0), (6, 0), (6, 6), (0, 6))
SPATIAL = ("IfcProject", "IfcBuilding", "IfcBuildingStorey", "IfcSpace")


def house(schema: str = "IFC4", unit: str = "mm") -> Sample:
    """Two storeys with a room each."""
    sample = Sample(schema, unit)
    for level, name in enumerate(("Ground", "First")):
        storey = sample.storey(name, z=3.5 * level)
        sample.space(storey, f"{level}01", [sample.prism(ROOM)], LongName="Office")
    return sample


def mapped(sample: Sample, scale: float | None, unit: Any = None, metres: float = 1.0) -> None:
    """Says where the site lies on a map, its figures in a unit of so many metres."""
    crs = sample.new("IfcProjectedCRS", "EPSG:25832", MapUnit=unit)
    figures = [value / metres for value in (500000.5, 5300000.25, 210.0)]
    sample.new("IfcMapConversion", sample.context, crs, *figures, 0.6, 0.8, scale)


def read(sample: Sample) -> Building:
    """The building, read in this process."""
    return building_of(sample.text(), ReadOptions())


def written(building: Building) -> Any:
    """The file that it is written to, which must be valid."""
    file: Any = ifcopenshell.file.from_string(building_ifc(building).decode())
    logger = ifcopenshell.validate.json_logger()
    ifcopenshell.validate.validate(file, logger)
    assert not logger.statements
    return file


def identifiers(file: Any) -> dict[str, set[str]]:
    """Of the spatial structure, by class."""
    return {kind: {instance.GlobalId for instance in file.by_type(kind)} for kind in SPATIAL}


@pytest.mark.parametrize("schema", ["IFC2X3", "IFC4"])
def test_the_spatial_structure_keeps_its_identifiers(schema: str) -> None:
    """Also by way of a building file; storeys stay at their levels."""
    sample = house(schema)
    again = written(read_building(building_to_json(read(sample))))
    assert identifiers(again) == identifiers(sample.file)
    levels = {storey.Name: storey.Elevation for storey in again.by_type("IfcBuildingStorey")}
    assert levels == pytest.approx({"Ground": 0.0, "First": 3.5})


@pytest.mark.parametrize(
    ("unit", "scale", "metres"), [("m", 1.0, 1.0), ("m", None, 1.0), ("mm", 0.001, 1.0), ("mm", None, 0.001)]
)
def test_the_map_is_kept_in_metres(unit: str, scale: float | None, metres: float) -> None:
    """Whatever the units of project and map are."""
    sample = house("IFC4", unit)
    mapped(sample, scale, metres=metres)
    (conversion,) = written(read(sample)).by_type("IfcMapConversion")
    assert (conversion.Eastings, conversion.Northings) == pytest.approx((500000.5, 5300000.25))
    assert (conversion.OrthogonalHeight, conversion.Scale) == pytest.approx((210.0, 1.0))
    assert (conversion.XAxisAbscissa, conversion.XAxisOrdinate) == (0.6, 0.8)
    assert conversion.TargetCRS.Name == "EPSG:25832"


def test_latitude_and_true_north_are_kept() -> None:
    """As attributes of site and context."""
    sample = house()
    sample.rooted("IfcSite", RefLatitude=(49, 6, 1, 566000), RefLongitude=(8, 26, 11), RefElevation=110_000.0)
    sample.context.TrueNorth = sample.new("IfcDirection", (0.6, 0.8))
    file = written(read(sample))
    (site,) = file.by_type("IfcSite")
    assert (site.RefLatitude, site.RefLongitude) == ((49, 6, 1, 566000), (8, 26, 11))
    assert site.RefElevation == pytest.approx(110.0)
    assert file.by_type("IfcGeometricRepresentationContext")[0].TrueNorth.DirectionRatios == (0.6, 0.8)


def test_identifiers_that_are_none_or_there_twice_are_made_anew() -> None:
    """A space's copy has one of its own."""
    sample = house()
    first, second = sample.file.by_type("IfcSpace")
    second.GlobalId = first.GlobalId
    spaces = [space.GlobalId for space in written(read(sample)).by_type("IfcSpace")]
    assert first.GlobalId in spaces
    assert len(set(spaces)) == 2


def test_a_building_file_with_a_broken_identifier_is_refused_there() -> None:
    """With its place."""
    data = building_to_json(read(house()))
    data["source_model"]["project"] = "no identifier"
    with pytest.raises(InvalidBuilding) as caught:
        read_building(data)
    assert caught.value.pointer == "/source_model/project"


def test_a_result_keeps_them_and_placing_again_keeps_what_stayed(tmp_path: Path) -> None:
    """From the command line: what is on the same tile has the same identifier."""
    source = tmp_path / "house.ifc"
    source.write_text(house().text())
    runner = CliRunner(env={"COLUMNS": "200"})
    files = []
    for name in ("first", "second"):
        result, out = tmp_path / f"{name}.json", tmp_path / f"{name}.ifc"
        how = "--local", "--grid-origin", "0,0", "-o", str(result), "--export", str(out)
        placed = runner.invoke(app, ["place", str(source), *how])
        assert placed.exit_code == 0, placed.stderr
        files.append(ifcopenshell.open(out))
        # In the second round one room is smaller.
        source.write_text(source.read_text().replace("6000.", "4800.", 1))
    assert identifiers(files[0]) == identifiers(ifcopenshell.file.from_string(house().text()))
    lamps = [{lamp.Name: lamp.GlobalId for lamp in file.by_type("IfcLightFixture")} for file in files]
    assert {lamps[0][name] == lamps[1][name] for name in lamps[0].keys() & lamps[1].keys()} == {True}
