"""Mean illuminance of a room's walls, ceiling and floor, by three surfaces in the room as it is.

`photometry.utilisation_factor` takes the working plane for the floor, as the lumen method does. What is
said of the surfaces themselves is computed from floor to ceiling (domain facts 1.3): a square room with
the same room cavity ratio. Illuminance in lx, maintained.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from plenum.ceiling.asked.light_brief import LightBrief
from plenum.ceiling.light.photometry import direct_fraction, view_factor
from plenum.ceiling.room.geometry import area_m2, room_cavity_ratio
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.room import Room


@dataclass(frozen=True)
class Surfaces:
    """What arrives on the surfaces, and what they send back."""

    floor_lx: float
    walls_lx: float
    ceiling_lx: float
    walls_indirect_lx: float
    """Without what comes from luminaires directly."""
    exitances: tuple[float, float, float]
    """Of ceiling, walls and floor, in lm/m²."""


def surfaces(room: Room, brief: LightBrief) -> Surfaces:
    """From all lights on the grid."""
    height = room.ceiling_height_m
    ratio = room_cavity_ratio(room, height)
    h = ratio / 10.0
    f = view_factor(h)
    ceiling, walls, floor = brief.reflectances
    # Fluxes between floor, walls and ceiling of a square of side 1; walls have the area 4·h.
    to_wall = 1.0 - f
    from_wall = to_wall / (4.0 * h)
    bounce = np.array(
        [
            [0.0, walls * from_wall, ceiling * f],
            [floor * to_wall, walls * (1.0 - 2.0 * from_wall), ceiling * to_wall],
            [floor * f, walls * from_wall, 0.0],
        ]
    )
    down = direct_fraction(ratio, brief.luminaire.beam)
    first = np.array([down, 1.0 - down, 0.0])
    arriving = np.linalg.solve(np.eye(3) - bounce, first)
    flux = len(room.of_kind(Kind.LIGHT)) * brief.luminaire.lumens * brief.maintenance_factor / area_m2(room)
    on_floor, on_walls, on_ceiling = (flux * arriving / np.array([1.0, 4.0 * h, 1.0])).tolist()
    return Surfaces(
        on_floor,
        on_walls,
        on_ceiling,
        on_walls - flux * (1.0 - down) / (4.0 * h),
        (ceiling * on_ceiling, walls * on_walls, floor * on_floor),
    )
