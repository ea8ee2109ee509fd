"""Arrays of a field before they are weighed."""

from __future__ import annotations

from plenum.ceiling.asked.light_brief import light_brief
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.light.arrays import RoomArrays
from plenum.ceiling.light.field import LightField
from plenum.ceiling.room.room import Room


def field_of(*rows: str) -> LightField:
    """An enclosed office's field."""
    room = Room("r", rows)
    return LightField(room, light_brief(room, Settings()))


def test_fitted_rows_follow_the_runs_of_tiles() -> None:
    """Each run of a row has its own lights, blocked nodes aside."""
    field = field_of("......", "..##..", "......", "......")
    arrays = RoomArrays(field)
    patterns = arrays.fitted(3, 7)
    assert patterns
    for pattern in patterns:
        nodes = arrays.nodes(pattern)
        assert len(nodes) == pattern.count
        assert (nodes >= 0).all()


def test_equal_spacings_count_the_tiles_they_find() -> None:
    """A blocked node moves or is left out; so many lights are promised at most."""
    field = field_of("......", "..#...", "......", "......")
    arrays = RoomArrays(field)
    for pattern in arrays.regular(2, 6):
        assert len(arrays.built(pattern)) <= pattern.count
