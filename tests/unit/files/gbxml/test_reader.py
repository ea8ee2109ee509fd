"""gbXML: spaces become rooms, whatever their unit and wherever their geometry is kept."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from plenum.ceiling.room.geometry import area_m2
from plenum.files.building.writer import building_to_json
from plenum.files.gbxml import reader as gbxml
from plenum.files.parsing import xml_text
from plenum.files.read import read_building, read_model
from tests.support.gbxml import METRES, at_level, document, faces, plan, shell, space, surface
from tests.support.honeybee import box, model, rectangle
from tests.support.refusals import refused

L_SHAPE = [(0.0, 0.0), (9.0, 0.0), (9.0, 3.0), (3.0, 3.0), (3.0, 6.0), (0.0, 6.0)]
TYPICAL = {"spaceType": "OfficeOpenPlan", "buildingStoreyIdRef": "level-1", "zoneIdRef": "zone-1"}


def only(source: str, **options: Any) -> Any:
    """The single room of a document."""
    (room,) = read_model(source, options=options or None).rooms
    return room


def test_a_space_brings_its_name_storey_type_cad_id_and_zone() -> None:
    """What the file says of a room is in the room, or in what is told about it."""
    cad = "<CADObjectId>214432</CADObjectId>"
    building = read_model(
        document(space("s-1", shell(L_SHAPE), name="101 Big\n office", more=cad, **TYPICAL))
    )
    (room,) = building.rooms
    assert (building.building_id, building.name, building.source_format) == ("annex", "Annex", "gbxml")
    assert (room.room_id, room.name, room.story) == ("s-1", "101 Big office", "Level 1")
    assert (room.room_type, room.ceiling_height_m) == ("office_open", 2.8)
    assert "CAD object '214432', zone 'VAV 1'" in building.assumptions["s-1"]


@pytest.mark.parametrize("unit", ["Feet", "Inches", "Millimeters", "Centimeters"])
def test_one_building_in_any_unit_is_one_building(unit: str) -> None:
    """Feet and inches as exporters write them, millimetres, centimetres: the same rooms as in metres.

    With a tile that is set, as feet and metres have one of their own.
    """

    def written(unit: str) -> str:
        rooms = [
            space("a", plan(L_SHAPE, 4.0, unit) + shell(L_SHAPE, 4.0, 3.6, unit), **TYPICAL),
            space("b", shell(rectangle(4.3, 5.1, 20.0, -7.0), 4.0, 3.2, unit), name="Corridor 2"),
        ]
        return document(*rooms, unit=unit)

    read = [read_model(written(each), options={"tile_m": 0.6}) for each in (unit, "Meters")]
    assert read[0] == read[1]


@pytest.mark.parametrize(
    "points", [L_SHAPE, rectangle(6.0, 4.2), [(1, 2), (7.5, 5.0), (5.0, 9.5), (0.5, 7.0)]]
)
def test_plan_shell_surfaces_and_honeybee_give_the_same_room(points: list[tuple[float, float]]) -> None:
    """Four descriptions of one prism lead to one grid, one outline and one ceiling."""
    around = "".join(
        surface(f"f{i}", "InteriorWall", face, "a") for i, face in enumerate(faces(points, 0.0, 3.5))
    )
    sources = [
        document(space("a", shell(points), spaceType="OfficeOpenPlan")),
        document(space("a", plan(points), spaceType="OfficeOpenPlan"), surfaces=around),
        document(space("a", spaceType="OfficeOpenPlan"), surfaces=around),
    ]
    wanted = only(model(box("a", points)))  # type: ignore[arg-type]  # mixed on purpose
    for source in sources:
        assert replace(only(source), story="") == wanted


def test_an_outline_that_runs_to_a_hole_and_back_has_that_hole() -> None:
    """gbXML has no holes: its exporters cut the floor open to them."""
    cut = [(0, 0), (6, 0), (6, 6), (0, 6), (0, 0), (2.4, 2.4), (2.4, 3.6), (3.6, 3.6), (3.6, 2.4), (2.4, 2.4)]
    room = only(document(space("a", shell(cut))))
    assert len(room.holes_m) == 1
    assert area_m2(room) == pytest.approx(36 - 1.44)
    assert room.rows[5][3:7] == ".##."


def test_a_floor_in_two_faces_is_one_floor() -> None:
    """Shells are cut along neighbours' walls."""
    halves = [rectangle(3.0, 4.2), rectangle(3.0, 4.2, 3.0)]
    around = "".join(
        surface(f"{i}", "SlabOnGrade", at_level(half, 0.0), "a") for i, half in enumerate(halves)
    )
    around += surface("r", "Roof", at_level(rectangle(6.0, 4.2), 3.5), "a")
    assert only(document(space("a"), surfaces=around)).rows == ("." * 10,) * 7


def test_under_a_plenum_space_the_ceiling_is_where_the_plenum_begins() -> None:
    """Plenum spaces are no rooms; the one above makes the suspended ceiling known."""
    points = rectangle(6.0, 4.2)
    ceiling = surface("c", "Ceiling", at_level(points, 2.7), "a", "p")
    source = document(
        space("a", shell(points, 0.0, 2.7)),
        space("p", shell(points, 2.7, 0.8), spaceType="Plenum"),
        space("b", shell(rectangle(6.0, 4.2, 10), 0.0, 3.5)),
        surfaces=ceiling,
    )
    building = read_model(source)
    assert [(room.room_id, room.ceiling_height_m) for room in building.rooms] == [("a", 2.7), ("b", 2.8)]
    assert any("a plenum lies above" in text for text in building.assumptions["a"])
    assert building.left_out == (
        "space 'p': it is no room with a ceiling (room type not_a_room, from the space type 'Plenum')",
    )


def test_a_plan_alone_has_the_usual_ceiling_and_says_so() -> None:
    """Some exporters give no heights at all."""
    building = read_model(document(space("a", plan(L_SHAPE), name="Meeting room 7")))
    assert building.rooms[0].ceiling_height_m == 2.8
    assert building.rooms[0].room_type == "conference"
    assert any("gives no height" in text for text in building.assumptions["a"])
    assert any("from the name 'Meeting room 7'" in text for text in building.assumptions["a"])


def test_the_building_file_made_from_it_reads_the_same(tmp_path: Path) -> None:
    """What `plenum convert` writes is the same building, assumptions included."""
    file = tmp_path / "model.xml"
    source = document(space("a", shell(L_SHAPE, 3.0), **TYPICAL)).replace("UTF-8", "UTF-16")
    file.write_text(source, encoding="utf-16")
    read = read_model(file)
    again = read_building(building_to_json(read))
    assert replace(again, source_format="gbxml") == read
    assert not read.left_out


GOOD = document(space("a", shell(L_SHAPE)))


@pytest.mark.parametrize(
    ("source", "at", "words"),
    [
        ("<html><body/></html>", "", "not <gbXML>"),
        (GOOD[:-9], "", "line 2"),
        (document(space("a", shell(L_SHAPE)), unit=None), "/lengthUnit", "missing"),
        (document(space("a", shell(L_SHAPE))).replace("Meters", "Ells", 1), "/lengthUnit", "Ells"),
        (document(), "/Campus/Building", "no spaces"),
        (document(space("a")), "/Space/a", "no floor"),
        (document(space("p", shell(L_SHAPE), spaceType="Plenum")), "", "none of its 1 spaces is a room"),
        (document(space("a", shell(L_SHAPE, height=1.0))), "/Space/a", "a ceiling at"),
        (document(space("a", plan([(0, 0), (5, 0)]))), "/Space/a/PlanarGeometry/PolyLoop/0", "2 points"),
        (document(space("a", plan([(0, 0), (5, 5), (5, 0), (0, 5)]))), "/Space/a/PlanarGeometry", "crosses"),
        (
            GOOD.replace("9.0", "nan", 1),
            "/Space/a/ShellGeometry/ClosedShell/PolyLoop/0/CartesianPoint/3",
            "no point",
        ),
        (
            GOOD.replace("<Coordinate>9.0</Coordinate>", "", 1),
            "/Space/a/ShellGeometry/ClosedShell/PolyLoop/0/CartesianPoint/3",
            "is no point",
        ),
        (document(space("a", plan(rectangle(900, 3)))), "/Space/a/PlanarGeometry", "check the units"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(source: str, at: str, words: str) -> None:
    """Every mistake says where it is and what would be right."""
    error = refused(source)
    assert error.pointer.startswith(at)
    assert words in str(error)


@pytest.mark.parametrize(
    "source",
    [
        '<!DOCTYPE gbXML [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><gbXML>&b;</gbXML>',
        '<!DOCTYPE gbXML [<!ENTITY a SYSTEM "file:///etc/passwd">]><gbXML>&a;</gbXML>',
        '<!DOCTYPE gbXML SYSTEM "http://127.0.0.1:9/x.dtd"><gbXML/>',
    ],
)
def test_entities_and_document_types_are_refused(source: str) -> None:
    """Nothing is expanded, no file is opened, nobody is called."""
    assert "document type" in refused(source).message


def test_deep_wide_and_wordy_documents_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bounds hold while the file is read, not after it."""
    assert "nested" in refused("<gbXML>" + "<Campus>" * 100 + "</Campus>" * 100 + "</gbXML>").message
    assert "nested" in refused("<gbXML>" + "<x>" * 100 + "</x>" * 100 + "</gbXML>").message
    monkeypatch.setattr(xml_text, "MAX_ELEMENTS", 50)
    assert "more than 50 elements" in refused(f"<gbXML>{'<Zone/>' * 60}</gbXML>").message
    assert "characters of text" in refused(f"<gbXML>{'x' * 20_000}</gbXML>").message
    monkeypatch.setattr(xml_text, "MAX_BYTES", 100)
    assert "larger than" in refused(GOOD).message


def test_what_is_sent_as_text_is_bounded_more_closely_than_a_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A coordinator reads it for others who wait; whoever has the file waits for himself."""
    monkeypatch.setattr(gbxml, "MAX_SENT", 100)
    assert "plenum convert" in refused(GOOD).cure
    (tmp_path / "a.xml").write_text(GOOD)
    assert read_model(tmp_path / "a.xml").rooms


def test_points_do_not_count_as_elements(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are kept as numbers; a large building is mostly points."""
    monkeypatch.setattr(xml_text, "MAX_ELEMENTS", 30)
    assert only(GOOD).room_id == "a"


def test_every_unit_of_the_tests_is_one_of_the_reader() -> None:
    """The samples are written with factors of their own."""
    for unit in METRES:
        assert only(document(space("a", shell(L_SHAPE, unit=unit)), unit=unit)).rows


def test_a_point_that_is_none_costs_one_space() -> None:
    """The others are read."""
    odd = shell(rectangle(6, 4, 9)).replace("<Coordinate>15", "<Coordinate>x", 1)
    read = read_model(document(space("a", shell(L_SHAPE)), space("odd", odd)))
    assert [room.room_id for room in read.rooms] == ["a"]
    assert "'x.0, 4.0, 0.0' is no point" in read.left_out[0]


@pytest.mark.parametrize("given", ["sp/7", "sp\n7", "sp 7 ", "sp:7"])
def test_an_id_that_none_of_ours_may_be_becomes_one(given: str) -> None:
    """A room is not lost over it; one without any is unnamed."""
    spaces = space(given, shell(L_SHAPE)), space("", shell(rectangle(6, 4, 9)))
    assert [room.room_id for room in read_model(document(*spaces)).rooms] == ["sp 7", "unnamed"]


def test_a_low_space_is_no_void_over_itself() -> None:
    """It is told as too low."""
    read = read_model(
        document(space("a", shell(L_SHAPE)), space("low", shell(rectangle(6, 4, 9), height=1.0)))
    )
    assert "a ceiling at 1 m, too low for a room" in read.left_out[0]


def test_a_space_outside_every_building_is_told() -> None:
    """It is not read, and not lost either."""
    astray = space("x", shell(rectangle(6, 4, 9)), name="Office")
    text = document(space("a", shell(L_SHAPE))).replace("<Building ", f"{astray}<Building ", 1)
    read = read_model(text)
    assert read.left_out == ("space 'x' (Office): not read: it stands in no Building; export the file again",)


@pytest.mark.parametrize(("foot", "head"), [(-9.0, 3.5), (0.0, 9.0)])
def test_walls_that_reach_beyond_a_space_do_not_make_its_floor_a_ceiling(foot: float, head: float) -> None:
    """Exporters run them to the foundation or to a parapet; what lies tells floor from ceiling."""
    floor = rectangle(6, 4)
    walls = [[(*p, foot), (*q, foot), (*q, head), (*p, head)] for p, q in pairwise([*floor, floor[0]])]
    around = [("SlabOnGrade", at_level(floor, 0.0)), ("Roof", at_level(floor, 3.5))]
    around += [("ExteriorWall", wall) for wall in walls]
    surfaces = "".join(surface(f"s{i}", kind, points, "a") for i, (kind, points) in enumerate(around))
    room = only(document(space("a"), surfaces=surfaces))
    assert (area_m2(room), room.ceiling_height_m) == (pytest.approx(24.0), pytest.approx(2.8))


@pytest.mark.parametrize("roof", [[], [[(0, 0, 3.5), (8, 0, 3.5), (8, 2, 9.5), (0, 2, 9.5)]]])
def test_floor_faces_a_hair_apart_are_one_floor_where_no_face_lies_above(roof: list[Any]) -> None:
    """A roof may be missing, or so steep that it counts as a wall."""
    halves = at_level(rectangle(4, 4), 0.0), at_level(rectangle(4, 4, 4), 0.01)
    walls = faces(rectangle(8, 4), 0.0, 3.5)[2:]
    around = [("SlabOnGrade", half) for half in halves] + [("ExteriorWall", wall) for wall in (*walls, *roof)]
    surfaces = "".join(surface(f"s{i}", kind, points, "a") for i, (kind, points) in enumerate(around))
    assert area_m2(only(document(space("a"), surfaces=surfaces))) == pytest.approx(32.0)


def test_a_single_floor_that_slopes_a_little_is_a_floor() -> None:
    """A ramp of 10 cm, walls around it and nothing above."""
    ramp = [(0.0, 0.0, 0.0), (6.0, 0.0, 0.0), (6.0, 4.0, 0.1), (0.0, 4.0, 0.1)]
    walls = faces(rectangle(6, 4), 0.0, 3.5)[2:]
    around = [("SlabOnGrade", ramp), *(("ExteriorWall", wall) for wall in walls)]
    surfaces = "".join(surface(f"s{i}", kind, points, "a") for i, (kind, points) in enumerate(around))
    room = only(document(space("a"), surfaces=surfaces))
    assert (area_m2(room), room.ceiling_height_m) == (pytest.approx(24.0), pytest.approx(2.8))


def test_what_is_no_room_is_none_whatever_its_shape() -> None:
    """An attic whose outline is crossed is no room that could not be read."""
    crossed = plan([(0, 0), (4, 4), (4, 0), (0, 4)])
    (line,) = read_model(document(space("a", shell(L_SHAPE)), space("b", crossed, name="Attic"))).left_out
    assert "it is no room with a ceiling" in line
