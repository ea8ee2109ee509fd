"""An earlier layout's components are found again in the grid of today."""

from __future__ import annotations

from plenum.ceiling.room.grid import Tile
from plenum.ceiling.room.room import Frame, Room
from plenum.files.completed.schema import RoomFields
from plenum.pipeline.result.earlier_layout import earlier_rows


def result(
    *rows: str, origin: tuple[float, float] = (0.0, 0.0), existing: frozenset[Tile] = frozenset()
) -> RoomFields:
    """An earlier room."""
    return RoomFields.of(Room("r", rows, frame=Frame((*origin, 0.0)), existing=existing))


def test_what_was_placed_is_there_and_what_arrived_is_not() -> None:
    """Invalid tiles and what had been there before are the room's own matter."""
    room = Room("r", ("....", "...."))
    assert earlier_rows(room, result("L#S.", "R..D", existing=frozenset({(0, 1)}))) == ("L.S.", "...D")


def test_what_has_become_part_of_the_ceiling_is_left_out() -> None:
    """A light that the building now brings along cannot move anyway."""
    room = Room("r", ("L...",), existing=frozenset({(0, 0)}))
    assert earlier_rows(room, result("L.L.")) == ("..L.",)


def test_a_grid_whose_corner_has_moved_finds_its_components_by_place() -> None:
    """A wall moved two tiles outwards: the same light is two tiles farther from the corner."""
    room = Room("r", ("......",), frame=Frame((8.8, 5.0, 0.0)))
    assert earlier_rows(room, result("L..D", origin=(10.0, 5.0))) == ("..L..D",)


def test_a_turned_grid_finds_them_too_and_drops_those_outside() -> None:
    """The x axis now points the other way, and the room has lost a tile at one end."""
    room = Room("r", ("...",), frame=Frame((11.8, 5.6, 0.0), 180.0))
    assert earlier_rows(room, result("L..D", origin=(10.0, 5.0))) == ("..L",)
