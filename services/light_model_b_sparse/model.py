"""As few luminaires as reach target and uniformity: grow, settle, then take away while it holds."""

from __future__ import annotations

from itertools import combinations
from math import comb
from typing import Final

import numpy as np
from plenum.ceiling.brief import Brief
from plenum.ceiling.layout import Layout
from plenum.ceiling.light.arrays import Arrays, orderly, pick
from plenum.ceiling.light.field import LightField
from plenum.ceiling.light.outcome import NONE, layout, lit_already
from plenum.ceiling.light.search import (
    WORK,
    Nodes,
    densify,
    even_out,
    grow,
    holds,
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
    field = LightField(room, brief.light, brief.reserved)
    if lit_already(field):
        return layout(field, NONE)
    if field.lower_bound > len(field.tiles):
        return layout(field, np.arange(len(field.tiles)))
    near = neighbours(field, REACH if len(field.tiles) > SMALL else max(room.width, room.height))
    chosen = densify(field, grow(field, NONE, field.lower_bound), near)
    if not holds(field, field.at(chosen)):
        return layout(field, chosen)
    chosen, bound = _proven(field, _fewer(field, chosen, near))
    chosen = even_out(field, chosen, near, POLISH * field.gain.size)
    return layout(field, _more_orderly(field, chosen), bound)


def _fewer(field: LightField, chosen: Nodes, near: list[Nodes]) -> Nodes:
    """Take the least needed light away and settle the others, until the rules break."""
    while len(chosen) > max(1, field.lower_bound):
        fewer, held = settle(field, without_worst(field, chosen), near, WORK * field.gain.size)
        if not held:
            break
        chosen = fewer
    return chosen


def _more_orderly(field: LightField, chosen: Nodes) -> Nodes:
    """An array of as many lights where one holds the rules and looks better: order costs nothing then."""
    arrays = Arrays(field)
    count = len(chosen)
    worth = orderly(field)
    found, held = pick(arrays, [*arrays.regular(count, count), *arrays.fitted(count, count)], 1.0, worth)
    if held and worth(found, field.at(found)) > worth(chosen, field.at(chosen)):
        return found
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
