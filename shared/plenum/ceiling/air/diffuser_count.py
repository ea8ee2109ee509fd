"""How many diffusers a room gets: the fewest its flow allows, more where one would blow too far."""

from __future__ import annotations

import math
from typing import Final

from plenum.ceiling.asked.air_brief import EPSILON, THROW_L_S, THROW_M, AirBrief
from plenum.ceiling.room.geometry import area_m2, perimeter_m
from plenum.ceiling.room.room import Room

RATIO_MAX: Final = 3.4
"""AIR-5's upper bound on throw over length."""
ELONGATION: Final = 2.5
"""A diffuser's part of the ceiling is at most this much longer than wide (our judgement): one outlet
with 20 ft one way and 10 the other is already called bad (domain facts 3.2)."""


def supply_count(room: Room, air: AirBrief) -> int:
    """Diffusers in all, existing ones among them: at least AIR-3's, never so many that one falls
    under the least flow for the sake of AIR-5 and AIR-6 alone."""
    fewest = air.min_supplies
    if not fewest:
        return 0
    area = area_m2(room)
    # L is half the spacing sqrt(A/n); throw falls as 1/n, length as 1/sqrt(n).
    for_throw = (2 * THROW_M * air.supply_l_s / THROW_L_S / RATIO_MAX) ** 2 / area
    width = strip_width_m(room)
    for_shape = area / (ELONGATION * width**2)
    most = max(fewest, int(air.supply_l_s / air.supply_min_l_s + EPSILON))
    return min(most, max(fewest, math.ceil(max(for_throw, for_shape) - EPSILON)))


def strip_width_m(room: Room) -> float:
    """The width of the rectangle with the room's area and perimeter: of an L or a T, its arm's."""
    area, half = area_m2(room), perimeter_m(room) / 2
    return (half - math.sqrt(max(0.0, half * half - 4 * area))) / 2
