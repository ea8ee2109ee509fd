"""Detectors of halls, by patterns and repairs in place of an exact search."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.asked.smoke_brief import SmokeBrief, smoke_brief
from plenum.ceiling.room.room import Room
from plenum.ceiling.smoke.hall import hall_cover
from tests.support.coverage import coverage


def at_radius(room: Room, radius_m: float) -> SmokeBrief:
    """A brief with this radius and no corridor rule."""
    return replace(smoke_brief(room, Settings()), radius_m=radius_m, corridor_spacing_m=None)


def test_a_hall_takes_no_more_than_square_spacing() -> None:
    """36 by 36 m: 4 by 4 at 9.0 m is the textbook's array, and within NFPA 72's radius."""
    room = Room("r", ("." * 60,) * 60)
    smoke = at_radius(room, 6.37)
    free = room.free()
    found = coverage(room, free, smoke)
    cover, _ = hall_cover(room, smoke, free, np.ones(len(found.points), dtype=bool), 1)
    assert found.covers[list(cover.chosen)].any(axis=0).all()
    assert cover.lower_bound <= len(cover.chosen) <= 16
    assert cover.uncovered == ()


def test_a_hall_with_a_corner_is_covered_in_sight() -> None:
    """An L of 36 m legs, by patterns and repairs, checked against the matrix."""
    outline = ((0, 0), (36, 0), (36, 12), (12, 12), (12, 36), (0, 36))
    rows = ("." * 60,) * 20 + ("." * 20 + "#" * 40,) * 40
    room = Room("l", rows, outline_m=outline)
    smoke = at_radius(room, 6.37)
    free = room.free()
    found = coverage(room, free, smoke)
    cover, _ = hall_cover(room, smoke, free, np.ones(len(found.points), dtype=bool), 1)
    assert found.covers[list(cover.chosen)].any(axis=0).all()
