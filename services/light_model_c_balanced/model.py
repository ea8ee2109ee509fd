"""The ordered layout that an architect would sign: the best by count and looks together."""

from __future__ import annotations

from typing import Final

import numpy as np

from plenum.ceiling.asked.brief import Brief
from plenum.ceiling.light.aim import with_margin
from plenum.ceiling.light.array_patterns import Pattern
from plenum.ceiling.light.arrays import RoomArrays, orderly, pick
from plenum.ceiling.light.field import LightField
from plenum.ceiling.light.hall.field import HallField
from plenum.ceiling.light.illuminance import light_field
from plenum.ceiling.light.local_search import Nodes, densify, neighbours
from plenum.ceiling.light.order.alternatives import alternatives, placed, unordered
from plenum.ceiling.light.outcome import layout, settled
from plenum.ceiling.light.repeated_rooms import RoomMemory
from plenum.ceiling.room.layout import Layout
from plenum.ceiling.room.room import Room

from .hall import in_hall

NAME: Final = "light_model_c_balanced"
VERSION: Final = "2.0.0"

DENSER: Final = 1.6
"""Arrays of up to this many times the bound are looked at, and a few more in small rooms."""
NEAR: Final = 1.05
"""Among arrays that hold the rules, up to this many times the smallest may win by order."""
REACH: Final = 3
"""Tiles a light may move along its row in one go when no array holds the rules."""


def place(room: Room, brief: Brief) -> Layout:
    """The ordered array that is best by count and looks together.

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
    return placed(field, found, found.balanced)


_MEMORY: Final = RoomMemory(solve)


def in_room(field: LightField) -> Layout:
    """Where no array holds: rows in line and in mirror image, as near to the fewest as may be."""
    arrays = RoomArrays(field)
    most = int(DENSER * field.lower_bound) + 3
    fewest = field.lower_bound
    found: list[Pattern] = [
        *arrays.regular(fewest, most),
        *arrays.shifted(fewest, most),
        *arrays.fitted(fewest, most),
        *arrays.staggered(fewest, most),
    ]
    chosen, held = pick(arrays, found, NEAR, orderly(field))
    return layout(field, chosen if held else _repaired(field, chosen))


def _repaired(field: LightField, chosen: Nodes) -> Nodes:
    """Move lights along their rows and add some on rows that are there, before anything freer."""
    spots = field.spots
    rows = np.isin(spots[:, 1], spots[chosen, 1])
    along = [near[spots[near, 1] == spots[i, 1]] for i, near in enumerate(neighbours(field, REACH))]
    repaired, held = densify(field, chosen, along, among=rows)
    return repaired if held else densify(field, chosen, neighbours(field, 1))[0]
