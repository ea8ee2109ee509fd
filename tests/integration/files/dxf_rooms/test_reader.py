"""Drawings in: closed polylines on a rooms' layer are rooms, by the texts, blocks and heights inside them."""

from __future__ import annotations

import re

import pytest

from plenum.ceiling.room.geometry import area_m2
from plenum.files.dxf.write import building_dxf
from plenum.files.errors import InvalidBuilding
from plenum.files.read import read_building
from plenum.files.told import told
from tests.support.plans import FEET, MM, M, Plan


@pytest.mark.parametrize(
    ("unit", "version"), [(M, "R12"), (MM, "R12"), (M, "R2000"), (MM, "R2018"), (FEET, "R2010")]
)
def test_an_outline_with_its_texts_is_a_room(unit: int, version: str) -> None:
    """In any unit that the drawing states; its area is no name."""
    plan = Plan(unit, version)
    plan.doc.header["$INSUNITS"] = unit
    if version == "R12":
        corners = [(0, 0), (6 * plan.scale, 0), (6 * plan.scale, 5 * plan.scale), (0, 5 * plan.scale)]
        plan.space.add_polyline2d(corners, close=True).dxf.layer = "ROOMS"
    else:
        plan.box(0, 0, 6, 5, "ROOMS")
    plan.say("Conference", 1, 3)
    plan.say("101", 1, 2.5)
    plan.say("30.0 m²", 1, 2, 0.5)
    (room,) = plan.read().rooms
    assert (room.room_id, room.name, room.room_type) == ("101", "Conference", "conference")
    assert area_m2(room) == pytest.approx(30.0, abs=1e-2)
    assert room.tile_m == ((0.6096, 0.6096) if unit == FEET else (0.6, 0.6))


def test_blocks_with_attributes_and_heights_tell_too() -> None:
    """Also an outline that is closed by its last point, and a column in the room."""
    plan = Plan()
    plan.box(0, 0, 9, 6, repeated=True)
    plan.box(4, 3, 0.5, 0.5)
    block = plan.doc.blocks.new("ROOM_TAG")
    for tag in ("ROOMNAME", "ROOMNUMBER"):
        block.add_attdef(tag, (0, 0))
    plan.space.add_blockref("ROOM_TAG", (2000, 2000)).add_auto_attribs(
        {"ROOMNAME": "Besprechung", "ROOMNUMBER": "2.01"}
    )
    plan.say("CH = 2700", 6, 4)
    (room,) = plan.read().rooms
    assert (room.room_id, room.room_type, room.ceiling_height_m) == ("2.01", "conference", 2.7)
    assert area_m2(room) == pytest.approx(54 - 0.25)


def test_a_drawing_without_a_unit_is_read_in_the_likely_one_and_says_so() -> None:
    """Rooms of a usual size."""
    plan = Plan(0)
    plan.doc.header["$INSUNITS"] = 0
    plan.box(0, 0, 6, 5)
    plan.say("Office", 1, 1)
    building = plan.read()
    assert area_m2(building.rooms[0]) == pytest.approx(30.0)
    assert any("coordinates in mm" in note for note in building.assumptions["Office"])
    assert told(building).assumed["unit of length"] == 1


@pytest.mark.parametrize(("drawn", "said"), [(0, M), (M, MM)])
def test_a_unit_in_which_no_room_is_one_is_not_believed(drawn: int, said: int) -> None:
    """Millimetres in a drawing that says metres, and the other way round; the likely one is assumed."""
    plan = Plan(drawn)
    plan.doc.header["$INSUNITS"] = said
    plan.box(0, 0, 6, 5)
    plan.say("Office", 1, 1)
    building = plan.read()
    assert area_m2(building.rooms[0]) == pytest.approx(30.0)
    assert told(building).assumed["unit of length"] == 1


def test_feet_in_a_drawing_that_says_metres_are_told_by_its_doors() -> None:
    """The note says so; the caller's unit outranks it."""
    plan = Plan(FEET)
    plan.doc.header["$INSUNITS"] = M
    for place in range(3):
        plan.box(place * 7, 0, 6, 5)
        plan.say(f"Office {place}", place * 7 + 1, 1)
        plan.space.add_arc((place * 23, 0), 0.9 * plan.scale, 0, 90)
    building = plan.read()
    assert [area_m2(room) for room in building.rooms] == pytest.approx([30.0] * 3)
    assert any("coordinates in ft: in m, as the drawing says" in n for n in building.assumptions["Office 1"])
    asked = plan.read(unit="m")
    assert area_m2(asked.rooms[0]) == pytest.approx(30.0 / 0.3048**2, rel=1e-4)
    assert "unit of length" not in told(asked).assumed


def test_the_rooms_layer_is_found_by_name_or_named() -> None:
    """Where no layer is called after rooms, the message names those there are."""
    plan = Plan()
    plan.box(0, 0, 6, 5, "X-1")
    plan.box(1, 1, 1, 1, "FURNITURE")
    plan.say("Office", 3, 3)
    with pytest.raises(InvalidBuilding, match=r"'X-1' \(1\)") as caught:
        plan.read()
    assert "--room-layer" in caught.value.cure
    assert [room.name for room in plan.read(room_layer="x-*").rooms] == ["Office"]


def test_shafts_are_left_out_and_areas_over_rooms_are_not_lit_twice() -> None:
    """As in any other format."""
    plan = Plan()
    plan.box(-0.5, -0.5, 13, 6)
    plan.say("Zone A", -0.4, 5.3)
    for x, name in ((0, "Office 1"), (6.2, "Office 2")):
        plan.box(x, 0, 6, 5)
        plan.say(name, x + 1, 1)
    plan.box(20, 0, 1, 1)
    plan.say("Shaft", 20.2, 0.2)
    building = plan.read()
    assert sorted(room.name for room in building.rooms) == ["Office 1", "Office 2"]
    assert len(building.left_out) == 2


def test_what_plenum_drew_is_read_again() -> None:
    """The outlines of its drawings."""
    plan = Plan()
    plan.box(0, 0, 6, 5)
    plan.say("Office", 1, 1)
    again = read_building(building_dxf(plan.read()))
    assert area_m2(again.rooms[0]) == pytest.approx(30.0, abs=1e-3)


def test_a_damaged_or_empty_drawing_is_refused() -> None:
    """Never anything but a clear error."""
    with pytest.raises(InvalidBuilding, match="no closed polylines"):
        Plan().read()
    with pytest.raises(InvalidBuilding, match=r"damaged|no closed"):
        read_building(b"0\nSECTION\n2\nENTITIES\n0\nLWPOLYLINE\n90\nx\n")


def test_an_open_line_is_told_and_a_lost_one_refused() -> None:
    """A room is not missing without a word."""
    plan = Plan()
    plan.box(0, 0, 6, 5)
    plan.space.add_lwpolyline([(9000, 0), (15000, 0), (15000, 5000)], dxfattribs={"layer": "A-AREA"})
    building = plan.read()
    assert building.left_out == ("outline 'on A-AREA': its line is open by 7.81 m; close it if it is a room",)
    first, second = re.findall(r"LWPOLYLINE\n  5\n(\w+)\n", plan.text())
    with pytest.raises(InvalidBuilding, match="1 of its 2 polylines cannot be read"):
        read_building(plan.text().replace(f"LWPOLYLINE\n  5\n{second}", f"LWPOLYLINE\n  5\n{first}"))
    with pytest.raises(InvalidBuilding, match="its end is missing"):
        read_building(plan.text().rpartition("  0\nEOF")[0])
