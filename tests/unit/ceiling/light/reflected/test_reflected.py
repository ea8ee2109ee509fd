"""Reflected light of a luminaire at a room's points."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from plenum.ceiling.asked.light_brief import LightBrief, light_brief
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.light.reflected import patches, plan
from plenum.ceiling.light.reflected.exchange import exchange
from plenum.ceiling.light.reflected.reflected import first_light, reflected
from plenum.ceiling.room.room import Room

ROOM = Room("r", ("." * 15,) * 10)
BRIEF = light_brief(ROOM, Settings())
POINTS = np.array([[0.6, 0.6], [4.5, 3.0], [8.4, 0.6]])


def dark(brief: LightBrief, ceiling: float, walls: float, floor: float) -> LightBrief:
    """The brief with other surfaces."""
    return replace(brief, reflectances=(ceiling, walls, floor))


def test_a_light_in_the_middle_sends_as_much_to_either_side() -> None:
    """And more to the middle than to the corners."""
    lit = reflected(ROOM, BRIEF, np.array([[4.5, 3.0]]), POINTS)[0]
    assert lit[0] == pytest.approx(lit[2])
    assert lit[1] > 1.2 * lit[0]


def test_black_surfaces_send_nothing_to_the_plane() -> None:
    """And a floor alone nothing either: what it sends meets a black ceiling."""
    lights = np.array([[1.5, 3.0]])
    assert reflected(ROOM, dark(BRIEF, 0.0, 0.0, 0.0), lights, POINTS) == pytest.approx(0.0, abs=1e-12)
    assert reflected(ROOM, dark(BRIEF, 0.0, 0.0, 0.2), lights, POINTS) == pytest.approx(0.0, abs=1e-12)


def test_a_quarter_turn_of_the_room_turns_its_light() -> None:
    """Lights and points with it."""
    turned = Room("t", ("." * 10,) * 15)
    lights = np.array([[1.5, 2.1], [7.5, 4.5]])
    other = reflected(turned, BRIEF, lights[:, ::-1], POINTS[:, ::-1])
    assert other == pytest.approx(reflected(ROOM, BRIEF, lights, POINTS), rel=1e-9)


def test_places_that_rounding_moves_have_the_same_light_in_a_mirror() -> None:
    """Off every decimal a length is rounded to: what is half a step here is half a step there."""
    lights, at = np.array([[0.31415926, 0.10125]]), np.array([[0.10125, 0.57721567], [8.10005, 5.00005]])
    size = np.array([9.0, 6.0])
    mirrored = reflected(ROOM, BRIEF, size - lights, size - at)
    assert mirrored == pytest.approx(reflected(ROOM, BRIEF, lights, at), rel=1e-6)


def test_finer_patches_hardly_move_the_light_beside_a_wall(monkeypatch: pytest.MonkeyPatch) -> None:
    """A light 0.1 m from the end of a corridor: no point by more than a 25th of the brightest."""
    corridor = Room("c", ("." * 20,) * 3, room_type="corridor")
    lights, at = np.array([[0.1, 0.9]]), np.array([[x, 0.9] for x in (0.5, 1.0, 2.0, 4.0, 8.0)])
    usual = reflected(corridor, BRIEF, lights, at)
    monkeypatch.setattr(plan, "STEP", plan.STEP / 2.5)
    monkeypatch.setattr(plan, "BANDS", 3 * plan.BANDS)
    monkeypatch.setattr(patches, "MOST_PIECES", 200)
    monkeypatch.setattr(patches, "MOST_WITH_HOLES", 200)
    longer = replace(corridor, outline_m=((0, 0), (12.000001, 0), (12.000001, 1.8), (0, 1.8)))
    assert usual == pytest.approx(reflected(longer, BRIEF, lights, at), abs=0.04 * usual.max())


def test_more_comes_back_beside_a_bright_wall() -> None:
    """Half a metre from it, of a light in front of it."""
    light, at = np.array([[0.9, 3.0]]), np.array([[0.5, 3.0], [4.5, 3.0]])
    near, far = reflected(ROOM, BRIEF, light, at)[0]
    assert near > 2.0 * far


def test_lights_looked_at_together_or_alone_give_the_same() -> None:
    """Sums are linear in the lights."""
    lights = np.array([[1.5, 2.1], [7.5, 4.5], [4.5, 0.3]])
    alone = np.concatenate([reflected(ROOM, BRIEF, one[None], POINTS) for one in lights])
    assert reflected(ROOM, BRIEF, lights, POINTS) == pytest.approx(alone)


@pytest.mark.parametrize("n", [1.0, 2.6, 200.0])
def test_all_of_a_luminaires_light_goes_round(n: float) -> None:
    """Broad or narrower than a patch, between patches or beside a wall: what surfaces keep adds up to it."""
    known = exchange(ROOM.outline, (), 3.0, (0.0, 0.5, 0.5))
    first = first_light(known, np.array([[4.5, 3.0], [0.3, 0.3], [3.9, 2.1]]), n)
    assert first.min() > 0.0
    assert first.sum(axis=1) == pytest.approx(1.0)


def test_a_narrow_beam_lights_the_floor_and_a_broad_one_the_walls_too() -> None:
    """In the middle of the room, of the first light."""
    known = exchange(ROOM.outline, (), 3.0, (0.7, 0.5, 0.2))
    cells = len(known.patches.cells)
    narrow, broad = (
        float(first_light(known, np.array([[4.5, 3.0]]), n)[0, :cells].sum()) for n in (30.0, 1.0)
    )
    assert narrow > 0.95
    assert broad < 0.7
