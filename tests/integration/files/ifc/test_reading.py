"""IFC files: every unit, schema and kind of body gives the room it describes."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

import pytest
from shapely import Polygon

from plenum.ceiling.room.geometry import area_m2, tiles_inside
from plenum.ceiling.room.grid import EMPTY
from plenum.ceiling.room.room import Room
from plenum.files.building.building import Building
from plenum.files.geometry.tiling import to_site
from plenum.files.ifc.read import building_of
from plenum.files.settings.options import ReadOptions
from tests.support.ifc import L_SHAPE, UNITS, Points, Sample, one_room

SQUARE: Points = ((0, 0), (6, 0), (6, 6), (0, 6))
HOLE: Points = ((2, 2), (3, 2), (3, 3), (2, 3))


def read(text: str, **options: Any) -> Building:
    """The building, read in this process."""
    return building_of(text, ReadOptions.of(options or None))


def only(text: str, **options: Any) -> Room:
    """The single room of a file."""
    (room,) = read(text, **options).rooms
    return room


def on_site(room: Room) -> Polygon:
    """A room's floor where it stands."""
    rings = [[to_site(room.frame, point) for point in ring] for ring in (room.outline, *room.holes_m)]
    return Polygon(rings[0], rings[1:])


def same(room: Room, points: Points, holes: tuple[Points, ...] = (), by: float = 1e-3) -> bool:
    """Whether a room's floor is this polygon."""
    return bool(on_site(room).symmetric_difference(Polygon(points, holes)).area < by)


BODIES: dict[str, tuple[Callable[[Sample], Any], Points, float]] = {
    "prism": (lambda s: s.prism(L_SHAPE), L_SHAPE, 2.8),
    "rectangle": (lambda s: s.rectangle(6, 6), SQUARE, 2.8),
    "downwards": (
        lambda s: s.swept(s.area(L_SHAPE), 2.8, along=(0, 0, -1), axes=s.axes((0, 0, 2.8))),
        L_SHAPE,
        2.8,
    ),
    "on its side": (
        # The profile is the room's section in the x-z plane, swept along y.
        lambda s: s.swept(
            s.area([(0, 0), (6, 0), (6, 2.8), (0, 2.8)]), 6, axes=s.axes((0, 6, 0), z=(0, -1, 0))
        ),
        SQUARE,
        2.8,
    ),
    "brep": (lambda s: s.brep(s.faces(L_SHAPE, 2.8)), L_SHAPE, 2.8),
    "brep inside out": (lambda s: s.brep([f[::-1] for f in s.faces(L_SHAPE, 2.8)]), L_SHAPE, 2.8),
    "shells": (lambda s: s.brep(s.faces(L_SHAPE, 2.8), "IfcShellBasedSurfaceModel"), L_SHAPE, 2.8),
    "faces": (lambda s: s.brep(s.faces(L_SHAPE, 2.8), "IfcFaceBasedSurfaceModel"), L_SHAPE, 2.8),
    "mapped": (lambda s: s.mapped(s.prism(L_SHAPE)), L_SHAPE, 2.8),
    "mapped and scaled": (lambda s: s.mapped(s.rectangle(3, 3, 1.4), size=2.0), SQUARE, 2.8),
    "clipped": (lambda s: s.cut(s.prism(L_SHAPE, 4.0), 2.8), L_SHAPE, 2.8),
    "clipped twice": (lambda s: s.cut(s.cut(s.prism(L_SHAPE, 4.0), 3.5), 2.8), L_SHAPE, 2.8),
}
BODIES_OF_IFC4: dict[str, tuple[Callable[[Sample], Any], Points, float]] = {
    "polygons": (lambda s: s.face_set(s.faces(L_SHAPE, 2.8)), L_SHAPE, 2.8),
    "triangles": (lambda s: s.face_set(s.faces(SQUARE, 2.8), triangles=True), SQUARE, 2.8),
}


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("schema", ["IFC2X3", "IFC4", "IFC4X3"])
def test_a_room_is_the_same_in_every_unit_and_schema(schema: str, unit: str) -> None:
    """Prefixes and conversions change the numbers of the file, not the room."""
    room = only(one_room(lambda s: s.prism(L_SHAPE, 2.8), schema, unit), tile_m=0.6)
    assert same(room, L_SHAPE)
    assert room.ceiling_height_m == pytest.approx(2.8)
    assert room.story == "Level 1"
    assert (room.width, room.height, room.usable) == (10, 10, 75)


@pytest.mark.parametrize(("unit", "tile_m"), [("m", 0.6), ("mm", 0.6), ("ft", 0.6096), ("in", 0.6096)])
def test_a_model_in_feet_or_inches_has_tiles_of_two_feet(unit: str, tile_m: float) -> None:
    """As ceilings are sold where it is drawn so."""
    assert only(one_room(lambda s: s.prism(SQUARE), unit=unit)).tile_m == (tile_m, tile_m)


@pytest.mark.parametrize(
    ("schema", "name"), [("IFC4X3", "IFC4X3"), ("IFC4", "IFC4_ADD2_TC1"), ("IFC2X3", "Ifc2x3_Final")]
)
def test_a_schema_may_be_called_by_its_addendum(schema: str, name: str) -> None:
    """Exporters write the name of the addendum, which the library does not know."""
    text = re.sub(
        r"FILE_SCHEMA\(\('[^']*'", f"FILE_SCHEMA(('{name}'", one_room(lambda s: s.prism(SQUARE), schema)
    )
    assert name in text
    assert same(only(text), SQUARE)


@pytest.mark.parametrize("kind", BODIES)
@pytest.mark.parametrize(("schema", "unit"), [("IFC2X3", "mm"), ("IFC4", "ft"), ("IFC4X3", "m")])
def test_every_kind_of_body_gives_floor_and_ceiling(kind: str, schema: str, unit: str) -> None:
    """Swept, faceted, mapped and clipped bodies alike."""
    body, points, height = BODIES[kind]
    room = only(one_room(body, schema, unit))
    assert same(room, points)
    assert room.ceiling_height_m == pytest.approx(height, abs=1e-4)
    assert [tile for tile, char in room.tiles() if char == EMPTY]


@pytest.mark.parametrize("kind", BODIES_OF_IFC4)
@pytest.mark.parametrize("unit", ["m", "in"])
def test_tessellated_bodies_give_floor_and_ceiling(kind: str, unit: str) -> None:
    """Face sets of IFC4 and later."""
    body, points, height = BODIES_OF_IFC4[kind]
    room = only(one_room(body, "IFC4", unit))
    assert same(room, points)
    assert room.ceiling_height_m == pytest.approx(height, abs=1e-4)


def test_voids_of_a_profile_are_holes() -> None:
    """A shaft in a room is no floor and carries no tile."""
    room = only(one_room(lambda s: s.prism(SQUARE, holes=[HOLE])))
    assert same(room, SQUARE, (HOLE,))
    assert area_m2(room) == pytest.approx(35)
    assert len(room.holes_m) == 1


@pytest.mark.parametrize("kind", ["brep", "face set"])
@pytest.mark.parametrize("order", [1, -1])
def test_holes_of_faces_are_holes(kind: str, order: int) -> None:
    """A column through floor and ceiling, whichever bound the exporter calls the outer one."""
    sample = Sample("IFC4", "mm")
    outer, inner = sample.faces(SQUARE, 2.8), sample.faces(HOLE, 2.8)
    if kind == "brep":
        body = sample.brep([*outer[2:], *inner[2:]])
        shell = body.Outer
        for one, two in zip(outer[:2], inner[:2], strict=True):
            loops = [sample.new("IfcPolyLoop", [sample.point(*p) for p in ring]) for ring in (one, two)]
            bounds = [sample.new("IfcFaceBound", loop, True) for loop in loops][::order]
            shell.CfsFaces = (*shell.CfsFaces, sample.new("IfcFace", bounds))
    else:
        listed = [point for ring in (*outer[:2], *inner[:2]) for point in ring]
        scaled = [[value * 1000.0 for value in point] for point in listed]
        points = sample.new("IfcCartesianPointList3D", scaled)
        numbers = [range(first, first + 4) for first in (1, 5, 9, 13)]
        faces = [
            sample.new("IfcIndexedPolygonalFaceWithVoids", list(numbers[i]), [list(numbers[i + 2])[::order]])
            for i in (0, 1)
        ]
        body = sample.new("IfcPolygonalFaceSet", points, False, faces, None)
    sample.space(sample.storey(), "1", [body])
    room = only(sample.text())
    assert same(room, SQUARE, (HOLE,))
    assert room.ceiling_height_m == pytest.approx(2.8)


def test_placements_hang_on_each_other() -> None:
    """Site, storey, space and body each move and turn what is below them."""
    sample = Sample("IFC4", "mm")
    storey = sample.storey(z=3.2, turn_deg=30, at=(100, 50))
    body = sample.swept(sample.area(L_SHAPE), 2.6, axes=sample.axes((1, 0, 0.1), 45))
    sample.space(storey, "1", [body], at=(2, 3, 0.05), turn_deg=-15)
    room = only(sample.text())
    c30, s30 = math.cos(math.radians(30)), math.sin(math.radians(30))
    c15, s15 = math.cos(math.radians(15)), math.sin(math.radians(15))

    def moved(x: float, y: float) -> tuple[float, float]:
        turn = math.radians(45)
        x, y = 1 + math.cos(turn) * x - math.sin(turn) * y, math.sin(turn) * x + math.cos(turn) * y
        x, y = 2 + c15 * x + s15 * y, 3 - s15 * x + c15 * y
        return 100 + c30 * x - s30 * y, 50 + s30 * x + c30 * y

    assert same(room, [moved(x, y) for x, y in L_SHAPE])
    assert room.frame.origin_m[2] == pytest.approx(3.35)
    assert room.frame.rotation_deg == pytest.approx(60)
    assert room.ceiling_height_m == pytest.approx(2.6)
    assert tiles_inside(room).sum() == room.usable == 75


def test_a_direction_that_is_not_square_to_the_axis_is_made_so() -> None:
    """The standard takes the part of RefDirection that is square to Axis."""
    sample = Sample()
    storey = sample.storey()
    space = sample.space(storey, "1", [sample.prism(SQUARE)])
    slanted = sample.new("IfcDirection", (1.0, 0.0, 5.0))
    up = sample.new("IfcDirection", (0.0, 0.0, 2.0))
    space.ObjectPlacement.RelativePlacement = sample.new(
        "IfcAxis2Placement3D", sample.point(0, 0, 0), up, slanted
    )
    assert same(only(sample.text()), SQUARE)


def test_arcs_become_chords() -> None:
    """A half circle on a square: the area of its polygon is within half a per cent of the exact one."""
    sample = Sample("IFC4", "mm")
    points = [(0, 0), (6, 0), (9, 3), (6, 6), (0, 6)]
    listed = sample.new("IfcCartesianPointList2D", [[x * 1000.0, y * 1000.0] for x, y in points])
    segments = [
        sample.new("IfcLineIndex", (1, 2)),
        sample.new("IfcArcIndex", (2, 3, 4)),
        sample.new("IfcLineIndex", (4, 5, 1)),
    ]
    curve = sample.new("IfcIndexedPolyCurve", listed, segments, False)
    profile = sample.new("IfcArbitraryClosedProfileDef", "AREA", None, curve)
    sample.space(sample.storey(), "1", [sample.swept(profile, 3.0)])
    exact = 36 + math.pi * 9 / 2
    assert area_m2(only(sample.text())) == pytest.approx(exact, rel=0.005)


def test_curves_that_only_the_library_knows_are_read_too() -> None:
    """A composite curve with a trimmed circle, which goes the way of the geometry library."""
    sample = Sample("IFC2X3", "mm")
    circle = sample.new("IfcCircle", sample.new("IfcAxis2Placement2D", sample.point(6, 3), None), 3000.0)
    ends = [[sample.new("IfcParameterValue", value)] for value in (-math.pi / 2, math.pi / 2)]
    arc = sample.new("IfcTrimmedCurve", circle, ends[0], ends[1], True, "PARAMETER")
    line = sample.new("IfcPolyline", [sample.point(*p) for p in ((6, 6), (0, 6), (0, 0), (6, 0))])
    pieces = [sample.new("IfcCompositeCurveSegment", "CONTINUOUS", True, part) for part in (arc, line)]
    curve = sample.new("IfcCompositeCurve", pieces, False)
    profile = sample.new("IfcArbitraryClosedProfileDef", "AREA", None, curve)
    sample.space(sample.storey(), "1", [sample.swept(profile, 3.0)])
    room = only(sample.text())
    assert area_m2(room) == pytest.approx(36 + math.pi * 9 / 2, rel=0.02)
    assert room.ceiling_height_m == pytest.approx(3)


def test_bodies_beside_each_other_are_one_floor_and_on_each_other_one_height() -> None:
    """Two prisms side by side, and a third on top of both."""
    sample = Sample()
    left = sample.prism([(0, 0), (3, 0), (3, 6), (0, 6)], 1.0)
    right = sample.prism([(3, 0), (6, 0), (6, 6), (3, 6)], 1.0)
    sample.space(sample.storey(), "1", [left, right, sample.prism(SQUARE, 2.0, z=1.0)])
    room = only(sample.text())
    assert same(room, SQUARE)
    assert room.ceiling_height_m == pytest.approx(3)


def test_the_ceiling_is_the_lowest_point_of_a_sloping_one() -> None:
    """A roof from 2.5 m to 4 m: the lights hang at 2.5 m, and the slope is noted."""
    sample = Sample()
    faces = [
        [(0, 0, 0), (0, 6, 0), (6, 6, 0), (6, 0, 0)],
        [(0, 0, 2.5), (6, 0, 2.5), (6, 6, 4), (0, 6, 4)],
        [(0, 0, 0), (6, 0, 0), (6, 0, 2.5), (0, 0, 2.5)],
        [(6, 0, 0), (6, 6, 0), (6, 6, 4), (6, 0, 2.5)],
        [(6, 6, 0), (0, 6, 0), (0, 6, 4), (6, 6, 4)],
        [(0, 6, 0), (0, 0, 0), (0, 0, 2.5), (0, 6, 4)],
    ]
    sample.space(sample.storey(), "1", [sample.brep(faces)])
    building = read(sample.text())
    assert building.rooms[0].ceiling_height_m == pytest.approx(2.5)
    assert any("slopes by 1.5 m" in note for note in building.assumptions["1"])


def test_a_door_recess_does_not_lower_the_ceiling() -> None:
    """A body that fills the door's opening has a lintel at 2.1 m, which is no ceiling of the room."""
    sample = Sample()
    recess = sample.prism([(2, -0.2), (3, -0.2), (3, 0), (2, 0)], 2.1)
    whole = sample.new("IfcBooleanResult", "UNION", sample.prism(SQUARE, 2.8), recess)
    sample.space(sample.storey(), "1", [whole])
    room = only(sample.text())
    assert room.ceiling_height_m == pytest.approx(2.8)
    assert area_m2(room) == pytest.approx(36.2)


def test_a_stated_ceiling_outranks_the_body() -> None:
    """FinishCeilingHeight is the suspended ceiling; the body may reach up to the slab."""
    sample = Sample("IFC4", "mm")
    space = sample.space(sample.storey(), "1", [sample.prism(SQUARE, 3.6)])
    height = sample.new("IfcQuantityLength", Name="FinishCeilingHeight", LengthValue=2750.0)
    quantities = sample.rooted("IfcElementQuantity", Name="Qto_SpaceBaseQuantities", Quantities=[height])
    sample.rooted("IfcRelDefinesByProperties", RelatedObjects=[space], RelatingPropertyDefinition=quantities)
    assert only(sample.text()).ceiling_height_m == pytest.approx(2.75)
    assert only(sample.text(), ceiling_height_m=3.0).ceiling_height_m == 3.0


def test_the_caller_may_lower_the_ceiling_and_choose_the_tile() -> None:
    """`storey_drop_m` is taken off the body's height where it is asked for."""
    room = only(one_room(lambda s: s.prism(SQUARE, 3.6)), storey_drop_m=0.7, tile_m=1.2)
    assert room.ceiling_height_m == pytest.approx(2.9)
    assert room.tile_m == (1.2, 1.2)
    assert room.usable == 25


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"ObjectType": "laboratory"}, "laboratory"),
        ({"LongName": "Meeting Room 3"}, "conference"),
        ({"LongName": "Private office"}, "office_enclosed"),
        ({"LongName": "2.14 WC"}, "restroom"),
        ({"Description": "corridor"}, "corridor"),
        ({}, "office_open"),
    ],
)
def test_names_tell_the_room_type(more: dict[str, str], expected: str) -> None:
    """Object type, long name, description: whichever says a use that is known; else what is assumed."""
    building = read(one_room(lambda s: s.prism(SQUARE), **more), room_type="open office")
    assert building.rooms[0].room_type == expected
    assert building.rooms[0].name == more.get("LongName", "")


def test_the_type_of_a_space_tells_the_room_type() -> None:
    """An IfcSpaceType, and an occupancy in a property set."""
    sample = Sample()
    storey = sample.storey()
    first = sample.space(storey, "1", [sample.prism(SQUARE)])
    second = sample.space(storey, "2", [sample.prism(SQUARE)], at=(10, 0, 0))
    sample.typed("IfcSpaceType", first, Name="Storage", PredefinedType="SPACE")
    sample.define(second, "Pset_SpaceOccupancyRequirements", OccupancyType=sample.new("IfcLabel", "Stair"))
    assert [room.room_type for room in read(sample.text()).rooms] == ["storage", "stair"]


def test_names_become_ids_that_are_unlike() -> None:
    """Two rooms of one number, one without any, one with signs that no id may hold."""
    sample = Sample()
    storey = sample.storey()
    for index, name in enumerate(["Büro 1", "büro 1", "", "A/1 (north)"]):
        sample.space(storey, name or None, [sample.prism(SQUARE)], at=(10 * index, 0, 0))
    assert [room.room_id for room in read(sample.text()).rooms] == [
        "Büro 1",
        "büro 1-2",
        "space",
        "A 1 north",
    ]


def test_spaces_that_are_no_rooms_are_left_out_by_name() -> None:
    """No body, outdoors, too low, a group of spaces: each is told with its reason, the rest is read."""
    sample = Sample()
    storey = sample.storey()
    sample.space(storey, "room", [sample.prism(SQUARE)])
    sample.space(storey, "empty", None)
    sample.space(storey, "line", [sample.polyline(SQUARE[:2])], representation="FootPrint")
    sample.space(storey, "terrace", [sample.prism(SQUARE)], PredefinedType="EXTERNAL")
    sample.space(storey, "niche", [sample.prism(SQUARE, 0.5)])
    flat = sample.space(storey, "flat", [sample.prism(SQUARE)], CompositionType="COMPLEX")
    part = sample.space(storey, "part", [sample.prism(SQUARE)], at=(20, 0, 0))
    sample.aggregate(flat, part)
    building = read(sample.text())
    assert [room.room_id for room in building.rooms] == ["room", "part"]
    assert len(building.left_out) == 5
    for name, reason in zip(building.left_out, ["body", "body", "outdoors", "0.5 m", "group"], strict=True):
        assert reason in name


def test_a_file_without_units_is_in_metres_and_says_so() -> None:
    """The assumption is listed for each room."""
    sample = Sample("IFC4", None)
    sample.space(sample.storey(), "1", [sample.prism(SQUARE)])
    building = read(sample.text())
    assert same(building.rooms[0], SQUARE)
    assert "coordinates in metres" in building.assumptions["1"]
