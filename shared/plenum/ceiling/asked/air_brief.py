"""How much air a room gets and gives, and what its terminals must respect (rules AIR-1 to AIR-12)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.asked.ventilation_rates import Extract, Rates, rates_for
from plenum.ceiling.room.geometry import area_m2
from plenum.ceiling.room.grid import INVALID
from plenum.ceiling.room.room import Room

AIR_HEAT: Final = 1.21
"""W a L/s and K: density times specific heat of air at room conditions."""
FACE_M_S: Final = 2.03
"""Face velocity of a return grille: 400 fpm (theprimecalculator.com; Manual D by hvacrschool.com)."""
FREE_AREA: Final = 0.75
"""Free share of an egg-crate grille (theprimecalculator.com)."""
THROW_M: Final = 4.0
THROW_L_S: Final = 120.0
"""T0.25 = 4.0 m at 120 L/s for a 600 x 600 four-way diffuser, linear in the flow (our judgement)."""
EPSILON: Final = 1e-9


@dataclass(frozen=True)
class AirBrief:
    """One room's air. Flows in L/s, lengths in m."""

    extract: Extract
    area_m2: float
    people: float
    ventilation_l_s: float
    """Vbz = Rp·Pz + Ra·Az, outdoor air of the breathing zone (AIR-1)."""
    sensible_w: float
    supply_l_s: float
    """Q, what the supply diffusers must bring (AIR-2); 0 where air comes by transfer."""
    extract_l_s: float
    """What the return grilles must take when exactly Q is supplied."""
    offset: float
    """Least share of the exhaust that is not supplied: 0.10 in exhaust rooms, 1 for transfer."""
    ach: float
    """Air changes an hour by the larger of supply and extract; SMK-8 looks at it."""
    supply_max_l_s: float
    supply_min_l_s: float
    min_supplies: int
    """ceil(Q/q_max) (AIR-3)."""
    grille_l_s: float
    """What one return grille of a tile's size takes at face velocity (AIR-8)."""
    min_returns: int
    supply_return_m: float
    """AIR-9's distance, shortened in small rooms: min(1.8, half the diagonal of the usable tiles)."""
    supply_wall_m: float = 0.9
    balance: float = 0.05
    target_spacing_m: float = 0.0
    """S = sqrt(q/r) with q the flow of each of the fewest diffusers, r the flow a floor area (AIR-4)."""


def air_brief(room: Room, settings: Settings) -> AirBrief:
    """The air a room needs.

    Q = max(Vbz/Ez, q/(1.21·dT), least air changes), Ez = 1.0 for cool air from the ceiling
    (62.1, unverified), dT = 10 K. `settings.air` may set `supply_max_l_s`, `supply_min_l_s`,
    `delta_t_k` and `offset`.
    """
    rates = rates_for(room.room_type, settings)
    air = settings.overrides.get("air", {})
    q_max = float(air.get("supply_max_l_s", 120.0))
    area = area_m2(room)
    volume = area * room.ceiling_height_m
    people = rates.people_per_100m2 * area / 100
    ventilation = rates.person_l_s * people + rates.floor_l_s_m2 * area
    sensible = rates.sensible_w_m2 * area
    cooling = sensible / (AIR_HEAT * float(air.get("delta_t_k", 10.0)))
    offset = float(air.get("offset", 0.10))
    supply, extract, offset = _flows(rates, area, volume, max(ventilation, cooling), offset)
    grille = room.tile_m[0] * room.tile_m[1] * FACE_M_S * FREE_AREA * 1000
    fewest = _count(supply, q_max)
    return AirBrief(
        extract=rates.extract,
        area_m2=area,
        people=people,
        ventilation_l_s=ventilation,
        sensible_w=sensible,
        supply_l_s=supply,
        extract_l_s=extract,
        offset=offset,
        ach=3.6 * max(supply, extract) / volume if volume else 0.0,
        supply_max_l_s=q_max,
        supply_min_l_s=float(air.get("supply_min_l_s", 30.0)),
        min_supplies=fewest,
        grille_l_s=grille,
        min_returns=_count(extract, grille),
        supply_return_m=min(1.8, 0.5 * _reach_m(room)),
        target_spacing_m=math.sqrt(area / fewest) if fewest else 0.0,
    )


def _flows(
    rates: Rates, area: float, volume: float, needed: float, offset: float
) -> tuple[float, float, float]:
    """Supply, extract and offset of a room whose people and heat gains ask for `needed` L/s."""
    changes = rates.min_ach * volume / 3.6
    if rates.extract is Extract.TRANSFER:
        return 0.0, max(changes, rates.exhaust_l_s_m2 * area), 1.0
    if rates.extract is Extract.EXHAUST:
        exhaust = max(changes, rates.exhaust_l_s_m2 * area, needed / (1 - offset))
        return (1 - offset) * exhaust, exhaust, offset
    supply = max(changes, needed)
    return supply, supply, 0.0


def _count(flow: float, capacity: float) -> int:
    return math.ceil(flow / capacity - EPSILON)


def _reach_m(room: Room) -> float:
    """The diagonal of the box around the usable tiles' centres: how far apart two terminals can be."""
    usable = room.cells != ord(INVALID)
    rows, columns = np.flatnonzero(usable.any(axis=1)), np.flatnonzero(usable.any(axis=0))
    if not len(rows):
        return 0.0
    (tx, ty) = room.tile_m
    return math.hypot(float(columns[-1] - columns[0]) * tx, float(rows[-1] - rows[0]) * ty)
