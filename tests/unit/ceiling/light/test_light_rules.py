"""Each hard light rule has a layout that breaks it and no other."""

from __future__ import annotations

from collections.abc import Callable, Collection

import pytest

from plenum.ceiling.asked.brief import brief_for
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.light.regularity import alignment, regularity, spacing, symmetry
from plenum.ceiling.room.grid import Tile
from plenum.ceiling.room.room import Room
from plenum.ceiling.rules.evidence import Evidence
from plenum.ceiling.whole.verify import verify


def lit(tiles: Collection[Tile], width: int = 15, height: int = 10, luminaire: str | None = None) -> Room:
    """An enclosed office with lights on these tiles."""
    rows = tuple("".join("L" if (x, y) in tiles else "." for x in range(width)) for y in range(height))
    return Room("r", rows, luminaire=luminaire)


def checked(room: Room) -> dict[str, Evidence]:
    """Light evidence by rule."""
    return {e.rule: e for e in verify(room, brief_for(room, Settings()), ("GEO", "LGT"))}


ARRAY = {(x, y) for x in (1, 5, 9, 13) for y in (1, 4, 8)}
BROKEN: dict[str, Callable[[], Room]] = {
    "LGT-1": lambda: lit({(x, y) for x in (2, 7, 12) for y in (2, 7)}),
    "LGT-2": lambda: lit({(x, y) for x in range(4) for y in range(10)}),
    "LGT-13": lambda: lit(ARRAY, luminaire="A"),
}


def test_a_regular_array_holds_every_hard_rule() -> None:
    """The fixture the broken ones are measured against."""
    assert all(e.passed for e in checked(lit(ARRAY)).values() if e.hard)


@pytest.mark.parametrize("rule", BROKEN)
def test_a_layout_can_break_one_hard_rule_alone(rule: str) -> None:
    """Too dim, too uneven, too much glare: each caught, each by itself."""
    broken = {e.rule for e in checked(BROKEN[rule]()).values() if e.hard and not e.passed}
    assert broken == {rule}


def test_an_unlit_room_breaks_mean_and_uniformity() -> None:
    """Nothing divided by nothing is not even."""
    found = checked(lit(set()))
    assert not found["LGT-1"].passed
    assert found["LGT-2"].value == 0.0


def test_room_power_is_soft() -> None:
    """Twice the lights exceed the room's share, which the building may trade."""
    found = checked(lit({(x, y) for x in range(0, 15, 2) for y in (1, 4, 8)}))["LGT-6"]
    assert (found.passed, found.hard, found.value) == (False, False, 24 * 30.0)


def test_over_lighting_is_noted() -> None:
    """Mean over target beyond 1.5."""
    found = checked(lit({(x, y) for x in range(0, 15, 2) for y in (1, 4, 8)}))["LGT-10"]
    assert found.value > 1.5
    assert not found.passed


def test_gaps_and_walls_are_measured_after_snapping() -> None:
    """4 tiles of 0.6 m between columns, 0.9 m to the wall with half a tile allowed."""
    found = spacing(lit(ARRAY), sorted(ARRAY), 3.0)
    assert found.largest_gap_m == pytest.approx(2.4)
    # Along y the gaps are 1.8 and 2.4 m, their median 2.1; the wall is 0.9 m away.
    assert found.wall_excess == pytest.approx(max((0.9 - 0.3) / 2.4, (0.9 - 0.3) / 2.1))


def test_a_wall_between_two_lights_is_no_gap() -> None:
    """Across the notch of a U, lights in one row are not neighbours."""
    outline = ((0, 0), (6, 0), (6, 6), (4.2, 6), (4.2, 1.2), (1.8, 1.2), (1.8, 6), (0, 6))
    room = Room("u", tuple(["." * 10] * 10), outline_m=outline)
    found = spacing(room, [(1, 8), (8, 8)], 3.0)
    assert found.largest_gap_m == 0.0


def test_an_array_is_regular_and_a_scatter_is_not() -> None:
    """Symmetry and alignment, each 0..1."""
    scatter = {(0, 0), (3, 1), (7, 4), (2, 6), (9, 9)}
    assert regularity(ARRAY - {(1, 4), (5, 4), (9, 4), (13, 4)}) == 1.0
    assert symmetry(scatter) < 0.5
    assert alignment(scatter) == 0.0
    assert alignment({(0, 0), (5, 0), (9, 0)}) == 1.0
