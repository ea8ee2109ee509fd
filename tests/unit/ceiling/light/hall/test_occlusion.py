"""What a hall's columns hold back of the light of its luminaires."""

from __future__ import annotations

import numpy as np
import pytest

from plenum.ceiling.asked.brief import brief_for
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.light.calculation_grid import points
from plenum.ceiling.light.hall.occlusion import Occlusion
from plenum.ceiling.light.photometry import direct
from plenum.ceiling.room.geometry import tile_centres, visible
from plenum.ceiling.room.room import Room

TILES = 14
EDGE_M = 0.6 * TILES
AT = (4, 9)
ROOM = Room(
    "hall",
    tuple("".join("#" if x in AT and y in AT else "." for x in range(TILES)) for y in range(TILES)),
    outline_m=((0.0, 0.0), (EDGE_M, 0.0), (EDGE_M, EDGE_M), (0.0, EDGE_M)),
    holes_m=tuple(
        tuple(((x + dx) * 0.6, (y + dy) * 0.6) for dx, dy in ((0, 0), (0, 1), (1, 1), (1, 0)))
        for x in AT
        for y in AT
    ),
)
BRIEF = brief_for(ROOM, Settings()).light
LIGHTS = tile_centres(ROOM, [(x, y) for y in range(1, TILES, 3) for x in range(1, TILES, 3)])


@pytest.fixture
def occlusion() -> Occlusion:
    """Of the hall, nothing asked yet."""
    return Occlusion(ROOM, BRIEF, points(ROOM, BRIEF.mounting_height_m))


def test_near_lights_lose_what_each_pair_by_itself_loses(occlusion: Occlusion) -> None:
    """In a hall so small that all is near, the sum of the light of every pair with a column between."""
    flux = BRIEF.luminaire.lumens * BRIEF.maintenance_factor
    lit = direct(LIGHTS, occlusion.at, BRIEF.mounting_height_m, flux, BRIEF.luminaire.beam, ROOM.tile_m)
    hidden = ~visible(ROOM, LIGHTS, occlusion.at)
    assert hidden.any()
    assert occlusion.held_back(LIGHTS) == pytest.approx((lit * hidden).sum(axis=0))


def test_what_was_asked_before_changes_nothing(occlusion: Occlusion) -> None:
    """Lights that are known by now, and others in another order, lose what they lose in a fresh hall."""
    occlusion.held_back(LIGHTS[3:11])
    again = occlusion.held_back(LIGHTS)
    fresh = Occlusion(ROOM, BRIEF, occlusion.at)
    assert np.array_equal(again, fresh.held_back(LIGHTS))
    assert not occlusion.held_back(LIGHTS[:0]).any()
