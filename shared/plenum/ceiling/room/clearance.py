"""How far tiles are from other tiles, and which keep a distance: centre to centre, or to an edge."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.room.distances import Tiles, away_m
from plenum.ceiling.room.geometry import Mask, tile_centres
from plenum.ceiling.room.grid import Tile
from plenum.ceiling.room.room import Room

ROUNDING_M: Final = 1e-6
"""Tile centres are multiples of the tile: a distance equal to its limit holds it."""
PAIRS: Final = 20_000
"""Pairs of tiles up to which each is looked at."""


def nearest(
    room: Room,
    tiles: Tiles,
    others: Tiles,
    *,
    to_edge: bool = False,
    at_most_m: float = math.inf,
) -> NDArray[np.float64]:
    """Each tile centre's distance in m to the nearest other's centre, or edge; infinite if none.

    What is farther than `at_most_m` is that far: in a hall it saves looking.
    """
    if not len(others) or not len(tiles):
        return np.full(len(tiles), at_most_m)
    if len(tiles) * len(others) <= PAIRS:
        a, b = tile_centres(room, tiles), tile_centres(room, others)
        half = np.asarray(room.tile_m) / 2 if to_edge else np.zeros(2)
        step = np.maximum(np.abs(a[:, None] - b[None]) - half, 0.0)
        away = np.hypot(step[..., 0], step[..., 1]).min(axis=1)
        return np.asarray(np.minimum(away, at_most_m))
    size = room.height, room.width
    at = np.asarray(tiles)
    away = away_m(size, room.tile_m, others, to_edge=to_edge, at_most_m=at_most_m)
    return np.asarray(away[at[:, 1], at[:, 0]])


def clear(
    room: Room,
    tiles: Tiles,
    others: Tiles,
    limit_m: float,
    *,
    to_edge: bool = False,
) -> Mask:
    """Which tiles are at least this far from all others, centre to centre or to the other's edge.

    Each other tile stamps what is too near on the grid; where there are many, each offset of the
    stamp is laid on for all of them at once. Neither is a matrix of pairs.
    """
    if not len(tiles) or not len(others):
        return np.ones(len(tiles), dtype=bool)
    stamp = _too_near(room.tile_m, limit_m - ROUNDING_M, to_edge=to_edge)
    dy, dx = stamp.shape[0] // 2, stamp.shape[1] // 2
    near = np.zeros((room.height + 2 * dy, room.width + 2 * dx), dtype=bool)
    if len(others) <= np.count_nonzero(stamp):
        for x, y in others:
            near[y : y + stamp.shape[0], x : x + stamp.shape[1]] |= stamp
    else:
        x, y = np.asarray(others).T
        there = np.zeros((room.height, room.width), dtype=bool)
        there[y, x] = True
        for up, right in np.argwhere(stamp):
            near[up : up + room.height, right : right + room.width] |= there
    at = np.asarray(tiles)
    return np.asarray(~near[at[:, 1] + dy, at[:, 0] + dx])


def apart(room: Room, a: Sequence[Tile], b: Sequence[Tile], limit_m: float, *, to_edge: bool = False) -> Mask:
    """len(a) by len(b): which pairs are at least this far from each other; for small rooms."""
    half = np.asarray(room.tile_m) / 2 if to_edge else np.zeros(2)
    step = np.abs(tile_centres(room, a)[:, None] - tile_centres(room, b)[None])
    step = np.maximum(step - half, 0.0)
    return np.asarray(np.hypot(step[..., 0], step[..., 1]) >= limit_m - ROUNDING_M)


@lru_cache(maxsize=256)
def _too_near(tile_m: tuple[float, float], limit_m: float, *, to_edge: bool) -> Mask:
    """Around a tile, those nearer than the limit."""
    reach = [int(max(limit_m, 0.0) / t) + 1 for t in tile_m]
    x, y = (np.abs(np.arange(-r, r + 1)) * t for r, t in zip(reach, tile_m, strict=True))
    if to_edge:
        x, y = np.maximum(x - tile_m[0] / 2, 0.0), np.maximum(y - tile_m[1] / 2, 0.0)
    return np.asarray(np.hypot(x[None, :], y[:, None]) < limit_m)
