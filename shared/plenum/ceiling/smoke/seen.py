"""What a room's tiles see of its demand points, and gaps between detectors: found once for all who ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import numpy as np

from plenum.ceiling.asked.smoke_brief import SmokeBrief
from plenum.ceiling.caches.by_bytes import cached_by_bytes
from plenum.ceiling.room.geometry import Mask, Points, tile_centres
from plenum.ceiling.room.grid import INVALID, Tile, row_by_row
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.room import Extent, Room, Spots, numbered
from plenum.ceiling.smoke.coverage import covered
from plenum.ceiling.smoke.farthest import gap_points

MEMORY_MB: Final = 32.0
CHOICES: Final = 2048
"""Choices of detectors whose gaps are remembered."""


@dataclass(frozen=True)
class _Shape:
    usable: bytes
    extent: Extent
    smoke: SmokeBrief
    room: Room = field(compare=False)


def _shape(room: Room, smoke: SmokeBrief) -> _Shape:
    usable = (room.cells != ord(INVALID)).tobytes()
    return _Shape(usable, room.extent, smoke, room)


@cached_by_bytes(MEMORY_MB)
def _seen(shape: _Shape) -> Mask:
    room = shape.room
    return covered(room, room.usable_spots(), shape.smoke)


def seen_of_all(room: Room, smoke: SmokeBrief, spots: Spots) -> Mask:
    """spots × demand points: which each of these usable tiles would cover."""
    number = numbered(room.cells.shape, room.usable_spots())
    return np.asarray(_seen(_shape(room, smoke))[number[spots[:, 1], spots[:, 0]]])


def seen_by(room: Room, smoke: SmokeBrief, spots: Spots) -> Mask:
    """spots × points: of the demand points that no detector covers yet."""
    rows = seen_of_all(room, smoke, spots)
    hung = np.array(room.of_kind(Kind.DETECTOR), dtype=np.intp).reshape(-1, 2)
    return rows[:, ~seen_of_all(room, smoke, hung).any(axis=0)] if len(hung) else rows


def gaps_between(room: Room, smoke: SmokeBrief, more: Sequence[Tile]) -> Points:
    """Points of gaps that are open between the detectors that hang and these within a tile, where no demand
    point lies; m."""
    every = sorted([*room.of_kind(Kind.DETECTOR), *more], key=row_by_row)
    return np.empty((0, 2)) if len(every) < 2 else _gaps(_shape(room, smoke), tuple(every))


@lru_cache(maxsize=CHOICES)
def _gaps(shape: _Shape, detectors: tuple[Tile, ...]) -> Points:
    return gap_points(shape.room, tile_centres(shape.room, detectors), shape.smoke.radius_m)
