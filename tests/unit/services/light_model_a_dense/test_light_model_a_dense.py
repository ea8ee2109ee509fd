"""Model A: generous and even, as its README says."""

from __future__ import annotations

import math

import pytest

from plenum.ceiling.asked.brief import brief_for
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.light.arrays import RoomArrays, pick
from plenum.ceiling.light.field import LightField
from plenum.ceiling.light.local_search import Nodes, holds
from plenum.ceiling.light.photometry import utilisation_factor
from plenum.ceiling.room.geometry import area_m2, room_cavity_ratio
from plenum.ceiling.room.room import Room
from services.light_model_a_dense.model import GENEROUS, place

ROOMS = [Room("r", ("." * width,) * height) for width, height in ((9, 7), (12, 8), (16, 5))]
every_room = pytest.mark.parametrize("room", ROOMS, ids=lambda r: f"{r.width}x{r.height}")


def evenness(field: LightField, chosen: Nodes) -> float:
    """U0 as these lights give it."""
    lit = field.at(chosen)
    return float(lit.min() / lit.mean())


def smallest_array(field: LightField) -> Nodes:
    """The smallest regular array of what the lumen method asks for, or more, that holds the rules."""
    room, brief = field.room, field.brief
    ratio = room_cavity_ratio(room, brief.mounting_height_m)
    uf = utilisation_factor(ratio, brief.reflectances, brief.luminaire.beam)
    textbook = brief.em_lx * area_m2(room) / (brief.luminaire.lumens * uf * brief.maintenance_factor)
    arrays = RoomArrays(field)
    found = arrays.regular(math.ceil(textbook), 2 * math.ceil(textbook))
    chosen, held = pick(arrays, found, 1.0, lambda _, lit: (float(lit.min()),))
    assert held
    return chosen


@every_room
def test_more_lights_than_the_smallest_array_are_spent_on_evenness(room: Room) -> None:
    """At most a quarter more, and never less even for it."""
    brief = brief_for(room, Settings())
    field = LightField(room, brief.light, brief.reserved)
    tiles = list(field.tiles)
    chosen = [tiles.index(terminal.tile) for terminal in place(room, brief).terminals]
    least = smallest_array(field)
    assert holds(field, field.at(chosen))
    assert len(least) <= len(chosen) <= GENEROUS * len(least)
    assert evenness(field, chosen) >= evenness(field, least) - 1e-9
