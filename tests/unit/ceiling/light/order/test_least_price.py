"""What the best array of a room costs, before its grid is laid."""

from __future__ import annotations

import pytest

from plenum.ceiling.asked.brief import brief_for
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.light.order.least_price import least_price
from plenum.ceiling.room.room import Room


def price(room: Room) -> float | None:
    """Under the defaults."""
    return least_price(room, brief_for(room, Settings()).light)


def test_an_even_array_costs_little_more_than_its_lights() -> None:
    """Two by three stand evenly on nine by nine tiles."""
    even = price(Room("even", ("." * 9,) * 9, room_type="office_open"))
    assert even == pytest.approx(6.0, abs=0.5)


def test_what_has_nothing_to_choose_has_no_price() -> None:
    """Lights that suffice are there already, or not even all tiles do."""
    assert price(Room("lit", ("L" * 10,) * 10, room_type="office_open")) is None
    assert price(Room("dark", ("..",), room_type="office_open", ceiling_height_m=9.0)) is None


def test_a_hall_has_no_price() -> None:
    """Its arrays are looked for in another way."""
    assert price(Room("hall", ("." * 100,) * 100, room_type="office_open")) is None
