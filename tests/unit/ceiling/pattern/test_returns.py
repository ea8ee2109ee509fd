"""Grilles of large rooms stand in rows that reach all of the ceiling."""

from __future__ import annotations

import numpy as np

from plenum.ceiling.asked.brief import brief_for
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.pattern.canvas import canvas
from plenum.ceiling.pattern.mirrors import mirrors
from plenum.ceiling.pattern.returns import return_choices, uneven
from plenum.ceiling.room.room import Room

OFFICE = Room(
    "r",
    tuple("".join("L" if x % 4 == 2 and y % 4 == 2 else "." for x in range(37)) for y in range(29)),
    room_type="office_open",
)


def rows_of(tiles: list[list[int]]) -> dict[int, int]:
    """How many stand in each row."""
    return {y: sum(1 for _, row in tiles if row == y) for y in {row for _, row in tiles}}


def test_seven_grilles_stand_in_rows_of_two_and_three() -> None:
    """No array has seven, but for one row of them."""
    on = canvas(OFFICE)
    sets = return_choices(on, brief_for(OFFICE, Settings()), 7, mirrors(on))
    shapes = {tuple(sorted(rows_of(tiles).values())) for some in sets for tiles in some.sets.tolist()}
    assert (2, 2, 3) in shapes


def test_sets_that_leave_a_side_without_a_grille_cost_more() -> None:
    """As an array does whose crossings there are taken; spread evenly they cost next to nothing."""
    on = canvas(OFFICE)
    even = [(6, 7), (18, 7), (30, 7), (6, 21), (18, 21), (30, 21)]
    above = [(6, 4), (18, 4), (30, 4), (6, 12), (18, 12), (30, 12)]
    cost = uneven(on, np.array([even, above]))
    assert cost[0] < 0.1
    assert cost[1] > 0.3
