"""Shadows count behind walls, not behind columns, pilasters and in recesses of a few decimetres."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from plenum.ceiling.asked.brief import brief_for
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.geometry import Points, corner_points, is_convex, tile_centres
from plenum.ceiling.room.room import Ring, Room
from plenum.ceiling.rules.fire_code import FireCode
from plenum.ceiling.smoke.farthest import farthest, gap_points
from plenum.ceiling.smoke.sight import left_out, sees, sight_room
from plenum.ceiling.smoke.smoke_rules import smoke_evidence
from plenum.files.read import read_building
from services.smoke_detector_model.model import place

ROWS = ("." * 12,) * 10
BOX: Ring = ((0, 0), (7.2, 0), (7.2, 6), (0, 6))


def square(x: float, y: float, side: float, high: float | None = None) -> Ring:
    """A hole's corners."""
    top = y + (side if high is None else high)
    return ((x, y), (x, top), (x + side, top), (x + side, y))


def one_detector(room: Room) -> Points:
    """In tile (2, 2)."""
    return tile_centres(room, [(2, 2)])


@pytest.mark.parametrize("side", [0.2, 0.35, 0.6, 0.8])
def test_a_column_hides_nothing(side: float) -> None:
    """However near to the detector: smoke runs round it."""
    room = Room("r", ROWS, outline_m=BOX, holes_m=(square(2.0, 2.0, side),))
    assert is_convex(sight_room(room))
    assert farthest(room, one_detector(room)).unseen_m2 == 0.0
    assert left_out(room).tolist() == [pytest.approx([2.0 + side / 2, 2.0 + side / 2])]


def test_a_turned_column_hides_nothing_either() -> None:
    """What counts is its longer side, not the box around it."""
    turned: Ring = ((3.0, 2.5), (2.5, 3.0), (3.0, 3.5), (3.5, 3.0))
    assert is_convex(sight_room(Room("r", ROWS, outline_m=BOX, holes_m=(turned,))))


@pytest.mark.parametrize(("wide", "high"), [(0.1, 3.0), (0.6, 2.0), (1.5, 1.5)])
def test_a_wall_hides_what_lies_behind(wide: float, high: float) -> None:
    """A partition of 0.1 m as a pier of 1.5 m."""
    room = Room("r", ROWS, outline_m=BOX, holes_m=(square(2.5, 0.6, wide, high),))
    assert farthest(room, one_detector(room)).unseen_m2 > 1.0


def test_floor_beyond_a_thin_wall_is_not_beside_what_is_seen() -> None:
    """Where a partition runs from wall to wall but for a door far away, its other side is unseen."""
    outline: Ring = ((0, 0), (3.55, 0), (3.55, 5), (3.65, 5), (3.65, 0), (7.2, 0), (7.2, 6), (0, 6))
    room = Room("r", ROWS, outline_m=outline)
    found = farthest(room, one_detector(room))
    assert found.unseen_m2 > 14.0


@pytest.mark.parametrize(("deep", "wide"), [(0.1, 0.25), (0.3, 0.5), (0.3, 2.4), (0.35, 4.0)])
def test_a_recess_is_seen_from_aside(deep: float, wide: float) -> None:
    """By floor and by its corners alike."""
    outline: Ring = ((0, 0), (7.2, 0), (7.2, 5.4), (4 + wide / 2, 5.4), (4 + wide / 2, 5.4 + deep))
    outline += ((4 - wide / 2, 5.4 + deep), (4 - wide / 2, 5.4), (0, 5.4))
    room = Room("r", ROWS, outline_m=outline)
    centre = tile_centres(room, [(1, 7)])
    assert farthest(room, centre).unseen_m2 == 0.0
    assert sees(room, centre, corner_points(room)).all()


def test_points_that_are_seen_lie_on_floor_that_is_seen() -> None:
    """The planner's points are the stricter predicate: what it calls covered no verifier calls unseen."""
    outline: Ring = ((0, 0), (7.2, 0), (7.2, 2.4), (6.5, 2.4), (6.5, 2.7), (2.4, 2.7), (2.4, 6), (0, 6))
    room = Room("r", ROWS, outline_m=outline)
    centre = tile_centres(room, [(10, 1)])
    hidden = gap_points(room, centre, 20.0)
    assert len(hidden)
    assert not sees(room, centre, hidden).any()


@pytest.mark.slow
@pytest.mark.parametrize("code", list(FireCode))
def test_columns_and_notches_take_no_second_detector(code: FireCode, test_data: Path) -> None:
    """Four small rooms, three of them with something of a few decimetres in them."""
    cases = json.loads((test_data / "cases/det_column_and_notch.json").read_text())
    for room in read_building(cases).rooms:
        brief = brief_for(room, Settings(code=code))
        layout = place(room, brief)
        assert len(layout.terminals) == 1
        found = smoke_evidence(room.with_layout(layout), brief)
        assert all(e.passed for e in found if e.hard)
        said = {e.rule: e.detail for e in found}["SMK-3"]
        assert ("hide nothing" in said) == bool(len(left_out(room)))


def test_a_room_that_just_holds_21_feet_takes_one_detector() -> None:
    """Its corner is 6.39 m away: more than 0.7 times 9.1 m, and within the code's own 21 ft."""
    room = Room("r", ("." * 15,) * 15, outline_m=((0, 0), (9, 0), (9, 9), (0, 9)))
    away = float(np.hypot(4.5, 4.5))
    assert 6.36 < away < 6.4008
    brief = brief_for(room, Settings(code=FireCode.NFPA72))
    assert brief.smoke.code_radius_m == pytest.approx(21 * 0.3048)
    assert len(place(room, brief).terminals) == 1
