"""Model B in a hall: the smallest array, its outer rows where they light most; where order is free, less
what it can spare."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np

from plenum.ceiling.light.array_patterns import Line, evens
from plenum.ceiling.light.hall.field import HallField
from plenum.ceiling.light.hall.layouts import hall_array, hall_lines, largest_step
from plenum.ceiling.light.local_search import Nodes
from plenum.ceiling.light.outcome import layout
from plenum.ceiling.room.layout import Layout

TRIES: Final = 1200
"""Lights that are tried for being dispensable."""


def in_hall(field: HallField) -> Layout:
    """The smallest array, its outer rows where they light most, less every light it can spare."""
    step = largest_step(field)
    lines = hall_lines(field, lambda low, high: [*evens(low, high), *inset(low, high, step)])
    chosen, margin = hall_array(field, lines, 1.0, lambda _, lit: (float(lit.min() / lit.mean()),))
    over = field.brief.over_power(len(field.existing) + len(chosen))
    return layout(field, trimmed(field, chosen, margin) if over or not field.brief.in_order else chosen)


@lru_cache(maxsize=16)
def inset(low: int, high: int, most: int) -> list[Line]:
    """For each count equal spacings, the outer lines up to `most` tiles from the ends."""
    lines: dict[Line, None] = {}
    for start in range(min(most, (high - low) // 2) + 1):
        for count in range(2, high - low - 2 * start + 2):
            at = np.linspace(low + start, high - start, count)
            half = np.floor(at[: (count + 1) // 2] + 0.5).astype(int)
            # The second half mirrors the first, whatever way the first was rounded.
            mirrored = low + high - half[: count // 2][::-1]
            lines[tuple(np.concatenate([half, mirrored]).tolist())] = None
    return list(lines)


def trimmed(field: HallField, chosen: Nodes, margin: float) -> Nodes:
    """The choice less the lights it can do without, those first that add least to the mean.

    A light's loss is counted as if no wall stood in its way: never less than it is.
    """
    brief = field.brief
    em, u0 = brief.em_lx * (1.0 + margin), brief.u0 * (1.0 + margin)
    lit = field.at(chosen)
    mean = float(lit.mean())
    gain = field.mean_gain[chosen]
    kept = np.ones(len(chosen), dtype=bool)
    for i in np.argsort(gain, kind="stable")[:TRIES]:
        if mean - gain[i] < em:
            break
        left = lit - field.open_gain(chosen[i])
        after = float(left.mean())
        if after >= em and float(left.min()) >= u0 * after:
            lit, mean, kept[i] = left, after, False
    return chosen[kept]
