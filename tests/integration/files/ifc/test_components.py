"""What hangs in the ceilings of an IFC file occupies tiles: by class, type or name, by relation or place."""

from __future__ import annotations

from typing import Any

import pytest

from plenum.ceiling.room.grid import KINDS
from plenum.ceiling.room.room import Room
from plenum.files.building.building import Building
from plenum.files.geometry.tiling import to_site
from plenum.files.ifc.read import building_of
from plenum.files.settings.options import ReadOptions
from tests.support.ifc import Sample

SQUARE = ((0, 0), (6, 0), (6, 6), (0, 6))
HIGH = 2.8


def read(sample: Sample) -> Building:
    """The building, read in this process."""
    return building_of(sample.text(), ReadOptions())


def office(schema: str = "IFC4", unit: str = "mm", **more: Any) -> tuple[Sample, Any, Any]:
    """A file with one room of 10 × 10 tiles: the file, its storey and the space."""
    sample = Sample(schema, unit)
    storey = sample.storey()
    return sample, storey, sample.space(storey, "101", [sample.prism(SQUARE, HIGH)], **more)


def centre(x: int, y: int) -> tuple[float, float, float]:
    """A tile's centre at the ceiling."""
    return (x + 0.5) * 0.6, (y + 0.5) * 0.6, HIGH


def hanging(room: Room) -> dict[tuple[int, int], str]:
    """What is on a room's tiles."""
    return {tile: char for tile, char in room.tiles() if char in KINDS}


@pytest.mark.parametrize("unit", ["m", "mm", "ft", "in"])
@pytest.mark.parametrize("schema", ["IFC4", "IFC4X3"])
def test_each_class_occupies_its_tile(schema: str, unit: str) -> None:
    """Fixtures, diffusers, grilles and smoke sensors by their predefined types, in the space by relation."""
    sample, _, space = office(schema, unit)
    sample.contain(
        space,
        sample.element("IfcLightFixture", centre(1, 1), PredefinedType="DIRECTIONSOURCE"),
        sample.element("IfcAirTerminal", centre(3, 4), PredefinedType="DIFFUSER"),
        sample.element("IfcAirTerminal", centre(8, 4), PredefinedType="GRILLE"),
        sample.element("IfcSensor", centre(5, 7), PredefinedType="SMOKESENSOR"),
    )
    (room,) = read(sample).rooms
    assert hanging(room) == {(1, 1): "L", (3, 4): "S", (8, 4): "R", (5, 7): "D"}
    assert room.existing == set(hanging(room))


@pytest.mark.parametrize(
    ("kind", "name", "symbol"),
    [
        ("IfcFlowController", "Smoke Detector:Ceiling", "D"),
        ("IfcBuildingElementProxy", "Optischer Rauchmelder", "D"),
        ("IfcAlarm", "Rökdetektor", "D"),
        ("IfcBuildingElementProxy", "Einbauleuchte 600x600", "L"),
        ("IfcFlowTerminal", "Luminaria empotrada", "L"),
        ("IfcBuildingElementProxy", "Drallauslass Zuluft", "S"),
        ("IfcFlowTerminal", "Grille de reprise", "R"),
        ("IfcLightFixture", "Lighting Switches:Single Pole", ""),
        ("IfcLightFixture", "Lichtschalter", ""),
        ("IfcFlowController", "Volume damper", ""),
    ],
)
def test_names_in_any_language_tell_what_a_class_does_not(kind: str, name: str, symbol: str) -> None:
    """Detectors as flow controllers or alarms, fixtures as proxies; wall switches are no luminaires."""
    sample, _, space = office()
    sample.contain(space, sample.element(kind, centre(3, 3), name))
    (room,) = read(sample).rooms
    assert "".join(hanging(room).values()) == symbol


def test_classes_of_ifc2x3_are_told_by_their_types_and_names() -> None:
    """There a terminal is a flow terminal; its type object, or else its name, tells which."""
    sample, _, space = office("IFC2X3")
    lamp = sample.element("IfcFlowTerminal", centre(0, 0), "T5")
    diffuser = sample.element("IfcFlowTerminal", centre(1, 0), "X")
    grille = sample.element("IfcFlowTerminal", centre(2, 0), "Y")
    sensor = sample.element("IfcDistributionControlElement", centre(3, 0), "Z")
    named = [
        sample.element("IfcFlowTerminal", centre(4, 0), "M_Recessed Light Fixture:600x600"),
        sample.element("IfcBuildingElementProxy", centre(5, 0), "Smoke Detector - Optical"),
        sample.element("IfcFlowTerminal", centre(6, 0), "M_Supply Diffuser"),
        sample.element("IfcFlowTerminal", centre(7, 0), "Return air grille"),
    ]
    basin = sample.element("IfcFlowTerminal", centre(8, 0), "Basin")
    sample.typed("IfcLightFixtureType", lamp, Name="t", PredefinedType="POINTSOURCE")
    sample.typed("IfcAirTerminalType", diffuser, Name="t", PredefinedType="DIFFUSER")
    sample.typed("IfcAirTerminalType", grille, Name="t", PredefinedType="GRILLE")
    sample.typed("IfcSensorType", sensor, Name="t", PredefinedType="SMOKESENSOR")
    sample.typed("IfcSanitaryTerminalType", basin, Name="light fixture", PredefinedType="SINK")
    sample.contain(space, lamp, diffuser, grille, sensor, *named, basin)
    (room,) = read(sample).rooms
    assert room.rows[0] == "LSRDLDSR.."


@pytest.mark.parametrize(
    ("name", "predefined", "airflow", "system", "expected"),
    [
        ("x", "GRILLE", "SUPPLYAIR", None, "S"),
        ("x", "DIFFUSER", "EXHAUSTAIR", None, "R"),
        ("x", "DIFFUSER", None, "Return Air 2", "R"),
        ("Extract valve", "NOTDEFINED", None, None, "R"),
        ("x", "REGISTER", None, None, "S"),
        ("x", "LOUVRE", None, None, "#"),
    ],
)
def test_the_direction_of_air(
    name: str, predefined: str, airflow: str | None, system: str | None, expected: str
) -> None:
    """Its property outranks its system, which outranks its name, which outranks its shape."""
    sample, _, space = office()
    element = sample.element("IfcAirTerminal", centre(4, 4), name, PredefinedType=predefined)
    sample.contain(space, element)
    if airflow:
        sample.define(element, "Pset_AirTerminalOccurrence", AirflowType=sample.new("IfcLabel", airflow))
    if system:
        group = sample.rooted("IfcDistributionSystem", Name=system)
        sample.rooted("IfcRelAssignsToGroup", RelatedObjects=[element], RelatingGroup=group)
    assert read(sample).rooms[0].at((4, 4)) == expected


def test_flows_come_from_property_sets_in_any_unit() -> None:
    """In the file's unit, in the property's own, from the type; a measure of another kind is no flow."""
    sample, _, space = office()
    hour = sample.new("IfcMeasureWithUnit", sample.new("IfcTimeMeasure", 3600.0), _second(sample))
    size = sample.new("IfcDimensionalExponents", 0, 0, 1, 0, 0, 0, 0)
    per_hour = _per(sample, sample.new("IfcConversionBasedUnit", size, "TIMEUNIT", "HOUR", hour))
    sample.units.Units = (*sample.units.Units, per_hour)
    terminals = [sample.element("IfcAirTerminal", centre(x, 2), PredefinedType="DIFFUSER") for x in range(4)]
    sample.contain(space, *terminals)
    flow = "IfcVolumetricFlowRateMeasure"
    sample.define(terminals[0], "Pset_AirTerminalOccurrence", AirFlowRate=sample.new(flow, 180.0))
    sample.define(terminals[1], "Mechanical - Flow", Flow=sample.new(flow, 0.03))
    own = next(p for p in sample.file.by_type("IfcPropertySingleValue") if p.Name == "Flow")
    own.Unit = _per(sample, _second(sample))
    sample.define(terminals[2], "Pset_AirTerminalOccurrence", AirFlowRate=sample.new("IfcReal", 180.0))
    made = sample.rooted(
        "IfcPropertySet",
        Name="Pset_AirTerminalOccurrence",
        HasProperties=[
            sample.new("IfcPropertySingleValue", "AirFlowRate", None, sample.new(flow, 360.0), None)
        ],
    )
    sample.typed("IfcAirTerminalType", terminals[3], PredefinedType="DIFFUSER", HasPropertySets=[made])
    (room,) = read(sample).rooms
    assert room.flows == {(0, 2): pytest.approx(50), (1, 2): pytest.approx(30), (3, 2): pytest.approx(100)}


def _second(sample: Sample) -> Any:
    return sample.new("IfcSIUnit", UnitType="TIMEUNIT", Name="SECOND")


def _per(sample: Sample, time: Any) -> Any:
    """Cubic metres in a unit of time."""
    volume = sample.new("IfcSIUnit", UnitType="VOLUMEUNIT", Name="CUBIC_METRE")
    parts = [sample.new("IfcDerivedUnitElement", volume, 1), sample.new("IfcDerivedUnitElement", time, -1)]
    return sample.new("IfcDerivedUnit", parts, "VOLUMETRICFLOWRATEUNIT", None)


def test_elements_of_the_storey_are_found_in_the_room_they_hang_over() -> None:
    """No relation to a space: the place decides, on a turned storey too, and not on the storey above."""
    sample = Sample("IFC4", "mm")
    for level in (0.0, 3.5):
        storey = sample.storey(f"Level {level}", level, 30, at=(10, 20))
        for index in range(2):
            body = [sample.prism(SQUARE, HIGH)]
            sample.space(storey, f"{level:g}-{index}", body, at=(6.2 * index, 0, 0))
    first, second, third, _ = read(sample).rooms
    places = [(first, (2, 3)), (second, (7, 1)), (third, (4, 4))]
    for room, tile in places:
        at = (*to_site(room.frame, room.centre_m(tile)), room.frame.origin_m[2] + HIGH)
        sample.contain(storey, sample.element("IfcLightFixture", at, turn_deg=30))
    for room, tile in zip(read(sample).rooms, [tile for _, tile in places], strict=False):
        assert hanging(room) == {tile: "L"}


def test_a_body_beside_its_placement_counts_where_it_is() -> None:
    """Exporters put a family's origin at its corner: the middle of the body decides."""
    sample, _, space = office()
    box = [(0, 0), (0.6, 0), (0.6, 0.6), (0, 0.6)]
    fixture = sample.element("IfcLightFixture", (3.0, 2.4, HIGH), bare=True)
    fixture.Representation = sample.shape([sample.mapped(sample.prism(box, 0.1))])
    sample.contain(space, fixture)
    building = read(sample)
    assert hanging(building.rooms[0]) == {(5, 4): "L"}
    assert not any("off the centres" in note for note in building.assumptions["101"])


def test_what_is_not_on_the_ceiling_is_left_out_by_name() -> None:
    """A floor outlet, a wall light, a lamp outside and one to be demolished; a pendant counts."""
    sample, _, space = office()
    gone = sample.element("IfcLightFixture", centre(1, 8), "old")
    sample.define(gone, "Pset_LightFixtureTypeCommon", Status=sample.new("IfcLabel", "DEMOLISH"))
    sample.contain(
        space,
        sample.element("IfcAirTerminal", (3, 3, 0.1), "floor outlet", PredefinedType="DIFFUSER"),
        sample.element("IfcLightFixture", (0.02, 3, 2.3), "sconce"),
        sample.element("IfcLightFixture", (9, 3, 2.8), "outside"),
        sample.element("IfcLightFixture", (4.5, 3.3, 2.2), "pendant"),
        gone,
    )
    building = read(sample)
    assert hanging(building.rooms[0]) == {(7, 5): "L"}
    notes = " | ".join(building.assumptions["101"])
    for words in ("floor outlet is left out", "sconce is left out: it is on the wall", "outside is left out"):
        assert words in notes
    assert "old" not in notes


def test_a_tile_holds_one_component() -> None:
    """A second one takes the free tile beside it; both are kept, and how far off they are is told."""
    sample, _, space = office()
    x, y, z = centre(4, 4)
    sample.contain(
        space,
        sample.element("IfcLightFixture", (x - 0.1, y, z)),
        sample.element("IfcSensor", (x + 0.2, y, z), PredefinedType="SMOKESENSOR"),
    )
    building = read(sample)
    assert hanging(building.rooms[0]) == {(4, 4): "L", (5, 4): "D"}
    assert any("0.40 m off the centres" in note for note in building.assumptions["101"])


def test_other_things_on_a_ceiling_take_a_tile_away() -> None:
    """Sprinklers, exit lights and heat sensors: their tiles are invalid, and the notes say why."""
    sample, _, space = office()
    sample.contain(
        space,
        sample.element("IfcFireSuppressionTerminal", centre(0, 5), "SPR", PredefinedType="SPRINKLER"),
        sample.element("IfcLightFixture", centre(1, 5), "EXIT", PredefinedType="SECURITYLIGHTING"),
        sample.element("IfcSensor", centre(2, 5), "HEAT", PredefinedType="HEATSENSOR"),
        sample.element("IfcSensor", centre(3, 5), "CO2", PredefinedType="CO2SENSOR", bare=True),
    )
    building = read(sample)
    assert building.rooms[0].rows[5] == "####......"
    assert building.rooms[0].existing == frozenset()
    notes = " | ".join(building.assumptions["101"])
    assert all(f"{name} takes a tile" in notes for name in ("SPR", "EXIT", "HEAT", "CO2"))
