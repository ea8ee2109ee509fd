"""Written IFC files hold every component once, in the right space, on the ceiling, and read back the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import ifcopenshell
import ifcopenshell.geom
import ifcopenshell.guid
import ifcopenshell.validate
import numpy as np
import pytest
import shapely
from shapely import Polygon
from typer.testing import CliRunner

from plenum.ceiling.room.grid import KINDS
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.room import Room
from plenum.cli.main import app
from plenum.files.building.building import Building
from plenum.files.building.writer import compact
from plenum.files.completed.reader import as_building
from plenum.files.geometry.tiling import to_site
from plenum.files.ifc.read import building_of
from plenum.files.ifc.writer import write
from plenum.files.ifc.writer.write import building_ifc
from plenum.files.parsing import missing
from plenum.files.read import read_building
from plenum.files.settings.options import ReadOptions
from plenum.pipeline.runner import PipelineRunner
from tests.support.buildings import building, room

CLASSES = {
    Kind.LIGHT: ("IfcLightFixture", "DIRECTIONSOURCE"),
    Kind.SUPPLY: ("IfcAirTerminal", "DIFFUSER"),
    Kind.RETURN: ("IfcAirTerminal", "GRILLE"),
    Kind.DETECTOR: ("IfcSensor", "SMOKESENSOR"),
}
NOTCHED = [[0.1, 0.1], [6.3, 0.1], [6.3, 3.1], [3.7, 3.1], [3.7, 5.9], [0.1, 5.9]]
ROOMS = [
    room(
        "notched",
        11,
        10,
        rows=["..........#"] + ["..........."] * 9,
        outline_m=NOTCHED,
        holes_m=[[[1.2, 1.2], [1.8, 1.2], [1.8, 1.8], [1.2, 1.8]]],
        story="Level 2",
        frame={"origin_m": [120.5, -40.25, 3.6], "rotation_deg": 33.3},
    ),
    room(
        "corridor",
        20,
        3,
        rows=["." * 20, "..L....S......R...D.", "." * 20],
        room_type="corridor",
        story="Level 2",
        ceiling_height_m=2.5,
        frame={"origin_m": [140, -40, 3.65], "rotation_deg": -90.0},
    ),
    room("plain", 9, 8, tile_m=[0.6, 0.5], story="Level 1", name="Room & 'quotes' – ä"),
]


@lru_cache(maxsize=1)
def completed() -> dict[str, Any]:
    """A result of three rooms: with a notch and a hole, with things that were there before, and plain."""
    source = building(ROOMS, "annex", name="The annex")
    return PipelineRunner().run_full_pipeline(read_building(source))


@pytest.fixture(scope="module")
def source() -> Building:
    """The result as a layout."""
    return as_building(completed())


@pytest.fixture(scope="module")
def text(source: Building) -> str:
    """The file."""
    return building_ifc(source, completed()).decode("ascii")


@pytest.fixture(scope="module")
def file(text: str) -> Any:
    """The file as the library reads it."""
    return ifcopenshell.file.from_string(text)


def spaces_of(file: Any) -> dict[str, Any]:
    """Spaces by name."""
    return {space.Name: space for space in file.by_type("IfcSpace")}


def inside(space: Any) -> Iterator[Any]:
    """What a space contains."""
    for relation in space.ContainsElements:
        yield from relation.RelatedElements


def matrix(file: Any, product: Any) -> Any:
    """Where the library puts a product's box, in m: its lowest and highest corner."""
    shape: Any = ifcopenshell.geom.create_shape(_settings(), product)
    points = np.array(shape.geometry.verts).reshape(-1, 3)
    return points.min(axis=0), points.max(axis=0)


@lru_cache(maxsize=1)
def _settings() -> Any:
    chosen = ifcopenshell.geom.settings()
    chosen.set("use-world-coords", True)
    return chosen


def on_site(room: Room) -> Polygon:
    """A room's floor where it stands."""
    rings = [[to_site(room.frame, point) for point in ring] for ring in (room.outline, *room.holes_m)]
    return Polygon(rings[0], rings[1:])


def test_the_file_is_valid(file: Any) -> None:
    """By the schema's attributes and by all of its rules."""
    for rules in (False, True):
        log = ifcopenshell.validate.json_logger()
        ifcopenshell.validate.validate(file, log, express_rules=rules)
        assert log.statements == []


def test_each_component_is_there_once_in_its_space(file: Any, source: Building) -> None:
    """Class, predefined type and tile of everything in each space are those of the room's grid."""
    spaces = spaces_of(file)
    assert list(spaces) == [room.room_id for room in source.rooms]
    total = 0
    for entry in source.rooms:
        wanted = Counter(
            (*CLASSES[KINDS[char]], f"{x},{y}") for (x, y), char in entry.tiles() if char in KINDS
        )
        found = Counter(
            (element.is_a(), element.PredefinedType, element.Tag)
            for element in inside(spaces[entry.room_id])
            if not element.is_a("IfcCovering")
        )
        assert found == wanted
        total += sum(wanted.values())
    assert total == sum(
        len(file.by_type(name)) for name in ("IfcLightFixture", "IfcAirTerminal", "IfcSensor")
    )
    assert total > 20


def test_each_component_hangs_at_the_ceiling_over_its_own_tile(file: Any, source: Building) -> None:
    """The library's own geometry: the box's middle is the tile's centre, its face at ceiling height."""
    spaces = spaces_of(file)
    for entry in source.rooms:
        floor = on_site(entry)
        ceiling = entry.frame.origin_m[2] + entry.ceiling_height_m
        for element in inside(spaces[entry.room_id]):
            if element.is_a("IfcCovering"):
                continue
            low, high = matrix(file, element)
            x, y = map(int, element.Tag.split(","))
            middle = (low + high)[:2] / 2
            assert middle == pytest.approx(to_site(entry.frame, entry.centre_m((x, y))), abs=1e-6)
            edge = high[2] if element.is_a("IfcSensor") else low[2]
            assert edge == pytest.approx(ceiling, abs=1e-6)
            assert floor.covers(shapely.Point(middle))
            turned = floor.buffer(1e-6)
            corners = [
                to_site(entry.frame, ((x + i) * entry.tile_m[0], (y + j) * entry.tile_m[1]))
                for i, j in ((0, 0), (1, 0), (1, 1), (0, 1))
            ]
            assert turned.covers(Polygon(corners))


def test_spaces_stand_where_the_rooms_do(file: Any, source: Building) -> None:
    """Plan area, level and height of each space's body, on the storey of its name."""
    spaces = spaces_of(file)
    for entry in source.rooms:
        space = spaces[entry.room_id]
        low, high = matrix(file, space)
        x0, y0, x1, y1 = on_site(entry).bounds
        level = entry.frame.origin_m[2]
        assert [*low, *high] == pytest.approx(
            [x0, y0, level, x1, y1, level + entry.ceiling_height_m], abs=1e-6
        )
        storey = space.Decomposes[0].RelatingObject
        assert storey.is_a("IfcBuildingStorey")
        assert storey.Name == entry.story
    assert {storey.Name: storey.Elevation for storey in file.by_type("IfcBuildingStorey")} == {
        "Level 2": 3.6,
        "Level 1": 0.0,
    }


def test_ceilings_are_tiled_around_what_replaces_a_tile(file: Any, source: Building) -> None:
    """A covering's area is the floor's less lights and terminals; detectors are fixed to a tile."""
    for entry in source.rooms:
        space = spaces_of(file)[entry.room_id]
        (covering,) = (element for element in inside(space) if element.is_a("IfcCovering"))
        assert covering.CoversSpaces[0].RelatingSpace == space
        shape: Any = ifcopenshell.geom.create_shape(_settings(), covering)
        points = np.array(shape.geometry.verts).reshape(-1, 3)[np.array(shape.geometry.faces).reshape(-1, 3)]
        area = sum(Polygon(triangle[:, :2]).area for triangle in points) / 2
        opening = (entry.tile_m[0] - 0.01) * (entry.tile_m[1] - 0.01)
        flush = sum(char in "LSR" for _, char in entry.tiles())
        assert area == pytest.approx(on_site(entry).area - flush * opening, abs=1e-4)
        assert points[..., 2].min() == pytest.approx(
            entry.frame.origin_m[2] + entry.ceiling_height_m, abs=1e-6
        )


def test_types_and_property_sets_tell_flux_power_flow_and_evidence(file: Any, source: Building) -> None:
    """What a schedule needs is in the standard's sets, what is ours in sets of our name."""
    from ifcopenshell.util.element import get_psets, get_type

    spaces = spaces_of(file)
    for entry, result in zip(source.rooms, completed()["rooms"], strict=True):
        space = get_psets(spaces[entry.room_id])
        assert space["Plenum_Result"]["JobId"] == completed()["job_id"]
        assert space["Plenum_Result"]["RoomStatus"] == result["status"]
        assert {e["rule"] for e in result["evidence"]} == space["Plenum_Evidence"].keys() - {"id"}
        assert space["Qto_SpaceBaseQuantities"]["GrossFloorArea"] == pytest.approx(on_site(entry).area)
        for element in inside(spaces[entry.room_id]):
            if element.is_a("IfcCovering"):
                continue
            tile = tuple(map(int, element.Tag.split(",")))
            own = get_psets(element)
            status = "EXISTING" if tile in entry.existing else "NEW"
            assert [s["Status"] for s in own.values() if "Status" in s] == [[status]]
            assert own["Plenum_Result"]["TraceId"] == completed()["trace_id"]
            if element.is_a("IfcLightFixture"):
                assert own["Plenum_Luminaire"]["LuminousFlux"] in (2400, 3600)
                assert own["Pset_LightFixtureTypeCommon"]["TotalWattage"] in (18, 28, 30)
            if element.is_a("IfcAirTerminal"):
                air = own["Pset_AirTerminalOccurrence"]
                expected = {"DIFFUSER": "SUPPLYAIR", "GRILLE": "RETURNAIR"}[element.PredefinedType]
                assert air["AirflowType"] == [expected]
                if tile in entry.flows:
                    assert air["AirFlowRate"] * 1000 == pytest.approx(entry.flows[tile])
            assert get_type(element).PredefinedType == element.PredefinedType


def test_the_same_result_writes_the_same_bytes(source: Building, text: str) -> None:
    """Identifiers follow from building, room and tile; no time of writing is told."""
    assert building_ifc(source, completed()).decode("ascii") == text


def test_identifiers_are_unlike_and_stay_with_their_tile(file: Any, source: Building) -> None:
    """A second layout of the same building keeps the identifiers of what is where it was."""
    rooted = [entity.GlobalId for entity in file.by_type("IfcRoot")]
    assert len(rooted) == len(set(rooted))
    assert all(len(ifcopenshell.guid.expand(guid)) == 32 for guid in rooted)
    bare = ifcopenshell.file.from_string(building_ifc(source).decode("ascii"))
    for name in ("IfcSpace", "IfcLightFixture", "IfcSensor"):
        assert [e.GlobalId for e in bare.by_type(name)] == [e.GlobalId for e in file.by_type(name)]


def test_a_written_file_reads_back_as_the_same_rooms(text: str, source: Building) -> None:
    """Rows, outlines, frames, heights, types, names and flows; everything counts as there before."""
    again = building_of(text, ReadOptions())
    assert (again.building_id, again.name) == ("annex", "The annex")
    _same_rooms(source, again)


def _same_rooms(first: Building, again: Building) -> None:
    for one, two in zip(first.rooms, again.rooms, strict=True):
        assert two.rows == one.rows
        assert two.existing == {tile for tile, char in one.tiles() if char in KINDS}
        assert two.flows == pytest.approx(dict(one.flows))
        for name in ("room_id", "name", "story", "room_type", "tile_m", "ceiling_height_m"):
            assert getattr(two, name) == getattr(one, name)
        assert two.frame.origin_m == pytest.approx(one.frame.origin_m)
        assert two.frame.rotation_deg == pytest.approx(one.frame.rotation_deg)
        assert on_site(two).symmetric_difference(on_site(one)).area < 1e-3


@pytest.mark.parametrize("unit", ["MILLIMETRE", "FOOT", "INCH"])
def test_a_written_file_reads_back_the_same_in_other_units(text: str, source: Building, unit: str) -> None:
    """The library converts the file's unit of length; the rooms stay."""
    from ifcopenshell.util.unit import convert_file_length_units

    converted = convert_file_length_units(ifcopenshell.file.from_string(text), unit)
    _same_rooms(source, building_of(converted.to_string(), ReadOptions()))


def test_a_moved_component_is_read_where_it_is_now(text: str, source: Building) -> None:
    """The stated grid holds no components, so that work in another program counts."""
    file = ifcopenshell.file.from_string(text)
    fixture = next(e for e in file.by_type("IfcLightFixture") if e.Name.startswith("plain"))
    x, y = map(int, fixture.Tag.split(","))
    plain = source.rooms[2]
    target = next(tile for tile, char in plain.tiles() if char == ".")
    at = (*plain.centre_m(target), plain.ceiling_height_m)
    fixture.ObjectPlacement.RelativePlacement = file.create_entity(
        "IfcAxis2Placement3D", file.create_entity("IfcCartesianPoint", at)
    )
    again = building_of(file.to_string(), ReadOptions()).rooms[2]
    assert again.at(target) == "L"
    assert again.at((x, y)) == "."


def test_a_room_that_was_made_larger_gets_a_new_grid(text: str) -> None:
    """The stated grid no longer covers it: it is laid anew, with the same tiles."""
    file = ifcopenshell.file.from_string(text)
    space = spaces_of(file)["plain"]
    points = space.Representation.Representations[0].Items[0].SweptArea.OuterCurve.Points
    points.CoordList = [(x * 2, y) for x, y in points.CoordList]
    building = building_of(file.to_string(), ReadOptions())
    assert building.rooms[2].width == 18
    assert building.rooms[2].tile_m == (0.6, 0.5)
    assert any("tiles of 0.6 m × 0.5 m" in note for note in building.assumptions["plain"])


def test_convert_writes_a_result_as_ifc_and_an_ifc_file_as_a_building(tmp_path: Path) -> None:
    """By the command line, there and back, in a process of its own."""
    result, model, again = tmp_path / "r.json", tmp_path / "m.ifc", tmp_path / "b.json"
    result.write_text(compact(completed()))
    runner = CliRunner()
    assert runner.invoke(app, ["convert", str(result), "-o", str(model)]).exit_code == 0
    assert runner.invoke(app, ["convert", str(model), "-o", str(again)]).exit_code == 0
    rows = {entry["room_id"]: tuple(entry["rows"]) for entry in completed()["rooms"]}
    assert {entry.room_id: entry.rows for entry in read_building(again).rooms} == rows


def test_rooms_that_do_not_say_where_they_stand_are_put_side_by_side() -> None:
    """No two spaces of a storey overlap."""
    made = read_building(building(4))
    again = building_of(building_ifc(made).decode("ascii"), ReadOptions())
    floors = [on_site(entry) for entry in again.rooms]
    assert shapely.union_all(floors).area == pytest.approx(sum(floor.area for floor in floors))
    assert [entry.rows for entry in again.rooms] == [entry.rows for entry in made.rooms]


def test_the_lab_building_is_written_and_read_back(test_data: Path) -> None:
    """100 rooms as they stand on their site, turned as they are."""
    lab = read_building(test_data / "lab_building.hbjson")
    again = building_of(building_ifc(lab).decode("ascii"), ReadOptions())
    _same_rooms(lab, again)


def test_without_the_library_writing_says_what_to_install(
    source: Building, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The extra's name and the command."""
    monkeypatch.setattr(write, "find_spec", lambda _: None)
    with pytest.raises(missing.MissingLibraryError, match=r"pip install 'plenum-ceilings\[ifc\]'"):
        building_ifc(source)
