"""A prototype: indirect light from floor to ceiling, and not as if the working plane were the floor.

Still even over the room, but taken at the working plane from what ceiling and walls send: the plane sees
the ceiling by the view factor at its own height, and walls for the rest. The product's takes the plane for a
floor that reflects, in a room as low as the plane is below the lights.
"""

from __future__ import annotations

import numpy as np

from plenum.ceiling.asked.light_brief import LightBrief
from plenum.ceiling.light.field import gains
from plenum.ceiling.light.interreflection import indirect_lx
from plenum.ceiling.light.photometry import Matrix, view_factor
from plenum.ceiling.light.surfaces import surfaces
from plenum.ceiling.room.geometry import room_cavity_ratio
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.room import Room


def illuminance(room: Room, brief: LightBrief, at: Matrix) -> Matrix:
    """At the points of the working plane, in lx: the product's direct light, and indirect light as above."""
    lights = room.of_kind(Kind.LIGHT)
    direct = gains(room, brief, lights, at).sum(axis=0) - len(lights) * indirect_lx(room, brief)
    ceiling, walls, _ = surfaces(room, brief).exitances
    seen = view_factor(room_cavity_ratio(room, brief.mounting_height_m) / 10.0)
    lit: Matrix = np.asarray(direct + seen * ceiling + (1.0 - seen) * walls)
    return lit
