"""Hours of light a year: by what most of the floor is used for, or as the building says."""

from __future__ import annotations

from typing import get_args

from plenum.ceiling.asked.lighting_use import HOURS, lighting_use
from plenum.ceiling.asked.room_types import ROOM_TYPES
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.room import Room
from plenum.files.settings.schema import Energy

WARD = Room("ward", ("." * 10,) * 10, room_type="patient")
SHOP = Room("shop", ("." * 5,) * 5, room_type="retail")
HALL = Room("hall", ("." * 40,) * 40, room_type="corridor")


def test_the_use_is_that_of_most_of_the_floor_that_tells() -> None:
    """A ward of 36 m² outweighs a shop of 9; corridors have no use of their own."""
    assert lighting_use([SHOP, WARD, HALL], Settings()).use == "hospital"
    assert lighting_use([HALL], Settings()).use == "office"


def test_what_the_building_says_outranks_its_rooms() -> None:
    """Its use, and single figures beside it; a factor of zero is a factor."""
    said = {"use": "education", "night_h": 300, "fd": 0, "standby_kwh_m2": 0}
    found = lighting_use([WARD], Settings(overrides={"energy": said}))
    assert (found.use, found.day_h, found.night_h) == ("education", 1800, 300)
    assert (found.full_load_h, found.standby_kwh_m2) == (300, 0)


def test_every_use_can_be_set_and_rooms_name_known_ones() -> None:
    """The settings' words are the table's, and each type of room leads to a row of it."""
    words = {word for arm in get_args(Energy.model_fields["use"].annotation) for word in get_args(arm)}
    assert words == set(HOURS)
    for room_type in ROOM_TYPES:
        assert lighting_use([Room("r", ("...",), room_type=room_type)], Settings()).use in HOURS
