"""How a room's surfaces are cut."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely

from plenum.ceiling.light.reflected.patches import MOST_CELLS, MOST_PIECES, PARTS, patches
from plenum.ceiling.light.reflected.plan import BANDS, MOST_BANDS
from plenum.ceiling.room.geometry import polygon
from plenum.ceiling.room.room import Room

HALL = Room("hall", ("." * 200,) * 200)
SLANTED = Room("s", ("." * 20,) * 10, outline_m=((0, 0), (12, 0), (9, 6), (0, 6)))


@pytest.mark.parametrize("room", [HALL, SLANTED], ids=["hall", "slanted"])
def test_the_cells_are_the_floor_and_the_pieces_its_walls(room: Room) -> None:
    """Areas and lengths add up, cut cells included."""
    has = patches(room, 3.0)
    area, length = (14_400.0, 480.0) if room is HALL else (63.0, 27.0 + 45.0**0.5)
    assert has.areas.sum() == pytest.approx(area)
    assert has.lengths.sum() == pytest.approx(length)
    assert has.wall_areas.sum() == pytest.approx(3.0 * length)


def test_a_cell_that_walls_cut_is_seen_in_the_middle_of_what_is_left() -> None:
    """Or of each quarter where that is bent; all are in the room."""
    shape = polygon(SLANTED)
    assert shapely.contains_xy(shape, *patches(SLANTED, 3.0).middles.T).all()
    bent = replace(SLANTED, outline_m=((0, 0), (12, 0), (12, 0.2), (0.2, 0.2), (0.2, 6), (0, 6)))
    has = patches(bent, 3.0)
    assert shapely.contains_xy(polygon(bent), *has.middles.T).all()
    assert has.covered.min() < 0.5


def test_a_long_bent_room_has_the_cells_of_a_straight_one_of_its_area() -> None:
    """Or so: most of the box around it is no room, and needs none."""
    arm_m, wide_m = 42.0, 5.0
    corner = ((0, 0), (arm_m, 0), (arm_m, wide_m), (wide_m, wide_m), (wide_m, arm_m), (0, arm_m))
    bent = replace(SLANTED, outline_m=corner)
    straight = replace(SLANTED, outline_m=((0, 0), (2 * arm_m - wide_m, 0), (79, wide_m), (0, wide_m)))
    assert len(patches(bent, 2.8).cells) >= len(patches(straight, 2.8).cells) >= MOST_CELLS / 2


@pytest.mark.parametrize("side_m", [0.9, 1.8, 2.7])
def test_middles_of_cells_around_a_column_are_mirror_images(side_m: float) -> None:
    """One that the column leaves a corner of, and one that it is in the middle of."""
    low, high = 3.0 - side_m / 2.0, 3.0 + side_m / 2.0
    hole = ((low, low), (high, low), (high, high), (low, high))
    room = Room("r", ("." * 10,) * 10, outline_m=((0, 0), (6, 0), (6, 6), (0, 6)), holes_m=(hole,))
    has = patches(room, 4.0)
    assert has.areas.sum() == pytest.approx(36.0 - side_m**2)
    middles = {tuple(point) for point in np.round(has.middles, 6).tolist()}
    assert middles == {(y, x) for x, y in middles} == {(round(6.0 - x, 6), y) for x, y in middles}


def test_pieces_face_into_the_room() -> None:
    """Around a column too."""
    room = replace(SLANTED, holes_m=(((3.0, 2.0), (4.0, 2.0), (4.0, 3.0), (3.0, 3.0)),))
    has = patches(room, 3.0)
    at = has.centres
    below = (abs(at[:, 1] - 2.0) < 1e-9) & (at[:, 0] > 3.0) & (at[:, 0] < 4.0)
    assert below.any()
    assert (has.normals[below, 1] < 0.0).all()
    assert (has.normals[at[:, 1] < 1e-9, 1] > 0.0).all()


def test_a_large_hall_has_not_many_more_patches_than_a_room() -> None:
    """Its cells are larger, those along its walls stay narrow."""
    has = patches(HALL, 3.0)
    assert len(has.cells) <= 2.5 * MOST_CELLS
    assert len(has.tails) <= 1.5 * PARTS * MOST_PIECES
    assert has.xs[1] - has.xs[0] == pytest.approx(1.5)


def test_a_shaft_has_more_bands_than_a_room() -> None:
    """As high as its pieces are long, up to a limit; a room's parts add up to its patches."""
    assert patches(SLANTED, 3.0).bands == BANDS
    shaft = Room("shaft", ("..",) * 2)
    assert BANDS < patches(shaft, 3.0).bands < patches(shaft, 40.0).bands == MOST_BANDS
    has = patches(SLANTED, 3.0)
    assert has.gathered(has.part_areas) == pytest.approx(has.wall_areas)
    assert has.gathered(has.spread(has.wall_areas)) == pytest.approx(PARTS**2 * has.wall_areas)


@pytest.mark.parametrize("along", [(True, False), (False, True), (True, True)])
def test_patches_of_a_rectangle_have_images(along: tuple[bool, bool]) -> None:
    """Each one of its own kind and size, as far on the other side."""
    has = patches(HALL, 3.0)
    image, count = has.images(np.array(along)), len(has.cells)
    assert (image[image] == np.arange(len(image))).all()
    assert has.areas[image[:count]] == pytest.approx(has.areas)
    assert has.part_areas[image[count:] - count] == pytest.approx(has.part_areas)
    ends = np.array([has.xs[0] + has.xs[-1], has.ys[0] + has.ys[-1]])
    assert has.middles[image[:count]] == pytest.approx(np.where(along, ends - has.middles, has.middles))
