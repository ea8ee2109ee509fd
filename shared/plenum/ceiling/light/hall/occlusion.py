"""What walls and columns of a hall hold back of the light that would arrive without them.

Near a luminaire every pair of luminaire and point is asked for; from cell to cell farther away, one
luminaire and one point stand for theirs. The far part, beyond some 4.5 mounting heights, is less than
5 % of the light of an opal panel, of a narrow one far less, and what is hidden of that is counted to
some tenths of it.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.asked.light_brief import LightBrief
from plenum.ceiling.light.photometry import Matrix, direct
from plenum.ceiling.room.geometry import Points, is_convex, visible
from plenum.ceiling.room.room import Room

_NEAR: Final = 4.5
"""Mounting heights within which every pair is asked for."""
_FINEST: Final = 3
"""Cells that those reach over, at most: the finer they are, the fewer pairs beyond are asked for too."""
_CELLS: Final = 30
"""Cells a side, at most."""

Numbers = NDArray[np.int64]


def held_back(room: Room, brief: LightBrief, lights: Points, at: Points) -> Matrix:
    """The direct illuminance in lx that does not reach each point because the outline is between."""
    lost = np.zeros(len(at))
    if is_convex(room) or not len(lights):
        return lost
    extent = max(room.width * room.tile_m[0], room.height * room.tile_m[1])
    size, near_cells = _cells(extent, brief.mounting_height_m)
    sources, targets = _Cells(lights, size), _Cells(at, size)
    for cell, members in zip(targets.keys, targets.members, strict=True):
        near = np.flatnonzero(np.abs(sources.keys - cell).max(axis=1) <= near_cells)
        if len(near):
            some = np.concatenate([sources.members[i] for i in near])
            hidden = ~visible(room, lights[some], at[members])
            dark = hidden.any(axis=1)
            if dark.any():
                light = _direct(room, brief, lights[some[dark]], at[members])
                lost[members] += (light * hidden[dark]).sum(axis=0)
    far = np.abs(sources.keys[:, None] - targets.keys[None]).max(axis=2) > near_cells
    far &= ~visible(room, lights[sources.stand_ins], at[targets.stand_ins])
    light = _direct(room, brief, sources.middles, targets.middles, splits=1)
    share = (light * far * sources.counts[:, None]).sum(axis=0)
    for members, part in zip(targets.members, share, strict=True):
        lost[members] += part
    return lost


def _cells(extent_m: float, height_m: float) -> tuple[float, int]:
    """The side of a cell in m, and how many cells apart is near: the finest cells that are not too many."""
    for over in range(_FINEST, 1, -1):
        size = _NEAR * height_m / over
        if extent_m <= _CELLS * size:
            return size, over
    return max(_NEAR * height_m, extent_m / _CELLS), 1


def _direct(room: Room, brief: LightBrief, lights: Points, at: Points, splits: int = 2) -> Matrix:
    flux = brief.luminaire.lumens * brief.maintenance_factor
    return direct(lights, at, brief.mounting_height_m, flux, brief.luminaire.beam, room.tile_m, splits)


class _Cells:
    """Points by the square cell they fall into; empty cells are left out."""

    def __init__(self, points: Points, size: float) -> None:
        own = np.floor(points / size).astype(np.int64)
        self.keys, which = np.unique(own, axis=0, return_inverse=True)
        order = np.argsort(which.ravel(), kind="stable")
        self.counts = np.bincount(which.ravel())
        self.members: list[Numbers] = np.split(order, np.cumsum(self.counts)[:-1])
        self.middles = np.array([points[m].mean(axis=0) for m in self.members])
        self.stand_ins = np.array(
            [
                m[((points[m] - middle) ** 2).sum(axis=1).argmin()]
                for m, middle in zip(self.members, self.middles, strict=True)
            ]
        )
