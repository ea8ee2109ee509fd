"""As few luminaires as reach target and uniformity: grow, settle, then take away while it holds."""

from __future__ import annotations

from typing import Final

from plenum.ceiling.brief import Brief
from plenum.ceiling.layout import Layout
from plenum.ceiling.light.arrays import Fitted, Plan, RoomArrays, orderly, pick
from plenum.ceiling.light.exhaust import exhausted
from plenum.ceiling.light.field import LightField
from plenum.ceiling.light.hall.field import HallField
from plenum.ceiling.light.hall.place import sparse
from plenum.ceiling.light.illuminance import light_field
from plenum.ceiling.light.outcome import NONE, layout, settled
from plenum.ceiling.light.program import Relaxed, relaxed, rounded
from plenum.ceiling.light.remembered import remembered
from plenum.ceiling.light.search import (
    WORK,
    Nodes,
    densify,
    even_out,
    grow,
    neighbours,
    settle,
    without_worst,
)
from plenum.ceiling.room import Room

NAME: Final = "light_model_b_sparse"
VERSION: Final = "1.0.0"

SMALL: Final = 60
"""Rooms up to this many free tiles let a light move anywhere, larger ones a few tiles at a time."""
REACH: Final = 3
POLISH: Final = 20
"""Likewise for making the fewest lights more even."""
EARLY: Final = 800
"""Free tiles up to which the search begins at the flux bound, not at the relaxation's."""


@remembered
def place(room: Room, brief: Brief) -> Layout:
    """The fewest lights found, with the bound below which no layout can hold the rules."""
    field = light_field(room, brief.light, brief.reserved)
    if isinstance(field, HallField):
        return sparse(field)
    if (answer := settled(field)) is not None:
        return answer
    relaxation = relaxed(field)
    bound = max(field.lower_bound, relaxation.bound if relaxation else 0)
    array, held = _smallest_array(field, bound)
    if held and len(array) <= bound:
        return layout(field, array, bound)
    near = neighbours(field, REACH if len(field.tiles) > SMALL else max(room.width, room.height))
    most = len(array) if held else None
    chosen, found = densify(field, grow(field, NONE, _start(field, bound)), near, most)
    if not (held or found):
        return layout(field, chosen)
    chosen = _fewer(field, chosen if found else array, near, bound)
    if relaxation:
        chosen = _as_relaxed(field, relaxation, chosen, near)
    chosen, bound = _proven(field, chosen, bound)
    if held and len(chosen) == len(array):
        return layout(field, array, bound)
    return layout(field, even_out(field, chosen, near, POLISH * field.gain.size), bound)


def _start(field: LightField, bound: int) -> int:
    """A start below the bound ends better, as lights find their places early, and costs more."""
    return field.lower_bound if len(field.tiles) <= EARLY else bound


def _smallest_array(field: LightField, bound: int) -> tuple[Nodes, bool]:
    """The array with the fewest lights that holds the rules: where none has fewer, order is free."""
    arrays = RoomArrays(field)
    most = 2 * bound + 4
    plans: list[Plan | Fitted] = [*arrays.regular(bound, most)]
    chosen, held = pick(arrays, plans, 1.0, orderly(field))
    if held and len(chosen) <= bound:
        return chosen, held
    fitted = arrays.fitted(bound, len(chosen) if held else most)
    plans = [plan for plan in plans if held and plan.count == len(chosen)]
    followed, holding = pick(arrays, [*plans, *fitted], 1.0, orderly(field))
    return (followed, holding) if holding or not held else (chosen, held)


def _fewer(field: LightField, chosen: Nodes, near: list[Nodes], bound: int) -> Nodes:
    """Take the least needed light away and settle the others, until the rules break."""
    while len(chosen) > max(1, bound):
        fewer, held = settle(field, without_worst(field, chosen), near, WORK * field.gain.size)
        if not held:
            break
        chosen = fewer
    return chosen


def _as_relaxed(field: LightField, relaxation: Relaxed, chosen: Nodes, near: list[Nodes]) -> Nodes:
    """Start again from where the relaxation has its lights, with one fewer each time it holds."""
    while len(chosen) > max(1, relaxation.bound):
        start = rounded(field, relaxation.strengths, len(chosen) - 1)
        fewer, held = settle(field, start, near, WORK * field.gain.size)
        if not held:
            break
        chosen = fewer
    return chosen


def _proven(field: LightField, chosen: Nodes, bound: int) -> tuple[Nodes, int]:
    """Try every choice of smaller counts where those are few: a better layout or a proof."""
    while bound < len(chosen):
        found, all_tried = exhausted(field, bound)
        if found is not None:
            return found, bound
        if not all_tried:
            break
        bound += 1
    return chosen, bound
