"""Spaces as exporters write them: footprints with a box, areas over rooms, no storey, pits under a storey."""

from __future__ import annotations

from typing import Any

import ifcopenshell
import pytest

from plenum.ceiling.room.geometry import area_m2
from plenum.files.building.building import Building
from plenum.files.errors import InvalidBuilding
from plenum.files.ifc.read import building_of
from plenum.files.ifc.writer.write import building_ifc
from plenum.files.read import read_building
from plenum.files.settings.options import ReadOptions
from tests.support.ifc import Points, Sample

ROOM: Points = ((0, 0), (6, 0), (6, 6), (0, 6))


def box(x0: float, y0: float, x1: float, y1: float) -> Points:
    """A rectangle."""
    return (x0, y0), (x1, y0), (x1, y1), (x0, y1)


def read(sample: Sample) -> Building:
    """The building, read in this process."""
    return building_of(sample.text(), ReadOptions(tile_m=[0.6, 0.6]))


def shaped(sample: Sample, storey: Any, name: str, *shapes: tuple[str, Any]) -> Any:
    """A space of these representations."""
    made = [sample.new("IfcShapeRepresentation", sample.context, kind, "X", [item]) for kind, item in shapes]
    return sample.rooted(
        "IfcSpace",
        Name=name,
        ObjectPlacement=sample.placed(storey.ObjectPlacement, (1, 2, 0)),
        Representation=sample.new("IfcProductDefinitionShape", None, None, made),
        CompositionType="ELEMENT",
    )


@pytest.mark.parametrize("unit", ["m", "mm", "ft"])
def test_a_footprint_and_a_box_are_a_room(unit: str) -> None:
    """Outline and hole from the lines, height and level from the box."""
    sample = Sample("IFC4", unit)
    storey = sample.storey(z=3.5)
    lines = sample.new("IfcGeometricCurveSet", [sample.polyline(ROOM), sample.polyline(box(2, 2, 3, 3))])
    edges = [value * sample.scale for value in (6, 6, 2.62)]
    bounds = sample.new("IfcBoundingBox", sample.point(0, 0, 0), *edges)
    sample.aggregate(storey, shaped(sample, storey, "1", ("Box", bounds), ("FootPrint", lines)))
    (room,) = read(sample).rooms
    assert area_m2(room) == pytest.approx(35.0, abs=1e-3)
    assert room.ceiling_height_m == pytest.approx(2.62, abs=1e-3)
    assert room.frame.origin_m == pytest.approx((1, 2, 3.5), abs=1e-3)


def test_a_footprint_without_a_height_takes_the_assumed_one_and_says_so() -> None:
    """2.8 m where nobody says another."""
    sample = Sample()
    storey = sample.storey()
    sample.aggregate(storey, shaped(sample, storey, "1", ("FootPrint", sample.polyline(ROOM))))
    building = read(sample)
    assert building.rooms[0].ceiling_height_m == 2.8
    assert any("gives no height" in note for note in building.assumptions["1"])


def test_an_area_over_rooms_is_not_lit_a_second_time() -> None:
    """Whatever it is called; a hall with two booths in it is still a hall."""
    sample = Sample()
    storey, upper = sample.storey(), sample.storey("Level 2", z=4.0)
    for number in range(3):
        sample.space(storey, f"{number}", [sample.prism(box(7 * number, 0, 7 * number + 6, 6))])
    sample.space(storey, "Dept 7", [sample.prism(box(-0.5, -0.5, 20.5, 6.5))])
    sample.space(upper, "hall", [sample.prism(box(0, 0, 20, 20))])
    sample.space(upper, "booth a", [sample.prism(box(1, 1, 3, 3))])
    sample.space(upper, "booth b", [sample.prism(box(5, 1, 7, 3))])
    building = read(sample)
    assert [room.room_id for room in building.rooms] == ["0", "1", "2", "hall", "booth a", "booth b"]
    assert len(building.left_out) == 1
    assert "'Dept 7': an area over rooms" in building.left_out[0]


def test_a_room_that_is_there_twice_is_lit_once() -> None:
    """As a room and as a zone's space; the one that has a name is kept."""
    sample = Sample()
    storey = sample.storey()
    sample.space(storey, "zone-1", [sample.prism(ROOM)])
    sample.space(storey, "101", [sample.prism(ROOM, 2.9)], LongName="Office")
    building = read(sample)
    assert [room.room_id for room in building.rooms] == ["101"]
    assert "the same place as '101'" in building.left_out[0]


def test_a_space_in_no_storey_is_on_the_one_of_its_level() -> None:
    """The highest that begins below its middle."""
    sample = Sample()
    sample.storey("Ground")
    sample.storey("First", z=3.5)
    loose = sample.rooted(
        "IfcSpace",
        Name="201",
        ObjectPlacement=sample.placed(sample.site_placement, (0, 0, 3.4)),
        Representation=sample.shape([sample.prism(ROOM)]),
        CompositionType="ELEMENT",
    )
    sample.aggregate(sample.building, loose)
    assert read(sample).rooms[0].story == "First"


def test_a_lift_pit_does_not_move_its_storey() -> None:
    """The storey's level is that of most of its tiles."""
    import ifcopenshell

    sample = Sample()
    storey = sample.storey("Ground", z=0.25)
    sample.space(storey, "pit", [sample.prism(box(10, 0, 13, 3), 4.5)], at=(0, 0, -1.5), LongName="Storage")
    sample.space(storey, "101", [sample.prism(ROOM)])
    written: Any = ifcopenshell.file.from_string(building_ifc(read(sample)).decode())
    (level,) = [storey.Elevation for storey in written.by_type("IfcBuildingStorey")]
    assert level == pytest.approx(0.25)


def test_what_hangs_over_no_room_is_told() -> None:
    """One line a kind, with how many there are."""
    sample = Sample()
    storey = sample.storey()
    sample.space(storey, "101", [sample.prism(ROOM)])
    lamps = [sample.element("IfcLightFixture", (x, 3.3, 2.8), f"Troffer {x}") for x in (3.3, 9.3, 12.3)]
    sample.contain(
        storey, *lamps, sample.element("IfcSensor", (20, 3, 2.8), "S", PredefinedType="SMOKESENSOR")
    )
    building = read(sample)
    assert "".join(building.rooms[0].rows).count("L") == 1
    assert building.left_out == (
        "1 × smoke detector over no room that is read: 'S'",
        "2 × light over no room that is read: 'Troffer 9.3', 'Troffer 12.3'",
    )


def test_a_pit_in_the_floor_moves_no_room() -> None:
    """Neither as a body below the room's, nor as a part of one body."""
    sample = Sample()
    storey = sample.storey()
    pit = sample.prism(box(2, 2, 3, 3), 1.2, -1.2)
    sample.space(storey, "1", [sample.prism(ROOM), pit])
    whole = [(x, y, 2.8) for x, y in ROOM]
    steps = [
        [(x, y, z) for x, y in reversed(part)]
        for z, part in ((0.0, box(0, 0, 6, 5)), (0.0, box(0, 5, 5, 6)), (-1.2, box(5, 5, 6, 6)))
    ]
    sample.space(storey, "2", [sample.brep([whole, *steps])], at=(9, 0, 0))
    building = read(sample)
    for room in building.rooms:
        assert (room.ceiling_height_m, room.frame.origin_m[2]) == (2.8, 0.0)
        assert any("steps of 1.2 m" in note for note in building.assumptions[room.room_id])


def test_an_instance_that_nobody_can_read_is_told() -> None:
    """By its number: it may have been a room."""
    sample = Sample()
    storey = sample.storey()
    sample.space(storey, "1", [sample.prism(ROOM)])
    lost = sample.space(storey, "2", [sample.prism(ROOM)], at=(9, 0, 0))
    text = sample.text().replace(f"#{lost.id()}=IFCSPACE(", f"#{lost.id()}=IFCSPAC(")
    told = building_of(text, ReadOptions()).left_out
    assert told == (f"#{lost.id()} cannot be read: damaged, or of a class that the schema does not have",)


def test_a_model_of_services_says_so_also_where_it_has_a_space_that_is_no_room() -> None:
    """With the cure: the architect's model, and this one beside it."""
    sample = Sample()
    storey = sample.storey()
    sample.space(storey, "R301", [sample.prism(ROOM)], LongName="Roof")
    sample.contain(storey, sample.element("IfcLightFixture", (1, 1, 2.7), "Luminaire"))
    with pytest.raises(InvalidBuilding, match="none of its 1 spaces is a room, but it has") as caught:
        read(sample)
    assert "--with" in caught.value.cure


def test_storeys_without_a_name_keep_their_identifiers() -> None:
    """They are called by their levels, as the rooms on them say."""
    sample = Sample()
    for place, level in enumerate((0.0, 3.5)):
        storey = sample.storey(z=level)
        storey.Name = None
        sample.space(storey, str(place), [sample.prism(ROOM)])
    building = read_building(sample.text())
    assert [room.story for room in building.rooms] == ["at 0 m", "at 3.5 m"]
    written: Any = ifcopenshell.file.from_string(building_ifc(building).decode())
    own, kept = ({s.GlobalId for s in file.by_type("IfcBuildingStorey")} for file in (sample.file, written))
    assert kept == own
