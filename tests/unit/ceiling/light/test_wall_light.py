"""Walls place by place: what a light sends at a point, which sides it lights, and how the mean closes."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest

from plenum.ceiling.asked.light_brief import light_brief
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.light.comfort import comfort_evidence
from plenum.ceiling.light.surfaces import surfaces
from plenum.ceiling.light.wall_light import LEVELS, WallLight, wall_light
from plenum.ceiling.room.room import Room

BLACK = (0.0, 0.0, 0.0)
OFFICE = Room("r", ("..........", "..L...L...", "..........", "..........", "..L...L...", ".........."))


def found(room: Room, **more: Any) -> WallLight:
    """The walls of a room under its own lights."""
    brief = replace(light_brief(room, Settings()), **more)
    walls = wall_light(room, brief, surfaces(room, brief))
    assert walls is not None
    return walls


def test_the_darkest_place_is_the_formulas() -> None:
    """I·cos/d² by hand over the points of a square of 1.8 m with one opal light in its middle."""
    room = Room("r", ("...", ".L.", "..."), luminaire="A")
    brief = replace(light_brief(room, Settings()), reflectances=BLACK)
    flux = brief.luminaire.lumens * brief.maintenance_factor
    count = math.ceil(1.8 / (0.2 * 5 ** math.log10(1.8)))
    lux = []
    for level in range(LEVELS):
        below = 2.8 * (1 - (level + 0.5) / LEVELS)
        for spot in range(count):
            along, away = 1.8 * (spot + 0.5) / count - 0.9, 0.89
            d = math.sqrt(along**2 + away**2 + below**2)
            lux.append(flux / math.pi * below / d * away / d / d**2)
    walls = found(room, reflectances=BLACK)
    assert walls.least_lx == pytest.approx(min(lux), rel=1e-6)
    assert walls.mean_lx == pytest.approx(sum(lux) / len(lux), rel=1e-6)


def test_the_mean_of_places_is_near_the_mean_of_the_surface() -> None:
    """Two ways to the same: points here, fluxes of three surfaces there."""
    lit = surfaces(OFFICE, light_brief(OFFICE, Settings()))
    assert found(OFFICE).mean_lx == pytest.approx(lit.walls_lx, rel=0.15)


def test_a_wall_behind_a_corner_is_dark_where_nothing_is_sent_back() -> None:
    """The short arm of an L, with its one light at the far end of the long one."""
    outline = ((0, 0), (6, 0), (6, 1.8), (1.8, 1.8), (1.8, 6), (0, 6))
    rows = ["........L.", *["..........", ".........."], *["...#######"] * 7]
    walls = found(Room("r", tuple(rows), outline_m=outline), reflectances=BLACK)
    assert walls.least_lx == 0.0
    assert walls.at[1] > 1.8


def test_the_darkest_place_is_told_and_decides_nothing() -> None:
    """Soft, from a tenth of the mean on."""
    rule = {e.rule: e for e in comfort_evidence(OFFICE, light_brief(OFFICE, Settings()))}["LGT-20"]
    assert (rule.hard, rule.limit) == (False, 0.1)
    assert rule.detail.startswith("least ")
    assert rule.passed
