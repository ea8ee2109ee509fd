"""Walls, ceiling and faces: sums that must close, limits by what the task asks, and who is told."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from plenum.ceiling.asked.brief import brief_for
from plenum.ceiling.asked.light_brief import light_brief
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.light.calculation_grid import points
from plenum.ceiling.light.comfort import at_eyes, comfort_evidence
from plenum.ceiling.light.surfaces import surfaces
from plenum.ceiling.room.room import Room
from plenum.ceiling.whole.verify import verify

OFFICE = Room("r", ("..........", "..L...L...", "..........", "..........", "..L...L...", ".........."))
BRIEF = light_brief(OFFICE, Settings())


def test_what_surfaces_swallow_is_what_the_luminaires_give() -> None:
    """Flux that is absorbed by floor, walls and ceiling adds up to the lights' own."""
    lit = surfaces(OFFICE, BRIEF)
    area, walls = 6.0 * 3.6, 2 * (6.0 + 3.6) * OFFICE.ceiling_height_m
    ceiling, wall, floor = BRIEF.reflectances
    kept = (
        (1 - floor) * lit.floor_lx * area
        + (1 - wall) * lit.walls_lx * walls
        + (1 - ceiling) * lit.ceiling_lx * area
    )
    assert kept == pytest.approx(4 * BRIEF.luminaire.lumens * BRIEF.maintenance_factor, rel=1e-9)


def test_black_surfaces_send_nothing_back() -> None:
    """The ceiling is dark, and walls have direct light alone."""
    lit = surfaces(OFFICE, replace(BRIEF, reflectances=(0.0, 0.0, 0.0)))
    assert lit.ceiling_lx == pytest.approx(0.0)
    assert lit.walls_indirect_lx == pytest.approx(0.0)
    assert lit.exitances == (0.0, 0.0, 0.0)


def test_a_lone_lights_cylindrical_illuminance_is_the_formulas() -> None:
    """I·sin/(π·d²) and I·cos/d², by hand over the calculation points, in a room that sends nothing back."""
    room = Room("r", ("...", ".L.", "..."), luminaire="A")
    brief = replace(light_brief(room, Settings()), reflectances=(0.0, 0.0, 0.0))
    at, h = points(room, brief.mounting_height_m), room.ceiling_height_m - 1.2
    flux = brief.luminaire.lumens * brief.maintenance_factor
    round_ = level = 0.0
    for x, y in at:
        aside = math.hypot(x - 0.9, y - 0.9)
        d = math.hypot(aside, h)
        candela = flux / math.pi * h / d
        round_ += candela * aside / d / (math.pi * d * d) / len(at)
        level += candela * h / d / (d * d) / len(at)
    assert at_eyes(room, brief, surfaces(room, brief)) == pytest.approx((round_, level))


@pytest.mark.parametrize(
    ("room_type", "limits"),
    [("office_enclosed", (150, 150, 100)), ("lobby", (100, 100, 75)), ("corridor", (50, 50, 30))],
)
def test_limits_follow_from_what_the_task_asks(room_type: str, limits: tuple[float, ...]) -> None:
    """Cylindrical, walls and ceiling; all of them soft, none of them in a result."""
    room = replace(OFFICE, room_type=room_type)
    found = {e.rule: e for e in comfort_evidence(room, light_brief(room, Settings()))}
    assert tuple(found[rule].limit for rule in ("LGT-15", "LGT-16", "LGT-17")) == limits
    assert not any(e.hard for e in found.values())
    told = {e.rule for e in verify(room, brief_for(room, Settings()))}
    assert not told & set(found)


def test_a_dark_room_has_no_comfort_to_speak_of() -> None:
    """Nor one too low to sit in."""
    dark = Room("r", ("...",) * 3)
    assert comfort_evidence(dark, light_brief(dark, Settings())) == ()
    low = replace(OFFICE, ceiling_height_m=1.2)
    assert comfort_evidence(low, replace(BRIEF, mounting_height_m=0.45)) == ()
