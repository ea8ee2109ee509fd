"""What patches and points of a room see of each other, beside exact figures."""

from __future__ import annotations

import numpy as np
import pytest

from plenum.ceiling.light.photometry import view_factor
from plenum.ceiling.light.reflected.form_factors import between, looking_down, looking_up
from plenum.ceiling.light.reflected.patches import PARTS, patches
from plenum.ceiling.room.room import Room

CUBE = Room("cube", ("." * 5,) * 5)
"""3 × 3 m."""
ELL = Room("l", ("." * 20,) * 20, outline_m=((0, 0), (12, 0), (12, 4), (4, 4), (4, 12), (0, 12)))


def test_the_floor_of_a_cube_sees_a_fifth_of_itself_in_the_ceiling() -> None:
    """The exact view factor of opposite faces, by a lattice of points."""
    has = patches(CUBE, 3.0)
    steps = (np.arange(20) + 0.5) * 0.15
    at = np.stack(np.meshgrid(steps, steps), axis=-1).reshape(-1, 2)
    ceiling, walls = looking_up(CUBE, has, at, 0.0)
    assert ceiling.sum(axis=1).mean() == pytest.approx(view_factor(1.0), rel=2e-3)
    assert (ceiling.sum(axis=1) + walls.sum(axis=1)) == pytest.approx(1.0)


def test_the_middle_of_a_square_floor_sees_its_four_walls_alike() -> None:
    """What stands to the left is seen as what stands to the right."""
    has = patches(CUBE, 3.0)
    _, walls = looking_up(CUBE, has, np.array([[1.5, 1.5]]), 0.0)
    bands = walls.reshape(len(has.levels) - 1, -1)
    sides = [bands[:, has.normals @ way > 0.9].sum() for way in ((1, 0), (-1, 0), (0, 1), (0, -1))]
    assert sides == pytest.approx([sides[0]] * 4)


def test_of_walls_below_a_plane_nothing_is_seen_from_it() -> None:
    """A plane at half the height looks up."""
    has = patches(CUBE, 3.0)
    _, walls = looking_up(CUBE, has, np.array([[1.0, 1.2]]), 1.5)
    bands = walls.reshape(len(has.levels) - 1, -1).sum(axis=1)
    assert bands[has.levels[1:] <= 1.5] == pytest.approx(0.0)
    assert (bands[has.levels[1:] > 1.5] > 0.0).all()


def test_what_is_seen_from_the_ceiling_is_what_is_seen_from_the_floor_upside_down() -> None:
    """At the same place: as much of the cells across, and of the walls band by band."""
    has, at = patches(CUBE, 3.0), np.array([[1.0, 1.2]])
    (above, up), (below, down) = looking_up(CUBE, has, at, 0.0), looking_down(CUBE, has, at)
    assert below == pytest.approx(above)
    bands = len(has.levels) - 1
    assert down.reshape(bands, -1)[::-1] == pytest.approx(up.reshape(bands, -1))


def test_opposite_walls_of_a_cube_see_a_fifth_of_each_other() -> None:
    """By the middles of their patches, less the corners that see less; and none sees itself."""
    has = patches(CUBE, 3.0)
    factors = between(CUBE, has)[2 * len(has.cells) :, 2 * len(has.cells) :]
    facing = np.tile(has.normals[::PARTS], (has.bands, 1))
    areas = has.wall_areas
    left, right = facing[:, 0] > 0.9, facing[:, 0] < -0.9
    seen = (areas[left] @ factors[np.ix_(left, right)]).sum() / areas[left].sum()
    assert seen == pytest.approx(view_factor(1.0), rel=0.05)
    assert factors[np.ix_(left, left)].max() == 0.0


@pytest.mark.parametrize("room", [CUBE, ELL], ids=["cube", "l"])
def test_all_that_a_patch_sends_arrives(room: Room) -> None:
    """Each row is 1, and none below 0."""
    factors = between(room, patches(room, 3.0))
    assert factors.sum(axis=1) == pytest.approx(1.0, abs=1e-9)
    assert factors.min() >= 0.0


def test_one_arm_of_an_l_does_not_see_the_end_of_the_other() -> None:
    """The corner stands between."""
    has = patches(ELL, 3.0)
    ceiling, _ = looking_up(ELL, has, np.array([[1.0, 11.0]]), 0.0)
    assert ceiling[0][has.middles[:, 0] > 10.0].max() == 0.0
    assert ceiling[0][has.middles[:, 1] > 8.0].min() > 0.0
