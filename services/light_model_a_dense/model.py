"""Comfort: an ordered array of some more lights than needed, the evenest for its looks."""

from __future__ import annotations

from typing import Final

from plenum.ceiling.asked.brief import Brief
from plenum.ceiling.light.aim import with_margin
from plenum.ceiling.light.arrays import RoomArrays, pick
from plenum.ceiling.light.field import LightField
from plenum.ceiling.light.hall.field import HallField
from plenum.ceiling.light.illuminance import light_field
from plenum.ceiling.light.local_search import densify, neighbours
from plenum.ceiling.light.order.alternatives import alternatives, placed, unordered
from plenum.ceiling.light.outcome import layout, settled
from plenum.ceiling.light.photometry import luminaires_needed, utilisation_factor
from plenum.ceiling.light.repeated_rooms import RoomMemory
from plenum.ceiling.room.geometry import area_m2, room_cavity_ratio
from plenum.ceiling.room.layout import Layout
from plenum.ceiling.room.room import Room

from .hall import in_hall

NAME: Final = "light_model_a_dense"
VERSION: Final = "2.0.0"

DENSER: Final = 1.75
"""Arrays of up to this many times the lumen method's count are looked at."""
GENEROUS: Final = 1.25
"""Among arrays that hold the rules, up to this many times the smallest may win by evenness."""


def place(room: Room, brief: Brief) -> Layout:
    """An ordered array of some more lights than the balanced one, evenly lit.

    A room like one it has solved is answered from memory.
    """
    return _MEMORY.layout(room, brief)


def solve(room: Room, brief: Brief) -> Layout:
    """Nothing to choose, a hall, or a room."""
    field = light_field(room, brief.light, brief.reserved)
    if (answer := settled(field)) is not None:
        return answer
    if isinstance(field, HallField):
        return with_margin(field, in_hall)
    found = alternatives(field)
    if found is None or found.over_power:
        return unordered(field, found, in_room)
    return placed(field, found, found.dense)


_MEMORY: Final = RoomMemory(solve)


def in_room(field: LightField) -> Layout:
    """Where no array is in order: the most evenly lit of those whose lights move a tile, or densified."""
    arrays = RoomArrays(field)
    textbook = max(_lumen_method(field), field.lower_bound)
    found = arrays.regular(textbook, int(DENSER * textbook) + 2)
    chosen, held = pick(arrays, found, GENEROUS, lambda _, lit: (float(lit.min() / lit.mean()),))
    if not held:
        chosen, _ = densify(field, chosen, neighbours(field, 1))
    return layout(field, chosen)


def _lumen_method(field: LightField) -> int:
    """What the lumen method asks for; the lights that are there are in the points' count, not here."""
    brief, room = field.brief, field.room
    ratio = room_cavity_ratio(room, brief.mounting_height_m)
    uf = utilisation_factor(ratio, brief.reflectances, brief.luminaire.beam)
    missing = max(0.0, brief.em_lx - float(field.base.mean()))
    return luminaires_needed(missing, area_m2(room), brief.luminaire.lumens, uf, brief.maintenance_factor)
