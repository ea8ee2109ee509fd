"""Which tiles a detector may take: clear of walls, supplies and returns (SMK-4, SMK-5, SMK-6)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.geometry import Mask, tile_centres, wall_distance
from plenum.ceiling.grid import Kind, Tile
from plenum.ceiling.room import Room
from plenum.ceiling.smoke.brief import SmokeBrief

ROUNDING_M = 1e-6
"""Tile centres are multiples of the tile: distances equal to a limit hold it."""


def distances(
    room: Room, tiles: Sequence[Tile], others: Sequence[Tile], *, to_edge: bool = False
) -> NDArray[np.float64]:
    """n × m distances in m from tile centres to other tiles' centres, or to their nearest edge."""
    a, b = tile_centres(room, tiles), tile_centres(room, others)
    step = np.abs(a[:, None] - b[None])
    if to_edge:
        step = np.maximum(step - np.asarray(room.tile_m) / 2, 0.0)
    return np.asarray(np.hypot(step[..., 0], step[..., 1]))


def nearest(
    room: Room, tiles: Sequence[Tile], others: Sequence[Tile], *, to_edge: bool = False
) -> NDArray[np.float64]:
    """Each tile's distance in m to the nearest of the others; infinite where there are none."""
    gaps = distances(room, tiles, others, to_edge=to_edge)
    return np.asarray(gaps.min(axis=1, initial=np.inf))


def clear_of_walls(room: Room, smoke: SmokeBrief, tiles: Sequence[Tile]) -> Mask:
    """SMK-4."""
    centres = tile_centres(room, tiles)
    return np.asarray(wall_distance(room, centres) >= smoke.wall_m - ROUNDING_M)


def clear_of_supplies(room: Room, smoke: SmokeBrief, tiles: Sequence[Tile], supplies: Sequence[Tile]) -> Mask:
    """SMK-5."""
    gaps = nearest(room, tiles, supplies, to_edge=smoke.to_edge)
    return np.asarray(gaps >= smoke.supply_m - ROUNDING_M)


def clear_of_returns(room: Room, smoke: SmokeBrief, tiles: Sequence[Tile], returns: Sequence[Tile]) -> Mask:
    """SMK-6."""
    return np.asarray(nearest(room, tiles, returns) >= smoke.return_m - ROUNDING_M)


def allowed(room: Room, smoke: SmokeBrief, tiles: Sequence[Tile]) -> Mask:
    """Which tiles keep every hard clearance from what hangs in the room now."""
    keeps = clear_of_supplies(room, smoke, tiles, room.of_kind(Kind.SUPPLY))
    if smoke.wall_hard:
        keeps &= clear_of_walls(room, smoke, tiles)
    if smoke.return_hard:
        keeps &= clear_of_returns(room, smoke, tiles, room.of_kind(Kind.RETURN))
    return keeps
