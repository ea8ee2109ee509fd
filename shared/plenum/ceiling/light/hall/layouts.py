"""An array of lights in a hall: the smallest, or one a little larger that is worth more, then mended."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from plenum.ceiling.light.array_patterns import Line
from plenum.ceiling.light.hall.arrays import HallArrays
from plenum.ceiling.light.hall.field import HallField
from plenum.ceiling.light.hall.mend import mended
from plenum.ceiling.light.local_search import Nodes
from plenum.ceiling.light.photometry import Matrix
from plenum.ceiling.room.geometry import area_m2
from plenum.ceiling.room.pairs import ends, square

Worth = Callable[[Nodes, Matrix], tuple[float, ...]]
Lines = tuple[Sequence[Line], Sequence[Line]]
EXACT: Final = 1e-6
"""Margin kept where nothing is hidden: the factored kernel's own error is a tenth of it."""
TABLED: Final = 1e-3
"""Margin kept for luminaires with a table, whose factored kernel is as good as that."""
HIDING: Final = 2e-3
"""Margin kept in halls with walls between, where the far part is estimated."""
ADJUSTMENTS: Final = 3
"""How often the mean aimed at is raised by what the walls turned out to hold back."""


def hall_array(field: HallField, lines: Lines, slack: float, worth: Worth) -> tuple[Nodes, float]:
    """The array, mended where the walls, or tiles that cannot take a light, leave it dark.

    Of those with up to `slack` times the fewest lights the one worth most; with it the margin beyond the
    limits that the hall's estimates need.
    """
    exact = TABLED if field.brief.luminaire.distribution else EXACT
    margin = exact if field.convex else HIDING
    wanted = field.brief.em_lx * (1.0 + margin)
    arrays = HallArrays(field, *lines)
    for _ in range(ADJUSTMENTS):
        chosen, _ = arrays.pick(arrays.smallest(wanted, slack), worth, margin, slack)
        if field.existing:
            chosen = _apart(field, chosen)
        if field.convex or field.existing or not len(chosen):
            break
        reached = float(field.at(chosen).mean())
        if reached >= field.brief.em_lx * (1.0 + margin):
            break
        wanted *= field.brief.em_lx * (1.0 + margin) / reached
    return mended(field, chosen, margin), margin


def _apart(field: HallField, chosen: Nodes) -> Nodes:
    """An array less the lights near which one hangs already: half a usual spacing and nearer."""
    tile = np.asarray(field.room.tile_m)
    reach = math.sqrt(area_m2(field.room) / max(1, len(chosen))) / 2.0
    there = np.asarray(field.existing) * tile
    away = [float(square(there - spot).min()) for spot in field.spots[chosen] * tile]
    return chosen[np.asarray(away) > reach**2 + 1e-9]


def hall_lines(field: HallField, make: Callable[[int, int], list[Line]]) -> Lines:
    """Lists of columns and of rows over the free tiles, each made from its first and last tile."""
    low, high = ends(field.spots)
    return make(int(low[0]), int(high[0])), make(int(low[1]), int(high[1]))


def largest_step(field: HallField) -> int:
    """The largest spacing that LGT-4 asks for, in whole tiles."""
    reach = field.brief.luminaire.shr * field.brief.mounting_height_m
    return max(1, int(reach / min(field.room.tile_m)))
