"""Aligned, symmetric rows, as near to the fewest luminaires as order allows."""

from __future__ import annotations

from typing import Final

import numpy as np
from plenum.ceiling.brief import Brief
from plenum.ceiling.layout import Layout
from plenum.ceiling.light.arrays import Arrays, evens, pick, stepped
from plenum.ceiling.light.field import LightField
from plenum.ceiling.light.outcome import NONE, layout, lit_already
from plenum.ceiling.light.photometry import Matrix
from plenum.ceiling.light.regularity import regularity
from plenum.ceiling.light.search import Nodes, densify, holds, neighbours
from plenum.ceiling.room import Room

NAME: Final = "light_model_c_balanced"
VERSION: Final = "1.0.0"

DENSER: Final = 1.6
"""Arrays of up to this many times the bound are looked at, and a few more in small rooms."""
NEAR: Final = 1.1
"""Among arrays that hold the rules, up to this many times the smallest may win by order."""
REACH: Final = 3
"""Tiles a light may move along its row in one go when no array holds the rules."""


def place(room: Room, brief: Brief) -> Layout:
    """Rows in line and in mirror image, of the smallest count that holds the rules or near it."""
    field = LightField(room, brief.light, brief.reserved)
    if lit_already(field):
        return layout(field, NONE)
    if field.lower_bound > len(field.tiles):
        return layout(field, np.arange(len(field.tiles)))
    arrays = Arrays(field)
    most = int(DENSER * field.lower_bound) + 3
    step = max(1, int(brief.light.luminaire.shr * brief.light.mounting_height_m / min(room.tile_m)))
    found = _rows(arrays, step, field.lower_bound, most)

    def order(nodes: Nodes, lit: Matrix) -> tuple[float, ...]:
        tiles = [*field.existing, *(field.tiles[i] for i in nodes)]
        return round(regularity(tiles), 6), float(lit.min() / lit.mean())

    chosen, held = pick(arrays, found, NEAR, order)
    return layout(field, chosen if held else _repaired(field, chosen))


def _rows(arrays: Arrays, step: int, fewest: int, most: int) -> list[Nodes]:
    """Arrays at whole-tile and at equal spacing, and rows fitted to the outline; fewest lights first."""
    (x0, y0), (x1, y1) = arrays.low, arrays.high
    found = arrays.between(stepped(x0, x1, step), stepped(y0, y1, step), fewest, most)
    found += arrays.between(evens(x0, x1), evens(y0, y1), fewest, most)
    found += arrays.fitted(fewest, most)
    return sorted(found, key=len)


def _repaired(field: LightField, chosen: Nodes) -> Nodes:
    """Move lights along their rows and add some on rows that are there, before anything freer."""
    spots = field.spots
    rows = np.isin(spots[:, 1], spots[chosen, 1])
    along = [near[spots[near, 1] == spots[i, 1]] for i, near in enumerate(neighbours(field, REACH))]
    repaired = densify(field, chosen, along, among=rows)
    if holds(field, field.at(repaired)):
        return repaired
    return densify(field, chosen, neighbours(field, 1))
