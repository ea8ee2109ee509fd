"""Which tiles a detector may take: clear of walls, supplies and returns (SMK-4, SMK-5, SMK-6)."""

from __future__ import annotations

from typing import Final

from plenum.ceiling.asked.smoke_brief import SmokeBrief
from plenum.ceiling.room.clearance import ROUNDING_M, clear
from plenum.ceiling.room.distances import Tiles
from plenum.ceiling.room.geometry import Mask, tile_centres
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.room import Room
from plenum.ceiling.room.walls import clear_of_wall

WALL_M: Final = 0.5
"""Where there is a choice detectors keep off the wall's own row of tiles, under any code."""


def clear_of_walls(room: Room, smoke: SmokeBrief, tiles: Tiles) -> Mask:
    """SMK-4."""
    return clear_of_wall(room, tile_centres(room, tiles), smoke.wall_m - ROUNDING_M)


def clear_of_supplies(room: Room, smoke: SmokeBrief, tiles: Tiles, supplies: Tiles) -> Mask:
    """SMK-5; symmetric, so that a supply may ask it of detectors too."""
    return clear(room, tiles, supplies, smoke.supply_m, to_edge=smoke.to_edge)


def clear_of_returns(room: Room, smoke: SmokeBrief, tiles: Tiles, returns: Tiles) -> Mask:
    """SMK-6; symmetric likewise."""
    return clear(room, tiles, returns, smoke.return_m)


def allowed(room: Room, smoke: SmokeBrief, tiles: Tiles) -> Mask:
    """Which tiles keep every hard clearance from what hangs in the room now."""
    keeps = clear_of_supplies(room, smoke, tiles, room.of_kind(Kind.SUPPLY))
    if smoke.wall_hard:
        keeps &= clear_of_walls(room, smoke, tiles)
    if smoke.return_hard:
        keeps &= clear_of_returns(room, smoke, tiles, room.of_kind(Kind.RETURN))
    return keeps
