"""The one form of a room's images."""

from __future__ import annotations

from plenum.ceiling.pattern.canvas import canvas
from plenum.ceiling.room.room import Room

ROWS = ("......",) * 4
TAPERED = ((0.0, 0.0), (3.6, 0.0), (3.6, 2.3), (0.0, 2.4))


def test_rooms_with_equal_tiles_that_taper_opposite_ways_are_turned_opposite_ways() -> None:
    """Twins in mirror image get mirror-image ceilings even where their tiles tell no difference."""
    mirrored = tuple((3.6 - x, y) for x, y in reversed(TAPERED))
    one, other = (canvas(Room("", ROWS, outline_m=outline)) for outline in (TAPERED, mirrored))
    assert one.turn.along_x != other.turn.along_x
    assert one.turn.along_y == other.turn.along_y
    assert one.back([(0, 1)]) == tuple((5 - x, y) for x, y in other.back([(0, 1)]))


def test_a_rectangle_stays_as_it_is() -> None:
    """What has no lean is not turned."""
    turn = canvas(Room("", ROWS)).turn
    assert (turn.along_x, turn.along_y, turn.diagonal) == (False, False, False)
