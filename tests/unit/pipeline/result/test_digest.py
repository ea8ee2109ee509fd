"""A room's digest changes with all that its result depends on, and with nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.room import Room
from plenum.ceiling.rules.fire_code import FireCode, RuleSet
from plenum.files.building.building import Waiver
from plenum.pipeline.result.digest import RoomDigests

ROOM = Room("r", ("....", "...."), room_type="conference")
MODELS = {"light_model_a_dense": "1", "selector": "1"}
WAIVER = Waiver("AIR-9", "r", "duct", "J. Doe")


def digest(room: Room = ROOM, **overrides: Any) -> str:
    """Under these overrides."""
    return RoomDigests(Settings(overrides=overrides), {}, []).digest(room, MODELS)


@pytest.mark.parametrize(
    "room",
    [
        Room("r", ("....", "...#"), room_type="conference"),
        Room("r", ("....", "...."), room_type="corridor"),
        Room("r", ("....", "...."), room_type="conference", ceiling_height_m=3.0),
        Room("r", ("....", "...L"), room_type="conference", existing=frozenset({(3, 1)})),
        Room("r", ("....", "...."), room_type="conference", luminaire="A"),
        Room("r", ("....", "...."), room_type="conference", name="board"),
    ],
)
def test_a_change_of_the_room_changes_it(room: Room) -> None:
    """Tiles, type, height, what is there, luminaire, name."""
    assert digest(room) != digest()


@pytest.mark.parametrize(
    "overrides",
    [
        {"targets": {"conference": {"em_lx": 300}}},
        {"loads": {"conference": {"sensible_w_m2": 50}}},
        {"luminaires": {"B": {"watts": 25}}},
        {"maintenance_factor": 0.7},
        {"air": {"supply_max_l_s": 100}},
    ],
)
def test_settings_that_concern_the_room_change_it(overrides: dict[str, Any]) -> None:
    """Those of its type, of its luminaire, and those for all rooms."""
    assert digest(**overrides) != digest()


@pytest.mark.parametrize(
    "overrides",
    [
        {"targets": {"corridor": {"em_lx": 300}}},
        {"loads": {"corridor": {"sensible_w_m2": 50}}},
        {"luminaires": {"A": {"watts": 25}}},
        {"power": {"policy": "report"}},
        {"assume": {"tile_m": 0.5}},
        {"units": "imperial"},
    ],
)
def test_settings_of_other_rooms_and_of_the_building_do_not(overrides: dict[str, Any]) -> None:
    """Other types, other luminaires, what is judged over all rooms, what is in the room by now, drawings."""
    assert digest(**overrides) == digest()


def test_codes_waivers_assumptions_and_models_count_too() -> None:
    """Each of them alone; another room's waiver does not."""
    settings = Settings()
    plain = RoomDigests(settings, {}, []).digest(ROOM, MODELS)
    others = (
        RoomDigests(Settings(RuleSet.EU), {}, []).digest(ROOM, MODELS),
        RoomDigests(Settings(code=FireCode.BS5839), {}, []).digest(ROOM, MODELS),
        RoomDigests(settings, {}, [WAIVER]).digest(ROOM, MODELS),
        RoomDigests(settings, {"r": ["ceiling at 2.8 m"]}, []).digest(ROOM, MODELS),
        RoomDigests(settings, {}, []).digest(ROOM, {**MODELS, "selector": "2"}),
        RoomDigests(settings, {}, []).digest(ROOM, {"selector": "1"}),
    )
    assert len({plain, *others}) == 1 + len(others)
    assert RoomDigests(settings, {}, [replace(WAIVER, room_id="q")]).digest(ROOM, MODELS) == plain
