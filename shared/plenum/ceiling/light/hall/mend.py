"""Adding lights to a hall's array where it is dark."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from plenum.ceiling.light.hall.field import HallField
from plenum.ceiling.light.local_search import Nodes, valid
from plenum.ceiling.light.photometry import Matrix
from plenum.ceiling.room.geometry import Mask, tile_centres, visible
from plenum.ceiling.room.pairs import square

ROUNDS: Final = 40
"""Of adding lights."""
AT_ONCE: Final = 100
"""Dark places mended in one round."""
REACH: Final = 1.5
"""A dark place is lit from within so many mounting heights, if there is a tile."""


def mended(field: HallField, chosen: Nodes, margin: float) -> Nodes:
    """Lights added at the darkest places until the rules hold with this margin."""
    lit = field.at(chosen)
    for _ in range(ROUNDS):
        if valid(field, lit, margin):
            break
        added = _additions(field, chosen, lit, margin)
        if not len(added):
            break
        chosen = np.concatenate([chosen, added])
        lit = lit + field.alone(added)
    return chosen


def _additions(field: HallField, chosen: Nodes, lit: Matrix, margin: float) -> Nodes:
    """A light near each of the darkest places that are apart, as many as the misses ask for."""
    brief, mean = field.brief, float(lit.mean())
    dark = np.flatnonzero(lit < brief.u0 * (1.0 + margin) * mean)
    short = brief.em_lx * (1.0 + margin) - mean
    most = AT_ONCE
    if not len(dark):
        most = min(AT_ONCE, max(1, math.ceil(short / float(field.mean_gain.max()))))
        dark = np.arange(len(lit))
    taken = np.zeros(len(field.spots), dtype=bool)
    taken[chosen] = True
    apart = 2.0 * brief.mounting_height_m
    order = dark[np.argsort(lit[dark], kind="stable")]
    added: list[int] = []
    while len(order) and len(added) < most:
        place = field.points[order[0]]
        tile = nearest(field, place, taken)
        if tile is not None:
            taken[tile] = True
            added.append(tile)
        order = order[np.abs(field.points[order] - place).max(axis=1) > apart]
    return np.array(added, dtype=np.int64)


def nearest(field: HallField, place: Matrix, taken: Mask) -> int | None:
    """The free tile nearest to a place that it sees; of equals the lower number."""
    reach_m = REACH * field.brief.mounting_height_m
    some = field.in_rows(place[1] - reach_m, place[1] + reach_m)
    away = _away(field, place, taken, some)
    near = some[away <= reach_m**2]
    if not len(near):
        some = np.arange(len(field.spots))
        away = _away(field, place, taken, some)
        near = some[np.isfinite(away) & (away == away.min(initial=np.inf))]
    if not field.convex and len(near):
        seen = visible(field.room, tile_centres(field.room, field.spots[near]), place[None])[:, 0]
        near = near[seen] if seen.any() else near
    return int(near[_away(field, place, taken, near).argmin()]) if len(near) else None


def _away(field: HallField, place: Matrix, taken: Mask, tiles: Nodes) -> Matrix:
    """Squared distances in m² of tiles from a place, those of taken ones infinite."""
    away = square((field.spots[tiles] + 0.5) * field.room.tile_m - place)
    return np.where(taken[tiles], np.inf, away)
