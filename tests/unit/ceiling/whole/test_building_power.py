"""Lighting power over a building (LGT-6)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from plenum.ceiling.asked.light_brief import light_brief
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.room import Room
from plenum.ceiling.whole.building_power import building_evidence, power_allowance_w

EMPTY = Room("empty", tuple(["." * 10] * 10), room_type="conference")
FULL = Room("full", tuple(["L" * 10] * 10), room_type="conference")


def test_power_is_traded_between_rooms() -> None:
    """A room above its own share is paid for by others below theirs."""
    (alone,) = building_evidence([FULL], Settings())
    assert (alone.rule, alone.hard, alone.passed) == ("LGT-6", True, False)
    (together,) = building_evidence([FULL, *[replace(EMPTY, room_id=str(i)) for i in range(9)]], Settings())
    assert together.passed
    assert together.detail == "1 rooms above their own share"


def test_installed_power_is_lights_times_watts() -> None:
    """100 luminaires B of 30 W; 36 m² of conference at 10.44 W/m²."""
    (found,) = building_evidence([FULL], Settings())
    assert found.value == 3000.0
    assert found.limit == pytest.approx(36 * 10.44)


def test_a_high_narrow_room_may_use_a_fifth_more() -> None:
    """Room cavity ratio above the type's threshold; a narrow corridor likewise."""
    high = replace(EMPTY, ceiling_height_m=12.0)
    corridor = Room("c", ("." * 30,), room_type="corridor")
    wide = Room("w", tuple(["." * 10] * 10), room_type="corridor")
    for room, factor in ((EMPTY, 1.0), (high, 1.2), (corridor, 1.2), (wide, 1.0)):
        brief = light_brief(room, Settings())
        area = room.width * room.height * 0.36
        assert power_allowance_w(room, brief) == pytest.approx(brief.lpd_w_m2 * area * factor)


def test_no_rooms_no_evidence() -> None:
    """Nothing was checked, so nothing is claimed."""
    assert building_evidence([], Settings()) == ()
