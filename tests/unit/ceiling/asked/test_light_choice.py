"""Which light alternative is wanted: a room outranks its type, a type its building."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from plenum.ceiling.asked.light_choice import wanted_lights
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.room import Room
from plenum.files.errors import InvalidBuilding
from plenum.files.read import read_building

ROOM = Room("r", ("...",) * 3, room_type="office_enclosed")


def read(lights: Any) -> Settings:
    """The settings of a building with one room."""
    data = {
        "schema": "plenum.building/1",
        "building_id": "b",
        "settings": {"lights": lights},
        "rooms": [{"room_id": "r", "rows": ["..."], "room_type": "office_enclosed"}],
    }
    return read_building(data).settings


def test_nothing_said_means_the_best() -> None:
    """As ever."""
    assert wanted_lights(ROOM, Settings()) == "auto"


def test_the_nearest_word_counts() -> None:
    """A plain word is the building's."""
    assert wanted_lights(ROOM, read("dense")) == "dense"
    asked = read({"building": "dense", "types": {"office_enclosed": "sparse"}, "rooms": {"r": "balanced"}})
    assert wanted_lights(ROOM, asked) == "balanced"
    assert wanted_lights(replace(ROOM, room_id="s"), asked) == "sparse"
    assert wanted_lights(replace(ROOM, room_id="s", room_type="lobby"), asked) == "dense"


@pytest.mark.parametrize(
    ("lights", "at"),
    [
        ("bright", "/settings/lights"),
        ({"rooms": {"x": "dense"}}, "/settings/lights/rooms/x"),
        ({"types": {"ofice": "dense"}}, "/settings/lights/types/ofice"),
    ],
)
def test_a_wrong_word_is_refused_at_its_place_with_a_cure(lights: Any, at: str) -> None:
    """An alternative, a room or a type that there is none of."""
    with pytest.raises(InvalidBuilding) as caught:
        read(lights)
    assert caught.value.pointer == at
    assert caught.value.cure
