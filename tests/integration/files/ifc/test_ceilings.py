"""The ceilings that are in an IFC model give rooms their height and their tiles."""

from __future__ import annotations

from typing import Any

import pytest

from plenum.ceiling.room.grid import EMPTY, INVALID
from plenum.files.building.building import Building
from plenum.files.ifc.read import building_of
from plenum.files.settings.options import ReadOptions
from tests.support.ifc import Points, Sample

ROOM: Points = ((0, 0), (6, 0), (6, 6), (0, 6))
GRID = "Compound Ceiling:600 x 600mm Grid"


def box(x0: float, y0: float, x1: float, y1: float) -> Points:
    """A rectangle."""
    return (x0, y0), (x1, y0), (x1, y1), (x0, y1)


def covering(sample: Sample, storey: Any, points: Points, z: float, name: str, **more: Any) -> Any:
    """A ceiling of 50 mm over these points in a storey."""
    made = sample.rooted(
        "IfcCovering",
        Name=name,
        ObjectPlacement=sample.placed(storey.ObjectPlacement, (0, 0, z)),
        Representation=sample.shape([sample.prism(points, 0.05)]),
        PredefinedType=more.pop("PredefinedType", "CEILING"),
        **more,
    )
    sample.contain(storey, made)
    return made


def read(sample: Sample, **options: Any) -> Building:
    """The building, read in this process."""
    return building_of(sample.text(), ReadOptions.of(options or None))


def tall(schema: str = "IFC4", unit: str = "mm") -> tuple[Sample, Any]:
    """A file with one room of 4 m up to the slab, and its storey 3 m over the site."""
    sample = Sample(schema, unit)
    storey = sample.storey(z=3.0)
    sample.space(storey, "101", [sample.prism(ROOM, 4.0)])
    return sample, storey


@pytest.mark.parametrize(("schema", "unit"), [("IFC2X3", "ft"), ("IFC4", "mm"), ("IFC4X3", "m")])
def test_the_models_ceiling_gives_height_and_tiles(schema: str, unit: str) -> None:
    """By place alone, in any unit; nothing of it is assumed."""
    sample, storey = tall(schema, unit)
    covering(sample, storey, ROOM, 2.7, "Compound Ceiling:2' x 4' ACT")
    building = read(sample)
    (room,) = building.rooms
    assert room.ceiling_height_m == pytest.approx(2.7, abs=1e-3)
    assert room.tile_m == pytest.approx((0.6096, 1.2192))
    notes = building.assumptions["101"]
    assert not any(note.startswith(("tiles of", "ceiling at")) for note in notes), notes


def test_a_closed_ceiling_has_no_grid_and_the_report_says_so() -> None:
    """Told by the material of its type, where the type is called plain."""
    sample, storey = tall()
    made = covering(sample, storey, ROOM, 2.6, "Compound Ceiling:Plain")
    board = sample.new("IfcMaterial", "Gypsum Wall Board")
    sample.rooted("IfcRelAssociatesMaterial", RelatedObjects=[made], RelatingMaterial=board)
    building = read(sample)
    assert building.rooms[0].ceiling_height_m == pytest.approx(2.6)
    assert any("no tile grid" in note and "Gypsum" in note for note in building.assumptions["101"])


def test_of_several_ceilings_the_largest_is_the_rooms_and_the_others_take_tiles() -> None:
    """A gypsum border round a grid at another height: its tiles are no grid's."""
    sample, storey = tall()
    covering(sample, storey, box(0, 0, 6, 4.8), 2.7, GRID)
    covering(sample, storey, box(0, 4.8, 6, 6), 2.4, "Gypsum Board")
    building = read(sample)
    (room,) = building.rooms
    assert room.ceiling_height_m == pytest.approx(2.7)
    assert [row.count(EMPTY) for row in room.rows] == [10] * 8 + [0] * 2
    assert any("2.4 m is over a part" in note for note in building.assumptions["101"])


def test_tiles_beyond_a_ceiling_that_ends_in_the_room_are_not_there() -> None:
    """Two thirds of a room are under a grid, the rest is open to the slab."""
    sample, storey = tall()
    covering(sample, storey, box(0, 0, 6, 4.2), 2.7, GRID)
    (room,) = read(sample).rooms
    assert room.ceiling_height_m == pytest.approx(2.7)
    assert room.rows[-1] == INVALID * 10
    assert room.rows[0] == EMPTY * 10


def test_a_soffit_is_not_the_rooms_ceiling() -> None:
    """What covers less than half of a room does not lower it."""
    sample, storey = tall()
    covering(sample, storey, box(0, 0, 6, 1.2), 2.4, "Gypsum Board")
    (room,) = read(sample).rooms
    assert room.ceiling_height_m == pytest.approx(4.0)


def test_a_ceiling_of_another_storey_or_of_another_space_is_not_taken() -> None:
    """One above the room's top, and one that says which space it covers."""
    sample, storey = tall()
    other = sample.space(storey, "102", [sample.prism(box(10, 0, 16, 6), 4.0)])
    covering(sample, storey, ROOM, 6.7, GRID)
    claimed = covering(sample, storey, box(0, 0, 16, 6), 2.5, GRID)
    sample.rooted("IfcRelCoversSpaces", RelatingSpace=other, RelatedCoverings=[claimed])
    heights = {room.room_id: room.ceiling_height_m for room in read(sample).rooms}
    assert heights == {"101": pytest.approx(4.0), "102": pytest.approx(2.5)}


def test_floorings_and_claddings_are_no_ceilings() -> None:
    """Whatever they are called."""
    sample, storey = tall()
    covering(sample, storey, ROOM, 2.7, "600 x 600", PredefinedType="CLADDING")
    (room,) = read(sample).rooms
    assert room.ceiling_height_m == pytest.approx(4.0)


def test_a_sloped_ceiling_is_said() -> None:
    """Its lowest point counts."""
    sample, storey = tall()
    low = [(x, y, 2.6 + 0.1 * y) for x, y in ROOM]
    high = [(x, y, z + 0.02) for x, y, z in low]
    sides = [[low[i], low[i - 3], high[i - 3], high[i]] for i in range(4)]
    made = sample.rooted(
        "IfcCovering",
        Name="Gypsum Board",
        ObjectPlacement=sample.placed(storey.ObjectPlacement),
        Representation=sample.shape([sample.brep([low[::-1], high, *sides])]),
        PredefinedType="CEILING",
    )
    sample.contain(storey, made)
    building = read(sample)
    assert building.rooms[0].ceiling_height_m == pytest.approx(2.6)
    assert any("slopes by 0.6 m" in note for note in building.assumptions["101"])


def test_what_the_caller_says_outranks_the_models_ceiling() -> None:
    """Height and tile."""
    sample, storey = tall()
    covering(sample, storey, ROOM, 2.7, GRID)
    (room,) = read(sample, ceiling_height_m=3.0, tile_m=0.625).rooms
    assert room.ceiling_height_m == 3.0
    assert room.tile_m == (0.625, 0.625)


def test_a_drop_that_leaves_no_headroom_is_not_taken_off() -> None:
    """A drop set for storeys of 4 m does not turn a room of 8 feet into one of 1.74 m."""
    sample = Sample()
    storey = sample.storey()
    sample.space(storey, "1", [sample.prism(ROOM, 2.44)])
    sample.space(storey, "2", [sample.prism(box(10, 0, 16, 6), 4.0)])
    building = read(sample, storey_drop_m=0.7)
    assert [room.ceiling_height_m for room in building.rooms] == pytest.approx([2.44, 3.3])
    assert any("1.74" in note for note in building.assumptions["1"])
