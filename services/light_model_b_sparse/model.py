"""As few luminaires as reach target and uniformity, and the proof that fewer cannot."""

from __future__ import annotations

from typing import Final

from plenum.ceiling.light.array_patterns import Planned
from plenum.ceiling.light.arrays import RoomArrays, orderly, pick
from plenum.ceiling.light.field import LightField
from plenum.ceiling.light.local_search import Nodes, densify, even_out, grow
from plenum.ceiling.light.opening import light_model
from plenum.ceiling.light.outcome import NONE, layout
from plenum.ceiling.room.layout import Layout

from .branch_and_bound import proven
from .fewest import fewest, reaches
from .hall import sparse

NAME: Final = "light_model_b_sparse"
VERSION: Final = "1.1.0"

POLISH: Final = 20
"""Gains looked at to make the fewest lights more even, as a multiple of all of the room's."""


@light_model(in_hall=sparse)
def place(field: LightField) -> Layout:
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
    plans: list[Planned] = [*arrays.regular(bound, most)]
    chosen, held = pick(arrays, plans, 1.0, orderly(field))
    if held and len(chosen) <= bound:
        return chosen, held
    fitted = arrays.fitted(bound, len(chosen) if held else most)
    plans = [plan for plan in plans if held and plan.count == len(chosen)]
    followed, holding = pick(arrays, [*plans, *fitted], 1.0, orderly(field))
    return (followed, holding) if holding or not held else (chosen, held)
