"""Illuminances of the IES beside those of EN 12464-1."""

from __future__ import annotations

import pytest

from plenum.ceiling.asked.ies_targets import FOOTCANDLES
from plenum.ceiling.asked.light_brief import light_brief
from plenum.ceiling.asked.room_types import ROOM_TYPES
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.room import Room
from tests.support.naive import tables


def em_lx(room_type: str, **overrides: object) -> float:
    """What a room of this type asks for."""
    return light_brief(Room("r", ("....",) * 4, room_type=room_type), Settings(overrides=overrides)).em_lx


def test_the_ies_is_taken_where_it_is_asked_for() -> None:
    """40 foot-candles in an office are 400 lx; without the setting EN's 500 stay."""
    assert em_lx("office_open", illuminance="IES") == 400.0
    assert em_lx("office_open", illuminance="EN") == em_lx("office_open") == 500.0


def test_a_type_that_the_lists_do_not_have_keeps_its_illuminance() -> None:
    """Nothing is made up for it."""
    assert "laboratory" not in FOOTCANDLES
    assert em_lx("laboratory", illuminance="IES") == 500.0


def test_a_buildings_own_target_outranks_the_ies() -> None:
    """As it outranks EN 12464-1."""
    assert em_lx("office_open", illuminance="IES", targets={"office_open": {"em_lx": 350.0}}) == 350.0


@pytest.mark.parametrize("room_type", ROOM_TYPES)
def test_the_naive_tables_say_the_same(room_type: str) -> None:
    """Typed in again from the facts."""
    assert tables.light(room_type, 10.0, {"illuminance": "IES"}).em == em_lx(room_type, illuminance="IES")
