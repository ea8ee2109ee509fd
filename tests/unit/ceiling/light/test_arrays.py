"""Order at small counts: staggered rows and choices in mirror image."""

from __future__ import annotations

from plenum.ceiling.asked.light_brief import light_brief
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.light.array_patterns import Staggered, turns
from plenum.ceiling.light.arrays import RoomArrays
from plenum.ceiling.light.field import LightField
from plenum.ceiling.room.room import Room


def field_of(*rows: str) -> LightField:
    """An enclosed office's field."""
    room = Room("r", rows)
    return LightField(room, light_brief(room, Settings()))


def test_staggered_lines_take_turns() -> None:
    """Two, one, two make a quincunx, as rows and as columns."""
    rows = Staggered(5, (0, 4), (2,), (1, 3, 5), axis=0)
    assert list(zip(*rows.tiles, strict=True)) == [(0, 1), (4, 1), (2, 3), (0, 5), (4, 5)]
    columns = Staggered(5, (0, 4), (2,), (1, 3, 5), axis=1)
    assert list(zip(*columns.tiles, strict=True)) == [(1, 0), (1, 4), (3, 2), (5, 0), (5, 4)]


def test_lines_in_turn_stay_between_the_ends() -> None:
    """Of one tile there is no pair; no line leaves the room."""
    assert all(0 <= at <= 9 for pair in turns(0, 9) for line in pair for at in line)
    assert all(at == 3 for pair in turns(3, 3) for line in pair for at in line)


def test_a_staggered_array_counts_the_tiles_it_finds() -> None:
    """Blocked nodes move or are left out, as in any array."""
    field = field_of("......", "..#...", "......", "......")
    arrays = RoomArrays(field)
    patterns = arrays.staggered(3, 7)
    assert patterns
    for pattern in patterns[::17]:
        assert (arrays.nodes(pattern) >= 0).sum() == pattern.count
