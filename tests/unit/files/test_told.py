"""What is told of a building that was read, and of its result."""

from __future__ import annotations

from dataclasses import replace

from plenum.files.assumption import Assumption
from plenum.files.omission import Named, Omission
from plenum.files.read import read_building
from plenum.files.told import Told, told, told_of
from tests.support.buildings import building, room

TILE = Assumption.TILE.said(x=0.6, y=0.6)
NOTES = {
    "a": (TILE, *(Assumption.GAPS_CLOSED.said(gap=0.3), Assumption.PARTS_LEFT_OUT.said(area=0.2))),
    "b": (
        "tiles of 0.6 m × 0.6 m from (0, 1.2) m, turned by 0°, as set",
        "ceiling at 2.6 m, as set for the building",
        Assumption.ROOM_TYPE.said(room_type="office_open", said="the name 'X'"),
    ),
}
LEFT_OUT = (
    Omission.NOT_READ.said(Named("space", "1"), "its outline crosses itself"),
    Omission.NO_ROOM.said(Named("space", "2", "Shaft"), "it is no room"),
    "2 × light over no room that is read: 'L'",
)
FOUND = Told(2, LEFT_OUT, 1, {"floor mended": 1, "room type": 1, "tile": 1}, ("b",))


def test_a_buildings_notes_are_summed_up_by_kind() -> None:
    """Once a room, however many of a kind it has; what was set is no assumption."""
    read = read_building(building([room("a"), room("b")]))
    assert told(replace(read, assumptions=NOTES, left_out=LEFT_OUT)) == FOUND


def test_a_result_tells_the_same() -> None:
    """It holds the same sentences."""
    rooms = [{"room_id": own, "assumptions": list(notes)} for own, notes in NOTES.items()]
    assert told_of({"rooms": rooms, "left_out": list(LEFT_OUT)}) == FOUND
