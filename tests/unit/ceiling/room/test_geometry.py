"""Tiles inside outlines, demand points, and sight past walls."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from plenum.ceiling.room import geometry
from plenum.ceiling.room.room import Room
from plenum.ceiling.room.walls import wall_distance

L_SHAPE = Room(
    "l",
    tuple(["." * 20] * 20),
    outline_m=((0, 0), (12, 0), (12, 6), (6, 6), (6, 12), (0, 12)),
)
NOTCHED = Room(
    "notched",
    tuple(["." * 20] * 20),
    outline_m=((0, 0), (12, 0), (12, 6), (6, 6), (6, 12), (0, 12)),
    holes_m=(((2.0, 2.0), (3.0, 2.0), (3.0, 3.0), (2.0, 3.0)),),
)


def test_a_room_without_an_outline_is_its_grids_rectangle() -> None:
    """Area, perimeter and convexity come from width, height and tile size."""
    room = Room("r", ("...", "..."), tile_m=(0.6, 1.2))
    assert geometry.area_m2(room) == pytest.approx(1.8 * 2.4)
    assert geometry.perimeter_m(room) == pytest.approx(2 * (1.8 + 2.4))
    assert geometry.is_convex(room)


def test_the_cavity_ratio_of_a_polygon_equals_the_rectangle_formula() -> None:
    """2.5·Hm·P/A is 5·Hm·(L+W)/(L·W) on a rectangle, and five over the room index."""
    room = Room("r", tuple(["." * 15] * 10))
    assert geometry.room_cavity_ratio(room, 2.05) == pytest.approx(5 * 2.05 * 15 / 54)
    assert geometry.room_cavity_ratio(room, 2.05) == pytest.approx(2.847, abs=0.001)
    assert 5.0 / geometry.room_cavity_ratio(room, 2.05) == pytest.approx(1.756, abs=0.001)


def test_a_tile_that_sticks_out_of_the_outline_is_not_inside() -> None:
    """Only tiles whose whole square is in the room can carry something."""
    room = Room("r", ("....",), outline_m=((0, 0), (2.1, 0), (2.1, 0.6), (0, 0.6)))
    assert geometry.tiles_inside(room).tolist() == [[True, True, True, False]]
    assert geometry.tiles_outside(room, [(2, 0), (3, 0)]) == ((3, 0),)


def test_a_wall_that_juts_into_a_tile_makes_it_unusable() -> None:
    """Four corners inside are not enough: a spike between them counts."""
    outline = ((0, 0), (0.6, 0), (0.6, 0.6), (0.4, 0.6), (0.3, 0.2), (0.2, 0.6), (0, 0.6))
    assert not geometry.tiles_inside(Room("r", (".",), outline_m=outline)).any()


@pytest.mark.parametrize("seed", range(4))
def test_tiles_are_inside_as_their_squares_are(seed: int) -> None:
    """In rooms with columns anywhere, each tile's square held against the plan by itself."""
    corners = np.random.default_rng(seed).uniform(0.3, 10.5, (12, 2))
    holes = tuple(((x, y), (x + 0.1, y + 0.9), (x + 0.8, y + 0.2)) for x, y in corners.tolist())
    room = Room("r", ("." * 20,) * 20, outline_m=L_SHAPE.outline_m, holes_m=holes)
    squares = [shapely.box(x * 0.6, y * 0.6, x * 0.6 + 0.6, y * 0.6 + 0.6) for y, x in np.ndindex(20, 20)]
    plan = geometry.polygon(room).buffer(1e-6, join_style="mitre")
    assert np.array_equal(geometry.tiles_inside(room).ravel(), shapely.covers(plan, squares))


def test_tiles_in_a_hole_are_not_inside() -> None:
    """A shaft cut out of the ceiling carries nothing."""
    inside = geometry.tiles_inside(NOTCHED)
    assert not inside[4, 4]
    assert inside[1, 1]


def test_demand_points_are_tile_corners_and_vertices_each_once() -> None:
    """A 2 × 1 grid has its six corners and nothing double; a vertex off the lattice is added."""
    assert len(geometry.corner_points(Room("r", ("..",)))) == 6
    skewed = Room("r", ("..",), outline_m=((0, 0), (1.0, 0), (1.2, 0.6), (0, 0.6)))
    points = geometry.corner_points(skewed)
    assert [1.0, 0.0] in points.tolist()
    assert not (points == [1.2, 0.0]).all(axis=1).any()


def test_wall_distance_counts_holes_as_walls() -> None:
    """The nearest boundary decides, outer or inner."""
    at = np.array([[1.0, 5.0], [2.5, 1.8]])
    assert wall_distance(NOTCHED, at) == pytest.approx([1.0, 0.2])


def test_the_reentrant_corner_hides_what_lies_behind_it() -> None:
    """In an L the far leg is not seen from the other leg, the corner region is."""
    seen = geometry.visible(L_SHAPE, np.array([[11.0, 5.0]]), np.array([[5.0, 11.0], [1.0, 1.0]]))
    assert seen.tolist() == [[False, True]]


def test_grazing_a_corner_is_seeing_past_it() -> None:
    """A segment that only touches the reentrant corner stays inside the room."""
    assert geometry.visible(L_SHAPE, np.array([[9.0, 3.0]]), np.array([[3.0, 9.0]])).all()


@pytest.mark.slow
@pytest.mark.parametrize("room", [L_SHAPE, NOTCHED], ids=lambda room: room.room_id)
def test_sight_agrees_with_an_independent_library(room: Room) -> None:
    """Every tile centre to every demand point: the same answer as covering the segment by the polygon."""
    inside = geometry.tiles_inside(room)
    tiles = [(x, y) for y in range(0, 20, 2) for x in range(0, 20, 2) if inside[y, x]]
    sources, points = geometry.tile_centres(room, tiles), geometry.corner_points(room)
    pairs = np.stack([np.repeat(sources, len(points), axis=0), np.tile(points, (len(sources), 1))], axis=1)
    grown = shapely.Polygon(room.outline_m, room.holes_m).buffer(1e-6, join_style="mitre")
    shapely.prepare(grown)
    expected = shapely.covers(grown, shapely.linestrings(pairs)).reshape(len(sources), -1)
    assert (geometry.visible(room, sources, points) == expected).all()
    assert not expected.all()


def test_a_self_crossing_outline_is_repaired() -> None:
    """Bow ties from careless files become their larger part instead of an error."""
    room = Room("r", ("..", ".."), outline_m=((0, 0), (1.2, 1.2), (1.2, 0), (0, 1.0)))
    assert geometry.polygon(room).is_valid
    assert geometry.area_m2(room) > 0
