"""An ordered array that a network expects to hold the rules, calculated once to see that it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache, partial
from itertools import islice
from pathlib import Path
from typing import Final

import numpy as np

from plenum.ceiling.asked.brief import Brief
from plenum.ceiling.light.array_patterns import evens
from plenum.ceiling.light.field import LightField
from plenum.ceiling.light.hall.field import HallField, is_hall
from plenum.ceiling.light.hall.layouts import hall_array, hall_lines
from plenum.ceiling.light.illuminance import light_field
from plenum.ceiling.light.local_search import NONE, Nodes, holds
from plenum.ceiling.light.order.completed import DARKER, MUCH, MUCH_DARKER, SHARE, completed
from plenum.ceiling.light.order.lattices import LatticeSearch
from plenum.ceiling.light.outcome import layout, settled
from plenum.ceiling.light.repeated_rooms import RoomMemory
from plenum.ceiling.room.grid import row_by_row
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.layout import Layout, Terminal
from plenum.ceiling.room.room import Room

from .features import NAMES
from .guesses import guesses, most_lights, nearly
from .network import Network, read, read_alone
from .sampled import SampledField

NAME: Final = "light_model_d_learned"
VERSION: Final = "1.0.0"
TRIED: Final = 4
"""Guesses that are calculated before one is repaired."""
MISSED: Final = "no array of lights that was guessed or completed holds the rules: the other models search on"


def place(room: Room, brief: Brief) -> Layout:
    """The cheapest array that the network expects to hold the rules, and that does.

    A room like one it has solved is answered from memory. Raises WeightsError where the network's weights
    are not those that were released.
    """
    return _MEMORY.layout(room, brief)


def by_weights(content: bytes) -> Callable[[Room, Brief], Layout]:
    """`place` by another network than the released one. Raises WeightsError."""
    return RoomMemory(partial(solve, by=read_alone(content, NAMES))).layout


def solve(room: Room, brief: Brief, by: Network | None = None) -> Layout:
    """A hall, a guess that holds the rules, or one that is repaired; by the released network or another."""
    if is_hall(room, brief.light):
        return in_hall(HallField(room, brief.light, brief.reserved))
    guess = next((each for each, held in tried(room, brief, by) if held), None)
    return repaired(room, brief, by) if guess is None else guess


_MEMORY: Final = RoomMemory(solve)


@lru_cache(maxsize=1)
def network() -> Network:
    """The one whose weights lie beside this module."""
    return read(Path(__file__).parent, NAMES)


def tried(room: Room, brief: Brief, by: Network | None = None) -> list[tuple[Layout, bool]]:
    """The guesses that were calculated, up to the first that holds the rules, each with whether it does."""
    field = SampledField(room, brief.light, brief.reserved)
    if not field.tiles:
        return []
    if field.existing and holds(field, field.at(NONE)):
        return [(_of(field, NONE), True)]
    found = []
    for nodes in islice(guesses(field, by or network()), TRIED):
        found.append((_of(field, nodes), holds(field, field.at(nodes))))
        if found[-1][1]:
            break
    return found


def repaired(room: Room, brief: Brief, by: Network | None = None) -> Layout:
    """Where no guess holds the rules: a nearly good array with more lights, or the nearest as it is."""
    field = light_field(room, brief.light, brief.reserved)
    if isinstance(field, HallField):
        return in_hall(field)
    if (answer := settled(field)) is not None:
        return answer
    search = LatticeSearch(field, brief.light.margin)
    sampled = SampledField(room, brief.light, brief.reserved)
    nearest = NONE
    for reaching, share in ((DARKER, SHARE), (MUCH_DARKER, MUCH)):
        near = nearly(sampled, by or network(), reaching)
        found = completed(search, near, np.inf, share)
        within = [each for each in found if len(each[0]) <= most_lights(sampled)]
        if within:
            return _of(field, min(within, key=lambda each: each[1])[0])
        if len(near) and not len(nearest):
            nearest = search.nodes(near, 0)
    return replace(_of(field, nearest), notes=(MISSED,))


def _of(field: LightField, nodes: Nodes) -> Layout:
    tiles = sorted((field.tiles[i] for i in nodes), key=row_by_row)
    return Layout(Kind.LIGHT, tuple(map(Terminal, tiles)))


def in_hall(field: HallField) -> Layout:
    """Halls are not learned: the smallest array."""
    if (answer := settled(field)) is not None:
        return answer
    chosen, _ = hall_array(field, hall_lines(field, evens), 1.0, lambda _, lit: (float(lit.min()),))
    return layout(field, chosen)
