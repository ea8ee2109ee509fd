"""What walls, floor and ceiling send back of a luminaire's light: the same everywhere (rule LGT-11)."""

from __future__ import annotations

from plenum.ceiling.asked.light_brief import LightBrief
from plenum.ceiling.light.photometry import direct_fraction, utilisation_factor
from plenum.ceiling.room.geometry import area_m2, room_cavity_ratio
from plenum.ceiling.room.room import Room


def indirect_lx(room: Room, brief: LightBrief) -> float:
    """What one luminaire adds everywhere by reflection: Phi·MF·(UF - F)/A."""
    ratio = room_cavity_ratio(room, brief.mounting_height_m)
    beam = brief.luminaire.beam
    reflected = utilisation_factor(ratio, brief.reflectances, beam) - direct_fraction(ratio, beam)
    return brief.luminaire.lumens * brief.maintenance_factor * reflected / area_m2(room)
