"""A plan of bounded corners."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest

from plenum.ceiling.light.reflected.exchange import exchange
from plenum.ceiling.light.reflected.patches import MOST_PIECES
from plenum.ceiling.light.reflected.plan import BANDS, MOST_WALLS, smoothed
from plenum.ceiling.room.geometry import Points, area_m2
from plenum.ceiling.room.room import Point, Ring, Room

SURFACES = (0.7, 0.5, 0.2)
ELL: Ring = ((0.0, 0.0), (6.0, 0.0), (6.0, 2.0), (3.0, 2.0), (3.0, 5.0), (0.0, 5.0))
HALL: Ring = ((0.0, 0.0), (60.0, 0.0), (60.0, 60.0), (0.0, 60.0))


def zigzag(deep_m: float) -> Ring:
    """6 × 6 m, 475 corners a side, every second of them so far inside."""
    deep = [(0.0126 * k, deep_m * (k % 2)) for k in range(475)]
    sides: list[list[Point]] = [
        [(x, y) for x, y in deep],
        [(6.0 - y, x) for x, y in deep],
        [(6.0 - x, 6.0 - y) for x, y in deep],
        [(y, 6.0 - x) for x, y in deep],
    ]
    return tuple(corner for side in sides for corner in side)


def columns(count: int, radius_m: float) -> tuple[Ring, ...]:
    """So many rows of so many round columns in the hall, of 24 corners each."""
    turns = [2.0 * math.pi * k / 24 for k in range(24)]
    middles = [(k + 0.5) * 60.0 / count for k in range(count)]
    return tuple(
        tuple((x + radius_m * math.cos(a), y + radius_m * math.sin(a)) for a in turns)
        for x, y in product(middles, middles)
    )


def test_a_plan_of_straight_walls_is_kept() -> None:
    """As it is."""
    room = Room("l", ("",), outline_m=ELL)
    assert smoothed(room, 3.0) == room


@pytest.mark.slow
@pytest.mark.parametrize("deep_m", [0.03, 0.4])
def test_a_jagged_room_has_a_rooms_patches(deep_m: float) -> None:
    """However deep; and a place left behind its smoothed walls is lit."""
    known = exchange(zigzag(deep_m), (), 3.0, SURFACES)
    assert len(known.patches.tails) <= 4 * MOST_PIECES
    assert area_m2(known.room) == pytest.approx(36.0, rel=0.3)
    at = np.array([[0.05, 0.05], [3.0, 0.01], [3.0, 3.0]])
    assert (known.received(at, 0.75).sum(axis=1) > 0.0).all()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("count", "radius_m", "left"),
    [(10, 0.4, 100), (12, 0.2, 72), pytest.param(20, 0.4, 96, marks=pytest.mark.slow)],
)
def test_of_many_round_columns_all_or_every_second_is_a_square(
    count: int, radius_m: float, left: int
) -> None:
    """Until their walls are few enough."""
    plan = smoothed(Room("hall", ("",), outline_m=HALL, holes_m=columns(count, radius_m)), 3.0)
    assert len(plan.holes_m) == left
    assert (len(plan.outline) + sum(map(len, plan.holes_m))) * BANDS <= MOST_WALLS


@pytest.mark.slow
@pytest.mark.parametrize(
    ("outline", "holes"),
    [
        pytest.param(zigzag(0.03), (), id="zigzag"),
        pytest.param(zigzag(0.4), (), id="deep", marks=pytest.mark.slow),
        pytest.param(HALL, columns(5, 0.3), id="columns"),
        pytest.param(HALL, columns(12, 0.2), id="many columns", marks=pytest.mark.slow),
    ],
)
def test_a_mirrored_plan_is_smoothed_to_the_mirror_image(outline: Ring, holes: tuple[Ring, ...]) -> None:
    """And turned by a quarter too, wherever its corners begin."""
    rings = [np.array(ring) for ring in (outline, *holes)]
    plain = smoothed_corners(rings)
    assert len(plain) < sum(map(len, rings))
    for turn in (np.diag([-1.0, 1.0]), np.eye(2)[::-1], np.array([[0.0, 1.0], [-1.0, 0.0]])):
        image = smoothed_corners([np.roll(ring, 7, axis=0) @ turn for ring in rings])
        assert in_order(image) == pytest.approx(in_order(plain @ turn), abs=1e-6)


def smoothed_corners(rings: list[Points]) -> Points:
    """All those of the smoothed plan."""
    outline, *holes = (tuple((x, y) for x, y in ring.tolist()) for ring in rings)
    plan = smoothed(Room("r", ("",), outline_m=outline, holes_m=tuple(holes)), 3.0)
    return np.array([corner for ring in (plan.outline, *plan.holes_m) for corner in ring])


def in_order(points: Points) -> Points:
    """By x and y, whatever noise they have."""
    near = np.round(points, 5)
    return points[np.lexsort(near.T)]


@pytest.mark.slow
def test_a_shaft_among_columns_stays() -> None:
    """What is wide is none of those that are left out."""
    shaft: Ring = ((28.0, 28.0), (32.0, 28.0), (32.0, 32.0), (28.0, 32.0))
    others = tuple(hole for hole in columns(13, 0.2) if far(hole))
    plan = smoothed(Room("hall", ("",), outline_m=HALL, holes_m=(shaft, *others)), 3.0)
    assert len(plan.holes_m) < 1 + len(others)
    assert any(set(hole) == set(shaft) for hole in plan.holes_m)


def far(hole: Ring) -> bool:
    """From the shaft."""
    return max(abs(hole[0][0] - 30.0), abs(hole[0][1] - 30.0)) > 4.0
