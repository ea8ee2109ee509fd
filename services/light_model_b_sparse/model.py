"""As few luminaires as an ordered layout allows, or as any allows, with the proof that fewer cannot."""

from __future__ import annotations

from typing import Final

from plenum.ceiling.asked.brief import Brief
from plenum.ceiling.light.aim import with_margin
from plenum.ceiling.light.array_patterns import Pattern
from plenum.ceiling.light.arrays import RoomArrays, orderly, pick
from plenum.ceiling.light.field import LightField
from plenum.ceiling.light.hall.field import HallField
from plenum.ceiling.light.illuminance import light_field
from plenum.ceiling.light.local_search import NONE, Nodes, densify, even_out, grow
from plenum.ceiling.light.order.alternatives import IRREGULAR, alternatives, placed, unordered
from plenum.ceiling.light.outcome import layout, settled
from plenum.ceiling.light.repeated_rooms import RoomMemory
from plenum.ceiling.room.layout import Layout
from plenum.ceiling.room.room import Room

from .branch_and_bound import proven
from .fewest import fewest, reaches
from .hall import in_hall

NAME: Final = "light_model_b_sparse"
VERSION: Final = "2.0.2"

POLISH: Final = 20
"""Gains looked at to make the fewest lights more even, as a multiple of all of the room's."""


def place(room: Room, brief: Brief) -> Layout:
    """The fewest lights of an ordered array; where order is free, of any layout.

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
    if not brief.light.in_order:
        return with_margin(field, in_room)
    found = alternatives(field)
    if found is not None:
        return unordered(field, found, in_room) if found.over_power else placed(field, found, found.sparse)
    scattered = unordered(field)
    return scattered if scattered.notes == (IRREGULAR,) else with_margin(field, in_room)


_MEMORY: Final = RoomMemory(solve)


def in_room(field: LightField) -> Layout:
    """The fewest lights found, with the bound below which no layout can hold the rules."""
    array, held = _smallest_array(field, field.lower_bound)
    if held and len(array) == field.lower_bound:
        return layout(field, array)
    found = fewest(field, len(array) - 1 if held else None)
    near, _ = reaches(field)
    chosen = array if found.chosen is None else found.chosen
    if found.chosen is None and not held:
        chosen, held = densify(field, grow(field, NONE, found.bound), near)
        if not held:
            return layout(field, chosen)
    chosen, bound = proven(field, chosen, found.bound)
    if held and len(chosen) == len(array):
        return layout(field, array, bound)
    return layout(field, even_out(field, chosen, near, POLISH * field.gain.size), bound)


def _smallest_array(field: LightField, bound: int) -> tuple[Nodes, bool]:
    """The array with the fewest lights that holds the rules: where none has fewer, order is free."""
    arrays = RoomArrays(field)
    most = 2 * bound + 4
    patterns: list[Pattern] = [*arrays.regular(bound, most)]
    chosen, held = pick(arrays, patterns, 1.0, orderly(field))
    if held and len(chosen) <= bound:
        return chosen, held
    fitted = arrays.fitted(bound, len(chosen) if held else most)
    patterns = [pattern for pattern in patterns if held and pattern.count == len(chosen)]
    followed, holding = pick(arrays, [*patterns, *fitted], 1.0, orderly(field))
    return (followed, holding) if holding or not held else (chosen, held)
