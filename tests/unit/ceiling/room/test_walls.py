"""Distances to walls: closed form in a box, searched for where there are many walls."""

from __future__ import annotations

import math

import numpy as np
import pytest
from shapely import LineString, Point

from plenum.ceiling.room.geometry import Points, contains, polygon
from plenum.ceiling.room.room import Ring, Room
from plenum.ceiling.room.walls import clear_of_wall, wall_distance, walls_along


def columns(count: int) -> tuple[Ring, ...]:
    """So many square columns a side, 2 m apart."""
    at = [(2.0 * i + 1.0, 2.0 * j + 1.0) for i in range(count) for j in range(count)]
    return tuple(((x, y), (x, y + 0.4), (x + 0.4, y + 0.4), (x + 0.4, y)) for x, y in at)


def by_edges(room: Room, points: Points) -> list[float]:
    """Each point against each edge."""
    found = []
    for px, py in points:
        away = math.inf
        for ring in (room.outline, *room.holes_m):
            for (ax, ay), (bx, by) in zip(ring, (*ring[1:], ring[0]), strict=True):
                length = (bx - ax) ** 2 + (by - ay) ** 2
                share = min(1.0, max(0.0, ((px - ax) * (bx - ax) + (py - ay) * (by - ay)) / length))
                away = min(away, math.hypot(px - ax - share * (bx - ax), py - ay - share * (by - ay)))
        found.append(away)
    return found


ROOMS = {
    "box": Room("r", ("." * 20,) * 20),
    "box given": Room("r", ("." * 20,) * 20, outline_m=((0.3, 0.3), (11.7, 0.3), (11.7, 11.0), (0.3, 11.0))),
    "slanted": Room("r", ("." * 20,) * 20, outline_m=((1.0, 0.0), (12.0, 1.0), (11.0, 12.0), (0.0, 11.0))),
    "columns": Room(
        "r",
        ("." * 20,) * 20,
        outline_m=((0.0, 0.0), (12.0, 0.0), (12.0, 12.0), (0.0, 12.0)),
        holes_m=columns(5),
    ),
}


@pytest.mark.parametrize("name", ROOMS)
def test_the_nearest_wall_is_found(name: str) -> None:
    """Points inside and out, against every edge in turn; and which keep a distance."""
    room = ROOMS[name]
    assert polygon(room).is_valid
    points = np.random.default_rng(1).uniform(-1.0, 13.0, (200, 2))
    expected = np.array(by_edges(room, points))
    assert wall_distance(room, points) == pytest.approx(expected, abs=1e-9)
    assert (clear_of_wall(room, points, 0.5) == (expected >= 0.5)).all()


def test_a_point_at_the_limit_keeps_it() -> None:
    """Half a tile from the wall of a plain room and of one with columns."""
    at = np.array([[0.3, 0.3]])
    for name in ("box", "columns"):
        assert clear_of_wall(ROOMS[name], at, 0.3).all()
        assert not clear_of_wall(ROOMS[name], at, 0.3 + 1e-6).any()


@pytest.mark.parametrize("name", ROOMS)
def test_walls_are_met_along_the_grid(name: str) -> None:
    """Downwards and upwards along both axes: as far as a ray runs inside the room."""
    room = ROOMS[name]
    points = np.random.default_rng(2).uniform(0.0, 12.0, (60, 2))
    points = points[contains(room, points)]
    for axis in (0, 1):
        step = np.array([100.0, 0.0] if axis == 0 else [0.0, 100.0])
        for found, way in zip(walls_along(room, points, axis), (-step, step), strict=True):
            rays = [LineString([point, point + way]) for point in points]
            expected = [
                Point(p).distance(ray.intersection(polygon(room).boundary))
                for p, ray in zip(points, rays, strict=True)
            ]
            assert found == pytest.approx(expected)
