"""Adding lights to a hall's array where it is dark."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from plenum.ceiling.light.hall.field import HallField
from plenum.ceiling.light.local_search import Nodes, valid
from plenum.ceiling.light.photometry import Matrix
from plenum.ceiling.room.geometry import Mask, tile_centres, visible

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
        lit = field.at(chosen)
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
    taken = np.zeros(len(field.tiles), dtype=bool)
    taken[chosen] = True
    apart = 2.0 * brief.mounting_height_m
    order = dark[np.argsort(lit[dark], kind="stable")]
    added: list[int] = []
    while len(order) and len(added) < most:
        place = field.points[order[0]]
        tile = _nearest(field, place, taken)
        if tile is not None:
            taken[tile] = True
            added.append(tile)
        order = order[np.abs(field.points[order] - place).max(axis=1) > apart]
    return np.array(added, dtype=np.int64)


def _nearest(field: HallField, place: Matrix, taken: Mask) -> int | None:
    """The free tile nearest to a place that it sees; of equals the lower number."""
    away = ((field.spots + 0.5) * field.room.tile_m - place) ** 2
    distance = np.where(taken, np.inf, away.sum(axis=1))
    near = np.flatnonzero(distance <= max((REACH * field.brief.mounting_height_m) ** 2, distance.min()))
    near = near[np.isfinite(distance[near])]
    if not field.convex and len(near):
        centres = tile_centres(field.room, field.spots[near].tolist())
        seen = visible(field.room, centres, place[None])[:, 0]
        near = near[seen] if seen.any() else near
    return int(near[distance[near].argmin()]) if len(near) else None
