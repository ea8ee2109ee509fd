"""Order at small counts: staggered rows and choices in mirror image."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from plenum.ceiling.asked.light_brief import light_brief
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.light.array_patterns import Staggered, turns
from plenum.ceiling.light.arrays import RoomArrays, orderly
from plenum.ceiling.light.field import LightField
from plenum.ceiling.light.local_search import holds, valid
from plenum.ceiling.light.regularity import regularity, symmetry
from plenum.ceiling.room.room import Room
from services.light_model_c_balanced.mirrored import mirrored


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


def test_the_mirrored_choice_is_the_smallest_there_is() -> None:
    """By plain enumeration no smaller choice holds that is as orderly."""
    field = field_of("......", "......", "......", "#.....")
    found = mirrored(field, 1, 6, orderly(field))
    assert found is not None
    assert holds(field, field.at(found))
    tiles = [field.tiles[i] for i in found]
    assert symmetry(tiles) == 1.0
    for count in range(1, len(found)):
        for choice in combinations(range(len(field.tiles)), count):
            some = [field.tiles[i] for i in choice]
            if symmetry(some) == 1.0 and regularity(some) >= 0.85:
                assert not valid(field, field.at(np.array(choice)))


def test_nothing_is_mirrored_about_lights_that_are_there() -> None:
    """They would be part of the picture, and need not be in its middle."""
    field = field_of("......", ".L....", "......", "......")
    assert mirrored(field, 1, 6, orderly(field)) is None
