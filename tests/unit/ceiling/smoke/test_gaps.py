"""Gaps between detectors within a tile: the plan closes them, at a count that stays proven."""

from __future__ import annotations

import numpy as np
import pytest

from plenum.ceiling.asked.brief import brief_for
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.geometry import contains, tile_centres
from plenum.ceiling.room.room import Room
from plenum.ceiling.rules.fire_code import FireCode
from plenum.ceiling.smoke.cover import smallest_cover
from plenum.ceiling.smoke.farthest import farthest, gap_points
from services.smoke_detector_model.model import place
from tests.support.coverage import coverage

ROOM = Room("r", ("." * 17,) * 17)


@pytest.mark.parametrize("code", list(FireCode))
def test_every_point_of_a_completed_room_is_covered(code: FireCode) -> None:
    """Not only the corners of its tiles; and no fewer detectors would do."""
    brief = brief_for(ROOM, Settings(code=code))
    layout = place(ROOM, brief)
    centres = tile_centres(ROOM, [terminal.tile for terminal in layout.terminals])
    assert farthest(ROOM, centres).distance_m <= brief.smoke.radius_m
    assert layout.proof
    assert layout.proof.proven


def test_a_cover_is_mended_where_a_gap_was_found() -> None:
    """The gap's points join the others; moving a detector closes it and the bound stays."""
    smoke = brief_for(ROOM, Settings()).smoke
    found = coverage(ROOM, ROOM.free(), smoke)
    none = np.zeros(len(found.tiles))
    before = smallest_cover(found.covers, found.distance_m, none)
    hidden = np.array([[3.1, 5.2], [9.7, 9.3], [0.4, 9.9]])
    away = np.hypot(*(tile_centres(ROOM, found.tiles)[:, None] - hidden[None]).transpose(2, 0, 1))
    covers, distance = np.hstack([found.covers, away <= smoke.radius_m]), np.hstack([found.distance_m, away])
    after = smallest_cover(covers, distance, none, before=before)
    assert covers[list(after.chosen)].any(axis=0).all()
    assert (len(after.chosen), after.lower_bound) == (len(before.chosen), before.lower_bound)


def test_gaps_are_looked_for_beyond_what_came_in() -> None:
    """A detector that was there counts: no gap is reported where it covers."""
    centres = tile_centres(ROOM, [(4, 4), (12, 4), (4, 12), (12, 12)])
    assert len(gap_points(ROOM, centres, 5.0)) == 0
    assert len(gap_points(ROOM, centres[:3], 5.0)) > 0


def test_gaps_of_a_rectangle_with_columns_are_in_the_open() -> None:
    """No point of a column is one; and where the rectangle has none, the room has none."""
    column = ((9.0, 9.0), (9.0, 9.6), (9.6, 9.6), (9.6, 9.0))
    rows = tuple("".join("#" if x == y == 15 else "." for x in range(17)) for y in range(17))
    room = Room("c", rows, holes_m=(column,))
    assert len(gap_points(room, np.array([[5.1, 5.1]]), 7.3)) == 0
    gaps = gap_points(room, np.array([[5.1, 5.1]]), 6.0)
    assert len(gaps)
    assert contains(room, gaps).all()
    assert (np.hypot(*(gaps - [5.1, 5.1]).T) > 6.0).all()
