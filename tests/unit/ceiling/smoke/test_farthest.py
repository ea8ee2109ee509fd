"""The farthest point of a ceiling, and the floor nobody sees, where tile corners do not show them."""

from __future__ import annotations

import math

import numpy as np
import pytest

from plenum.ceiling.room.geometry import Points, tile_centres
from plenum.ceiling.room.room import Room
from plenum.ceiling.smoke.farthest import farthest, gap_points
from plenum.ceiling.smoke.voronoi import cells

SQUARE = Room("r", ("." * 10,) * 10)
ELL = Room(
    "l",
    ("." * 10,) * 4 + ("." * 4 + "#" * 6,) * 6,
    outline_m=((0, 0), (6, 0), (6, 2.4), (2.4, 2.4), (2.4, 6), (0, 6)),
)


def at(*tiles: tuple[int, int]) -> Points:
    """Detectors on these tiles."""
    return tile_centres(SQUARE, tiles)


def sampled(room: Room, centres: Points, step: float) -> float:
    """In a convex room, over a lattice of points."""
    xs = np.arange(0, room.width * room.tile_m[0] + step / 2, step)
    points = np.stack(np.meshgrid(xs, xs), axis=-1).reshape(-1, 2)
    away = np.hypot(*(points[:, None] - centres[None]).transpose(2, 0, 1))
    return float(away.min(axis=1).max())


def test_the_farthest_point_from_one_detector_is_a_corner() -> None:
    """Tile (2, 2) stands 1.5 m from two walls of 6 m."""
    assert farthest(SQUARE, at((2, 2))).distance_m == pytest.approx(math.hypot(4.5, 4.5))


@pytest.mark.slow
def test_the_farthest_point_between_detectors_lies_inside_a_tile() -> None:
    """Four detectors and a hole between them that no corner of a tile shows."""
    centres = at((0, 0), (9, 0), (0, 9), (9, 9))
    found = farthest(SQUARE, centres)
    assert found.distance_m == pytest.approx(math.hypot(2.7, 2.7))
    assert found.at == pytest.approx((3.0, 3.0))
    centres = at((1, 0), (8, 2), (0, 8), (7, 9))
    assert farthest(SQUARE, centres).distance_m == pytest.approx(sampled(SQUARE, centres, 0.01), abs=0.01)


def test_a_corner_hides_what_no_detector_sees() -> None:
    """From the end of one arm of an L most of the other arm is hidden, but a strip of 0.5 m along the line
    of sight: its area by elementary geometry."""
    centre = tile_centres(ELL, [(9, 3)])
    found = farthest(ELL, centre)
    # From (5.7, 2.1) past (2.4, 2.4): the line meets the wall x = 0 at y = 2.4 + 2.4 / 11.
    seen_y = 2.4 + 2.4 * (0.3 / 3.3)
    strip = 0.5 * math.hypot(2.4, seen_y - 2.4)
    assert found.unseen_m2 == pytest.approx(2.4 * 3.6 - 2.4 * (seen_y - 2.4) / 2 - strip, rel=0.01)
    assert found.distance_m == pytest.approx(math.hypot(5.7, 2.1), abs=5e-3)


def test_the_farthest_point_may_lie_where_sight_ends() -> None:
    """A second detector sees the rest of the L; behind its line of sight the far one answers."""
    centres = tile_centres(ELL, [(9, 3), (3, 9)])
    found = farthest(ELL, centres)
    assert found.unseen_m2 == 0.0
    assert found.distance_m > math.hypot(2.1, 5.7) - 5e-3


def test_floor_along_a_wall_counts_to_the_wall() -> None:
    """Where walls hide something the point between two detectors is measured on the wall itself, and a gap of
    a millimetre there is one that a planner is told of."""
    centres = tile_centres(ELL, [(2, 3), (8, 3), (1, 8)])
    found = farthest(ELL, centres)
    assert found.distance_m == pytest.approx(math.hypot(1.8, 2.1), abs=1e-6)
    assert found.at == pytest.approx((3.3, 0.0), abs=1e-6)
    assert len(gap_points(ELL, centres, found.distance_m - 1e-3))
    assert not len(gap_points(ELL, centres, found.distance_m))


@pytest.mark.parametrize("radius", [3.0, 3.8])
def test_gap_points_are_points_that_nobody_covers(radius: float) -> None:
    """None where the disc reaches all, else points farther than the radius from every detector."""
    centres = at((0, 0), (9, 0), (0, 9), (9, 9))
    points = gap_points(SQUARE, centres, radius)
    away = np.hypot(*(points[:, None] - centres[None]).transpose(2, 0, 1))
    assert (away > radius).all()
    assert len(points) == 0 if radius > 3.8183 else len(points) > 0


def test_nothing_is_asked_of_a_room_without_detectors() -> None:
    """There is nobody to measure from."""
    assert len(gap_points(SQUARE, np.empty((0, 2)), 6.0)) == 0


def test_cells_share_the_box_out() -> None:
    """Their areas add up, on a grid too, where four sites lie on every circle."""
    sites = np.stack(np.meshgrid(np.arange(5.0), np.arange(4.0)), axis=-1).reshape(-1, 2)
    total = 0.0
    for ring in cells(sites, (0.0, 0.0, 4.0, 3.0)):
        (x, y) = np.array(ring).T
        total += abs(float(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1)))) / 2
    assert total == pytest.approx(6.0 * 5.0)
