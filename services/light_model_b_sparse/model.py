"""As few luminaires as reach target and uniformity: grow, settle, then take away while it holds."""

from __future__ import annotations

from itertools import combinations
from math import comb
from typing import Final

import numpy as np

from plenum.ceiling.brief import Brief
from plenum.ceiling.layout import Layout
from plenum.ceiling.light.arrays import RoomArrays, orderly, pick
from plenum.ceiling.light.field import LightField
from plenum.ceiling.light.hall.field import HallField
from plenum.ceiling.light.hall.place import sparse
from plenum.ceiling.light.illuminance import light_field
from plenum.ceiling.light.outcome import NONE, layout, settled
from plenum.ceiling.light.search import (
    WORK,
    Nodes,
    densify,
    even_out,
    grow,
    neighbours,
    settle,
    valid,
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
EXHAUSTIVE: Final = 1_500_000
"""Choices times points that are tried one by one before a smaller count is given up."""


def place(room: Room, brief: Brief) -> Layout:
    """The fewest lights found, with the bound below which no layout can hold the rules."""
    field = light_field(room, brief.light, brief.reserved)
    if isinstance(field, HallField):
        return sparse(field)
    if (answer := settled(field)) is not None:
        return answer
    array, held = _smallest_array(field)
    if held and len(array) == field.lower_bound:
        return layout(field, array)
    near = neighbours(field, REACH if len(field.tiles) > SMALL else max(room.width, room.height))
    most = len(array) if held else None
    chosen, found = densify(field, grow(field, NONE, field.lower_bound), near, most)
    if not (held or found):
        return layout(field, chosen)
    chosen, bound = _proven(field, _fewer(field, chosen if found else array, near))
    if held and len(chosen) == len(array):
        return layout(field, array, bound)
    return layout(field, even_out(field, chosen, near, POLISH * field.gain.size), bound)


def _smallest_array(field: LightField) -> tuple[Nodes, bool]:
    """The array with the fewest lights that holds the rules: where none has fewer, order is free."""
    arrays = RoomArrays(field)
    fewest, most = field.lower_bound, 2 * field.lower_bound + 4
    plans = [*arrays.regular(fewest, most), *arrays.fitted(fewest, most)]
    return pick(arrays, plans, 1.0, orderly(field))


def _fewer(field: LightField, chosen: Nodes, near: list[Nodes]) -> Nodes:
    """Take the least needed light away and settle the others, until the rules break."""
    while len(chosen) > max(1, field.lower_bound):
        fewer, held = settle(field, without_worst(field, chosen), near, WORK * field.gain.size)
        if not held:
            break
        chosen = fewer
    return chosen


def _proven(field: LightField, chosen: Nodes) -> tuple[Nodes, int]:
    """Try every choice of smaller counts where those are few: a better layout or a proof."""
    bound = field.lower_bound
    while bound < len(chosen):
        if comb(len(field.tiles), bound) * len(field.points) > EXHAUSTIVE:
            break
        found = _first_that_holds(field, bound)
        if found is not None:
            chosen = found
            break
        bound += 1
    return chosen, bound


def _first_that_holds(field: LightField, count: int) -> Nodes | None:
    choices = np.array(list(combinations(range(len(field.tiles)), count)), dtype=np.int64)
    if not count or not len(choices):
        return None
    lit = field.base + field.gain[choices[:, 0]]
    for column in choices.T[1:]:
        lit += field.gain[column]
    good = np.flatnonzero(valid(field, lit))
    if not len(good):
        return None
    even = lit[good].min(axis=1) / lit[good].mean(axis=1)
    best: Nodes = choices[good[int(even.argmax())]]
    return best
