"""Lights where a hall's array leaves it dark."""

from __future__ import annotations

import numpy as np
import pytest

from plenum.ceiling.asked.light_brief import light_brief
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.light.hall.field import HallField
from plenum.ceiling.light.hall.mend import mended, nearest
from plenum.ceiling.light.local_search import valid
from plenum.ceiling.room.room import Room

HALL = Room("hall", ("." * 30,) * 30, room_type="office_open")


@pytest.fixture
def field() -> HallField:
    """Of a hall with nothing in it."""
    return HallField(HALL, light_brief(HALL, Settings()))


@pytest.mark.parametrize("nearest_taken_m", [0.0, 2.0, 9.0])
@pytest.mark.parametrize("place", [(0.1, 0.1), (9.1, 8.8), (17.9, 3.2)])
def test_the_nearest_free_tile_is_found_within_reach_and_beyond(
    field: HallField, place: tuple[float, float], nearest_taken_m: float
) -> None:
    """As among all tiles, whether those around the place are taken or not."""
    away = np.hypot(*((field.spots + 0.5) * HALL.tile_m - place).T)
    taken = away < nearest_taken_m
    found = nearest(field, np.array(place), taken)
    assert found is not None
    assert not taken[found]
    assert away[found] == pytest.approx(away[~taken].min())


def test_where_every_tile_is_taken_none_is_found(field: HallField) -> None:
    """Nothing can be mended there."""
    assert nearest(field, np.array([3.0, 3.0]), np.ones(len(field.spots), dtype=bool)) is None


def test_a_dark_corner_is_mended(field: HallField) -> None:
    """An array over all but a quarter of the hall: added lights hold the rules, and the others stay."""
    x, y = field.spots.T
    array = (x % 4 == 1) & (y % 4 == 1) & ((x < 15) | (y < 15))
    chosen = np.flatnonzero(array)
    assert not valid(field, field.at(chosen), 0.0)
    found = mended(field, chosen, 0.0)
    assert found[: len(chosen)].tolist() == chosen.tolist()
    assert valid(field, field.at(found), 0.0)
